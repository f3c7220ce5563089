"""Examples of the dossiers' operations: one dossier that lies with a commune, and a body that each act takes."""

from typing import Any

from security import walk
from security.examples import Example, example
from security.world import World
from tinhso.kernel.files import services as files
from tinhso.kernel.inbox.queries import open_items
from tinhso.kits.procedures import permissions as rights
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.tests.conftest import a_pdf
from tinhso.kits.procedures.tests.world import World as Procedures
from tinhso.kits.procedures.tests.world import make_world

_DOSSIER = "/api/v1/procedures/dossiers/{dossier_id}"
_BODY: dict[str, Any] = {
    "note": "Đã xem",
    "reason": "Thiếu giấy tờ",
    "article": "Điều 1",
    "to": "specialist",
    "to_step": "tiep-nhan",
    "items": [{"what": "Tờ khai", "reason": "Chưa ký", "article": "Điều 1"}],
}


def procedures_world(world: World) -> Procedures:
    """Return the small world of procedures, made once for a test: two would claim the same units."""
    if "procedures" not in world.things:
        world.things["procedures"] = make_world()
    made: Procedures = world.things["procedures"]
    return made


def dossier(world: World) -> Dossier:
    """Return a submitted dossier of a commune, made once for a test."""
    if "dossier" not in world.things:
        procedures = procedures_world(world)
        citizen = procedures.actor("citizen")
        part = GivenPart("to-khai", file=files.store(a_pdf(), "to-khai.pdf", actor=citizen))
        application = Application(
            version=procedures.version,
            agency=procedures.commune,
            person=procedures.accounts["citizen"].person,
            applicant={"full_name": "Nguyễn Văn Công Dân", "personal_number": "038090000011"},
            answers={"purpose": "Vay vốn"},
            parts=[part],
            channel=Channel.ONLINE,
        )
        world.things |= {"dossier": intake.submit(citizen, application), "commune": procedures.commune}
    made: Dossier = world.things["dossier"]
    return made


@example(*(operation.name for operation in walk.operations() if operation.path.startswith(_DOSSIER)))
def _of_a_dossier(world: World) -> Example:
    key = dossier(world).pk
    also = (rights.RECEIVE, rights.PROCESS, rights.SUBMIT)
    return Example({"dossier_id": key}, body=_BODY, guarded=True, unit=world.things["commune"], also=also)


_PAGES = (
    *("answer", "ask", "assign", "consult", "decline", "do", "extend", "hand-over", "initial", "notice", "opinion"),
    *("propose", "receive", "refuse", "resume", "return", "seal", "sign", "stop", "suspend", "withdraw-question"),
)


@example(
    *(f"workspace:{name}" for name in (*_PAGES, "withdraw", "dossier", "earlier", "glance")),
    *(f"counter:{name}" for name in ("done", "fee", "hand-over", "paper")),
)
def _page_of_a_dossier(world: World) -> Example:
    key = dossier(world).pk
    return Example({"dossier_id": key}, guarded=True, unit=world.things["commune"], also=(rights.VIEW,))


@example("workspace:claim", "workspace:release")
def _work_item(world: World) -> Example:
    key = open_items(dossier(world).pk).get().pk
    return Example({"item_id": key}, method="POST", unit=world.things["commune"], also=(rights.RECEIVE,))


@example("workspace:slip-make")
def _slip(world: World) -> Example:
    dossier(world)
    return Example({"unit_id": world.things["commune"].pk})


@example("counter:intake")
def _intake(world: World) -> Example:
    return Example({"code": dossier(world).procedure.code}, unit=world.things["commune"])
