"""Examples of the notary: an office of a commune, a search of its clerk's, a notice that was entered there."""

from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.government.notary.models import Office
from tinhso.government.notary.persons import Asked
from tinhso.government.notary.services import blocking, searching
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services as registers

_THING = {"kind": "land", "certificate_number": "CĐ 123456"}
_PEOPLE = [Asked("Lê Thị Hòa", "038187001234", 1987), Asked("Trần Văn Bình", "038090005678", 1990)]


def _paper(number: str) -> dict[str, Any]:
    return {"number": number, "issued_on": f"{clock.today():%d/%m/%Y}", "issuer_kind": "court", "issuer": "Tòa án"}


def _search(world: World) -> Any:
    if "notary-search" not in world.things:
        office = {"name": "Phòng thử", "kind": "state", "address": "Đường Lê Lợi", "unit": world.here}
        world.things["notary-office"] = registers.add(SYSTEM, Office.definition, office)
        world.things["notary-search"] = searching.search(SYSTEM, world.things["notary-office"], _THING, _PEOPLE)
    return world.things["notary-search"]


@example("notary:search")
def _searching(world: World) -> Example:
    _search(world)
    body = {"office": str(world.things["notary-office"].pk), "for_act": "yes", **_THING}
    return Example(method="POST", body=body, unit=world.here)


@example("notary:result")
def _result(world: World) -> Example:
    return Example({"key": _search(world).pk}, guarded=True, unit=world.here)


@example("notary:abandon")
def _abandon(world: World) -> Example:
    # Another's preparation is not closed, whoever asks; that the right is held elsewhere shows before it.
    return Example({"key": _search(world).pk}, guarded=True, unit=world.here)


@example("notary:record")
def _record(world: World) -> Example:
    body = {
        "number": "1", "signed_on": f"{clock.today():%d/%m/%Y}", "kind": "sale", "role-0": "giver", "role-1": "taker",
    }  # fmt: skip
    also = ("notary.property.view", "notary.property.add")
    return Example({"key": _search(world).pk}, method="POST", body=body, guarded=True, unit=world.here, also=also)


@example("notary:block")
def _block(world: World) -> Example:
    body = {**_paper("15/2026"), "unit": str(world.here.pk), "person_name": "Lê Thị Hòa"}
    return Example(method="POST", body=body, unit=world.here)


@example("notary:lift")
def _lift(world: World) -> Example:
    if "notary-notice" not in world.things:
        about = {**_paper("15/2026"), "person_name": "Lê Thị Hòa"}
        world.things["notary-notice"] = blocking.block(SYSTEM, world.here, about)
    given = {"key": world.things["notary-notice"].pk}
    return Example(given, method="POST", body=_paper("16/2026"), guarded=True, unit=world.here)
