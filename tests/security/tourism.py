"""Examples of tourism: a published place of a commune, its page, its pictures."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from security.examples import Example, example
from security.world import World
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.registers import services
from tinhso.sectors.tourism.models import Place
from tinhso.sectors.tourism.services import pictures, ratings

_RIGHTS = Place.definition.rights.all()


def _place(world: World) -> Any:
    if "tourism-place" not in world.things:
        given = {"name": "Thành nhà Hồ", "kind": "heritage", "grade": "world", "unit": str(world.here.pk)}
        world.things["tourism-place"] = services.add(SYSTEM, Place.definition, given)
    return world.things["tourism-place"]


def _picture(world: World) -> Any:
    if "tourism-picture" not in world.things:
        kept = io.BytesIO()
        Image.new("RGB", (60, 40)).save(kept, "JPEG")
        upload = SimpleUploadedFile("anh.jpg", kept.getvalue())
        made = pictures.add(SYSTEM, _place(world), upload, caption="Cổng Nam", author="Sở")
        world.things["tourism-picture"] = made
    return world.things["tourism-picture"]


@example("tourism:picture")
def _shown(world: World) -> Example:
    return Example({"key": _picture(world).pk, "size": "nho"})


@example("tourism:list", "tourism:map")
def _list(world: World) -> Example:
    return Example({"section": "di-san"})


@example("tourism:place", "tourism:rate")
def _one(world: World) -> Example:
    return Example({"section": "di-san", "key": _place(world).pk})


@example("tourism:picture-add")
def _add(world: World) -> Example:
    given = {"code": Place.definition.code, "key": _place(world).pk}
    return Example(given, method="POST", body={"caption": ""}, guarded=True, unit=world.here, also=_RIGHTS)


@example("tourism:picture-act")
def _act(world: World) -> Example:
    given = {"code": Place.definition.code, "key": _place(world).pk, "picture_key": _picture(world).pk}
    return Example(given, method="POST", body={"viec": "go"}, guarded=True, unit=world.here, also=_RIGHTS)


@example("tourism:comment")
def _comment(world: World) -> Example:
    if "tourism-rating" not in world.things:
        citizen = actor_for(world.citizen())
        world.things["tourism-rating"] = ratings.rate(citizen, _place(world), stars=4, comment="Rất đáng đến")
    return Example({"key": world.things["tourism-rating"].pk}, guarded=True, unit=world.here)
