"""The town of the linked procedures' tests: the small world, the agencies of the branches, the pack's definitions."""

from datetime import datetime
from typing import Any

from tinhso.cli.loading.linked import load_linked
from tinhso.cli.loading.pack import Pack
from tinhso.cli.loading.procedures import read_procedure
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.files import services as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Role
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.procedures import events
from tinhso.kits.procedures.linked import queries
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedBranch
from tinhso.kits.procedures.linked.services import applying, settling
from tinhso.kits.procedures.linked.services.applying import GivenFile, Whole
from tinhso.kits.procedures.models import Dossier, DossierResult, DossierStep
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.services.steps import close_step, open_next_steps, open_steps_of, route_of
from tinhso.kits.procedures.services.transition import transition
from tinhso.kits.procedures.states import Channel, ClockEventKind, Status, StepState
from tinhso.kits.procedures.tests.conftest import a_pdf
from tinhso.kits.procedures.tests.world import SINCE, World, make_world

BIRTH, DEATH, BUSINESS = "sinh-con", "nguoi-than-mat", "mo-ho-kinh-doanh"
PROCEDURES = (
    "khai-sinh", "dang-ky-thuong-tru", "the-bao-hiem-y-te-tre-em", "khai-tu", "xoa-dang-ky-thuong-tru",
    "ho-tro-mai-tang", "thanh-lap-ho-kinh-doanh", "dang-ky-thue-ho-kinh-doanh", "an-toan-thuc-pham",
)  # fmt: skip
AGENCIES = {
    "H56.90": ("Công an tỉnh", "03"),
    "H56.91": ("Bảo hiểm xã hội tỉnh", "02"),
    "H56.92": ("Thuế tỉnh", "02"),
    "H56.13": ("Sở Nông nghiệp và Môi trường", "03"),
}

NUMBER = "07/2026"
"""The number of every result that a test decides without a paper."""

ANSWERS: dict[str, dict[str, Any]] = {
    BIRTH: {
        "child_full_name": "Nguyễn Hoàng Phương Thảo Nguyên",
        "child_sex": "female",
        "child_ethnicity": "kinh",
        "child_birth_date": "2026-02-02",
        "child_birth_place": "Bệnh viện Phụ sản tỉnh",
        "child_home_town": "Xã Thử Nghiệm",
        "birth_proof": "certificate",
        "registration_time": "on_time",
        "parents_married": "yes",
        "mother_full_name": "Đặng Thị Ngọc Ánh",
        "mother_personal_number": "038195000018",
        "mother_birth": "1995",
        "father_full_name": "Nguyễn Văn Công Dân",
        "father_birth": "1990-05-12",
        "relation": "father",
        "home_address": "Thôn 1, xã Thử Nghiệm",
        "home_kind": "own",
        "owner_full_name": "Nguyễn Văn Ông Nội",
        "owner_number": "038060000021",
        "relation_to_owner": "cháu",
        "owner_agrees": "yes",
        "clinic": "Trạm y tế xã Thử Nghiệm",
    },
    DEATH: {
        "deceased_full_name": "Nguyễn Thị Bà Nội",
        "deceased_sex": "female",
        "deceased_birth": "1940",
        "deceased_personal_number": "038140000019",
        "deceased_last_address": "Thôn 1, xã Thử Nghiệm",
        "death_date": "2026-02-01",
        "place_kind": "home",
        "death_place": "Xã Thử Nghiệm",
        "death_cause": "Tuổi già",
        "registration_time": "on_time",
        "relation": "child",
        "benefit_kind": "social_pension",
        "organiser_full_name": "Nguyễn Văn Công Dân",
        "receive_by": "post",
    },
    BUSINESS: {
        "business_name": "Hộ kinh doanh Nem chua Thu Hương",
        "business_area": "16414",
        "business_address": "Thôn 1, xã Thử Nghiệm",
        "business_phone": "0912345678",
        "business_line": "Chế biến thịt và các sản phẩm từ thịt",
        "capital": 50000000,
        "workers": 2,
        "start_date": "2026-12-01",
        "tax_method": "declaration",
        "food": "yes",
        "production_kind": "process",
        "products": "Nem chua",
        "capacity": "200 kg một ngày",
    },
}
PARTS = {BIRTH: ["giay-chung-sinh"], DEATH: ["giay-bao-tu"], BUSINESS: ["ban-thuyet-minh", "giay-kham-suc-khoe"]}


def make_town(world: World | None = None) -> World:
    """Build the world, or add to one that stands, the agencies and the pack's own procedures and linked procedures."""
    world = world or make_world()
    province = world.commune.parent
    for suffix, name in (("01", "Văn phòng"), ("02", "Phòng Kinh tế"), ("03", "Phòng Văn hóa - Xã hội")):
        _unit(world.commune, f"{world.commune.identifier}.{suffix}", name, UnitKind.DIVISION, Tier.COMMUNE)
    for identifier, (name, division) in AGENCIES.items():
        agency = _unit(province, identifier, name, UnitKind.AGENCY, Tier.PROVINCE)
        _unit(agency, f"{identifier}.{division}", f"Phòng chuyên môn {name}", UnitKind.DIVISION, Tier.PROVINCE)
    load_pack()
    return world


