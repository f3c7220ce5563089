"""Examples of work files: a file of a commune with a document, a hand-over noticed and one offered."""

from datetime import timedelta
from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.government.work_files import services
from tinhso.government.work_files.models import HandOver, HandOverFile, HandOverState
from tinhso.kernel.files.services import store_made
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM


def _file(world: World) -> Any:
    if "work-file" not in world.things:
        file = services.open_file(SYSTEM, world.here, title="Hồ sơ thử", symbol="01.VP", term="5-nam")
        paper = store_made(b"%PDF-1.7", "cong-van.pdf", "application/pdf", actor=SYSTEM)
        world.things["work-item"] = services.put(SYSTEM, file, "upload", "1", "Công văn thử", [paper])
        world.things["work-file"] = file
    return world.things["work-file"]


def _hand_over(world: World, state: HandOverState) -> Any:
    name = f"hand-over-{state}"
    if name not in world.things:
        package = store_made(b"zip", "goi.zip", "application/zip", actor=SYSTEM)
        made = HandOver.objects.create(
            unit=world.here, state=state, due_on=clock.today() + timedelta(days=1), package=package
        )
        HandOverFile.objects.create(hand_over=made, work_file=_file(world))
        world.things[name] = made
    return world.things[name]


@example("work_files:file", "work_files:inventory")
def _page(world: World) -> Example:
    return Example({"file_id": _file(world).pk}, unit=world.here, also=("work_files.use",))


@example("work_files:change", "work_files:put")
def _change(world: World) -> Example:
    return Example({"file_id": _file(world).pk}, guarded=True, unit=world.here)


@example("work_files:close")
def _close(world: World) -> Example:
    return Example({"file_id": _file(world).pk}, method="POST", guarded=True, unit=world.here)


@example("work_files:reopen")
def _reopen(world: World) -> Example:
    return Example({"file_id": _file(world).pk}, guarded=True, unit=world.here)


@example("work_files:take-out")
def _take_out(world: World) -> Example:
    _file(world)
    return Example({"item_id": world.things["work-item"].pk}, guarded=True, unit=world.here)


@example("work_files:download")
def _download(world: World) -> Example:
    _file(world)
    item = world.things["work-item"]
    keys = {"item_id": item.pk, "file_id": item.files.get().file_id}
    return Example(keys, unit=world.here, also=("work_files.use",))


@example("work_files:notice")
def _notice(world: World) -> Example:
    return Example({"unit_id": world.here.pk}, method="POST", guarded=True, unit=world.here)


@example("work_files:hand-over", "work_files:package")
def _hand_over_page(world: World) -> Example:
    key = _hand_over(world, HandOverState.OFFERED).pk
    return Example({"key": key}, unit=world.here, also=("work_files.archive",))


@example("work_files:offer")
def _offer(world: World) -> Example:
    return Example({"key": _hand_over(world, HandOverState.NOTICED).pk}, method="POST", guarded=True, unit=world.here)


@example("work_files:accept")
def _accept(world: World) -> Example:
    # Not offered yet: the right is tried, the package of the example is none.
    return Example({"key": _hand_over(world, HandOverState.NOTICED).pk}, method="POST", guarded=True, unit=world.here)


@example("work_files:return")
def _return(world: World) -> Example:
    return Example({"key": _hand_over(world, HandOverState.OFFERED).pk}, guarded=True, unit=world.here)


@example("GET /api/v1/work-files/{file_id}")
def _read(world: World) -> Example:
    return Example({"file_id": str(_file(world).pk)}, guarded=True, unit=world.here)
