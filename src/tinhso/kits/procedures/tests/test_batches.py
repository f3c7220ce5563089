"""Many results signed with one confirmation: one that is refused leaves the others done; the order of signing holds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity import delegation
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.signing import services as signing
from tinhso.kernel.signing.queries import signatures_of
from tinhso.kits.procedures.coordination import SigningBatch
from tinhso.kits.procedures.models import Dossier, DossierStep
from tinhso.kits.procedures.services import batches, intake, outcome, processing
from tinhso.kits.procedures.services.intake import Application
from tinhso.kits.procedures.services.paper_data import result as result_data
from tinhso.kits.procedures.states import Channel, Status, StepState
from tinhso.kits.procedures.tests.trust import trust_service
from tinhso.kits.procedures.tests.world import World, make_world

pytestmark = pytest.mark.django_db

DIVISION = {"place": "division", "division": "VH"}
SHORT = [
    {"code": "de-xuat", "name": "Đề xuất kết quả", "kind": "propose", "unit": DIVISION},
    {"code": "ky", "name": "Ký", "kind": "sign", "unit": {"place": "agency"}},
    {"code": "tra", "name": "Trả kết quả", "kind": "hand_over", "unit": {"place": "desk"}},
]
CHAIN = [
    SHORT[0],
    {"code": "ky-nhay", "name": "Ký nháy", "kind": "initial", "unit": DIVISION},
    SHORT[1],
    {"code": "dong-dau", "name": "Đóng dấu", "kind": "seal", "unit": {"place": "agency"}},
    SHORT[2],
]
PIN = "135791"


@pytest.fixture(scope="module")
def trust_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with trust_service(tmp_path_factory.mktemp("trust")) as url:
        yield url


@pytest.fixture
def build(db: None, trust_url: str, settings: Any, tmp_path: Path) -> Callable[..., World]:
    """Make a world that can sign; ``pin`` lets the leader's certificate ask for it."""

    def made(pin: str = "", **changes: Any) -> World:
        settings.TRUST_URL, settings.TIMESTAMP_URL = trust_url, f"{trust_url}/tsa"
        settings.DATA_DIR, settings.FILES_ROOT = tmp_path, tmp_path / "files"
        world = make_world(**({"route": SHORT, "parts": []} | changes))
        signing.enrol(actor=SYSTEM, unit=world.commune)
        signing.enrol(actor=SYSTEM, account=world.accounts["leader"], unit=world.commune, passphrase=pin)
        return world

    return made


def proposed(world: World, count: int) -> list[Dossier]:
    person = world.accounts["citizen"].person
    dossiers = []
    for _number in range(count):
        application = Application(
            version=world.version, agency=world.commune, person=person, applicant={"full_name": person.full_name},
            answers={"purpose": "Vay vốn"}, parts=[], channel=Channel.COUNTER,
        )  # fmt: skip
        dossier = intake.submit(world.actor("clerk"), application)
        intake.receive(world.actor("clerk"), dossier.id)
        dossiers.append(processing.propose(world.actor("specialist"), dossier.id, granted=True, content={}))
    return dossiers


def chosen(dossiers: list[Dossier]) -> list[tuple[Any, int]]:
    return [(dossier.id, dossier.revision) for dossier in dossiers]


def states(batch: SigningBatch) -> list[str]:
    return list(batch.items.order_by("position").values_list("state", flat=True))


def test_one_that_changed_meanwhile_is_refused_and_the_others_are_signed(build: Callable[..., World]) -> None:
    world = build(pin=PIN)
    dossiers = proposed(world, 3)
    batch = batches.start(world.actor("leader"), chosen(dossiers), pin=PIN)
    assert batch.secret
    assert PIN not in batch.secret
    outcome.withdraw(world.actor("clerk"), dossiers[1].id, reason="Không cần nữa")
    run_jobs()
    batch.refresh_from_db()
    assert states(batch) == ["signed", "refused", "signed"]
    assert "Trịnh Thị Một Cửa vừa xử lý" in batch.items.get(position=2).message
    assert (batch.secret, batch.finished_at is not None) == ("", True)
    assert Dossier.objects.filter(status=Status.FINISHED).count() == 2


def test_a_wrong_pin_stops_the_batch_at_once_and_signs_nothing(build: Callable[..., World]) -> None:
    world = build(pin=PIN)
    batch = batches.start(world.actor("leader"), chosen(proposed(world, 2)), pin="000000")
    batches.run(batch.id)
    assert states(batch) == ["refused", "refused"]
    assert "không đúng" in batch.items.get(position=2).message
    assert not Paper.objects.exists()
    batch.refresh_from_db()
    assert batch.secret == ""