def load_pack() -> None:
    """Publish the pack's procedures of the branches, and its linked procedures."""
    pack = Pack.named("thanh_hoa")
    publishing.load_fields(pack.yaml("fields.yaml"))
    for path in pack.procedure_files():
        if path.stem in PROCEDURES:
            file = read_procedure(pack, path)
            publishing.load_definition(file.content, valid_from=file.valid_from, decision=file.decision, actor=SYSTEM)
    load_linked(pack)


def _unit(parent: OrganizationUnit | None, identifier: str, name: str, kind: str, tier: str) -> OrganizationUnit:
    return add_unit(parent=parent, valid_from=SINCE, identifier=identifier, name=name, kind=kind, tier=tier)


def staff(world: World, identifier: str, division: str) -> None:
    """Let the world's head and specialist work at a division too, and its leader and clerk at the agency over it."""
    units = {unit.identifier: unit for unit in OrganizationUnit.objects.on()}
    posts = {"head": division, "specialist": division}
    if identifier != world.commune.identifier:
        posts |= {"leader": identifier, "clerk": identifier}
    for who, place in posts.items():
        role = Role.objects.get(code="one-stop" if who == "clerk" else who)
        identity.assign_role(SYSTEM, world.accounts[who], role, units[place], valid_from=SINCE, position=who)


def whole(world: World, code: str, *, parts: list[str] | None = None, **answers: Any) -> Whole:
    """Return an application for a linked procedure, with some answers changed; an answer of ``None`` is left out."""
    citizen = world.actor("citizen")
    given = {name: value for name, value in (ANSWERS[code] | answers).items() if value is not None}
    scan = files.store(a_pdf(), "giay-to.pdf", actor=citizen)
    return Whole(
        version=queries.version_by_code(code),
        agency=world.commune,
        applicant={"full_name": "Nguyễn Văn Công Dân", "personal_number": "038090000011", "phone": "0912345678"},
        answers=given,
        person=world.accounts["citizen"].person,
        files=[GivenFile(part, scan) for part in (PARTS[code] if parts is None else parts)],
        channel=Channel.ONLINE,
        delivery={"way": "electronic"},
    )


def send(world: World, code: str, **changes: Any) -> LinkedApplication:
    """Send an application as the citizen."""
    return applying.submit(world.actor("citizen"), whole(world, code, **changes))


def dossier_of(application: LinkedApplication, branch: str) -> Dossier:
    """Return the dossier of a branch as it stands in the database now."""
    return Dossier.objects.get(linked_branch__application=application, linked_branch__code=branch)


def states(application: LinkedApplication) -> dict[str, str]:
    """Return how each branch stands."""
    rows = LinkedBranch.objects.filter(application=application).order_by("position")
    return dict(rows.values_list("code", "state"))


def due_of(application: LinkedApplication) -> datetime:
    """Return when the whole settled last is due."""
    settled = settling.settle(application.id)
    assert settled.due_at is not None
    return settled.due_at


def open_working_step(dossier: Dossier) -> None:
    """Hand the dossier to nobody in particular: the step of assigning is done, the appraisal runs."""
    with transition(dossier.id, SYSTEM, "assign", events.ASSIGNED, among=list(Status)) as change:
        for step in open_steps_of(change):
            if step.kind == "assign":
                close_step(change, step, StepState.DONE)
                open_next_steps(change, after=step.position)
        change.move_to(Status.PROCESSING)


def decide(dossier: Dossier, *, granted: bool = True, reason: str = "") -> None:
    """End a dossier with its result, as a signature does, without a paper."""
    with transition(dossier.id, SYSTEM, "sign", events.FINISHED, among=list(Status)) as change:
        DossierResult.objects.update_or_create(
            dossier=change.dossier,
            defaults={"granted": granted, "content": {"number": NUMBER}, "reason": reason, "signed_at": change.at},
        )
        DossierStep.objects.filter(dossier=dossier, state=StepState.OPEN).update(
            state=StepState.DONE, closed_at=change.at
        )
        change.move_to(Status.PROCESSING)
        change.move_to(Status.FINISHED)
        change.dossier.finished_at = change.at
        change.tick(ClockEventKind.STOP, "Đã ký kết quả")
        route = route_of(change)
        open_next_steps(change, after=next(place for place, step in enumerate(route, 1) if step.kind == "sign"))


def at(text: str) -> datetime:
    """Return the moment in Viet Nam that ``text`` (``2026-09-07T09:00``) names."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.VIETNAM)