def test_a_worker_that_died_goes_on_where_it_stopped(
    build: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = build()
    batch = batches.start(world.actor("leader"), chosen(proposed(world, 2)))
    real, calls = outcome.sign, []

    class Killed(BaseException):
        """The process ends in the middle of the second signature."""

    def dies(*args: Any, **named: Any) -> Dossier:
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        return real(*args, **named)

    monkeypatch.setattr(outcome, "sign", dies)
    with pytest.raises(Killed):
        batches.run(batch.id)
    assert states(batch) == ["signed", "waiting"]
    monkeypatch.setattr(outcome, "sign", real)
    batches.run(batch.id)
    batches.run(batch.id)
    assert states(batch) == ["signed", "signed"]
    assert Paper.objects.filter(number__endswith="GXN-UBND").count() == 2


def test_what_cannot_begin_is_refused(build: Callable[..., World]) -> None:
    world = build()
    dossiers = proposed(world, 1)
    leader = world.actor("leader")
    with pytest.raises(Invalid):
        batches.start(leader, [])
    with pytest.raises(Forbidden):
        batches.start(world.actor("specialist"), chosen(dossiers))
    with pytest.raises(NotFound):
        batches.start(leader, [(world.commune.id, 1)])
    batches.start(leader, chosen(dossiers))
    with pytest.raises(Refused, match="đang chạy"):
        batches.start(leader, chosen(dossiers))


def test_initials_come_before_the_leader_and_the_seal_after(build: Callable[..., World]) -> None:
    world = build(route=CHAIN)
    dossier = proposed(world, 1)[0]
    leader, head = world.actor("leader"), world.actor("head")
    with pytest.raises(Refused, match="không ở bước này"):
        outcome.sign(leader, dossier.id)
    with pytest.raises(Forbidden, match="ký nháy"):
        outcome.initial(world.actor("specialist"), dossier.id)
    outcome.initial(head, dossier.id, note="Đã soát")
    with pytest.raises(Refused, match="không ở bước này"):
        outcome.seal(leader, dossier.id)
    signed = outcome.sign(leader, dossier.id)
    assert signed.status == Status.PROCESSING
    paper = Paper.objects.get()
    assert [signature.role for signature in signatures_of(paper.id)] == ["person"]
    assert outcome.seal(leader, dossier.id).status == Status.FINISHED
    assert [signature.role for signature in signatures_of(paper.id)] == ["person", "agency"]


def test_a_draft_sent_back_needs_new_initials(build: Callable[..., World]) -> None:
    world = build(route=CHAIN)
    dossier = proposed(world, 1)[0]
    outcome.initial(world.actor("head"), dossier.id)
    processing.return_step(world.actor("leader"), dossier.id, to_step="de-xuat", reason="Sửa nội dung")
    processing.propose(world.actor("specialist"), dossier.id, granted=True, content={"text": "Đã sửa"})
    assert DossierStep.objects.get(dossier=dossier, state=StepState.OPEN).code == "ky-nhay"
    with pytest.raises(Refused):
        outcome.sign(world.actor("leader"), dossier.id)


def test_who_signs_in_the_head_s_place_signs_by_authorisation_and_a_deputy_for_him(build: Callable[..., World]) -> None:
    world = build()
    dossier = proposed(world, 1)[0]
    role = RoleAssignment.objects.get(account=world.accounts["leader"])
    RoleAssignment.objects.filter(id=role.id).update(position="Chủ tịch UBND xã")
    head = RoleAssignment.objects.filter(account=world.accounts["head"])
    today = role.valid_from.today()
    delegation.delegate(
        world.actor("leader"), role, world.accounts["head"], permissions=["procedures.sign", "signing.use-seal"],
        valid_from=today, valid_to=today, reason="Đi công tác",
    )  # fmt: skip
    dossier = Dossier.objects.select_related(
        "version__procedure", "procedure", "agency", "reception_unit", "result"
    ).get(id=dossier.id)
    for position, authority in (
        ("Trưởng phòng Văn hóa – Xã hội", ["TUQ. Chủ tịch UBND xã"]),
        ("Phó Chủ tịch UBND xã", ["TM. Ủy ban nhân dân", "KT. Chủ tịch UBND xã"]),
    ):
        head.update(position=position)
        data = result_data(dossier, dossier.result, signer=world.actor("head"))
        assert (data["signer_authority"], data["signer_title"]) == (authority, position)
    signing.enrol(actor=SYSTEM, account=world.accounts["head"], unit=world.commune)
    outcome.sign(world.actor("head"), dossier.id)
    line = dossier.log.get(act="sign")
    assert line.actor_name == "Lê Văn Trưởng Phòng thay Hoàng Thị Chủ Tịch"
