"""Two people act on one dossier at one moment: one act stands, whole; the other learns who was first, and when.

Threads with connections of their own on the real database; where it matters, both come while the dossier is locked.
"""

import re
import threading
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from faults.office import WHY, Office
from faults.support import at_once, broken, numbers_of
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.files import queries as files
from tinhso.kernel.foundation.errors import Conflict, Refused
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Role
from tinhso.kernel.identity.programs import create_api_key
from tinhso.kernel.organizations.models import UnitKind
from tinhso.kernel.organizations.services import add_unit
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.models import Paper, PaperNumber
from tinhso.kernel.signing import services as signing
from tinhso.kernel.signing.validation import validate
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import Dossier, DossierLogEntry, DossierPaper, Draft, Rating
from tinhso.kits.procedures.numbering import next_code
from tinhso.kits.procedures.services import drafts, intake, outcome, ratings
from tinhso.kits.procedures.services.papers import ensure_paper
from tinhso.kits.procedures.tests.world import PASSWORD, SINCE, World

pytestmark = [pytest.mark.django_db(transaction=True)]

WHEN = r"\d{2}:\d{2}:\d{2} \d{2}/\d{2}/\d{4}"


def race(office: Office, stage: str, one: str, other: str) -> Dossier:
    """Let two acts meet on one dossier; exactly one stands, the other is told of it, nothing is half done."""
    dossier = office.at(stage)
    before = DossierLogEntry.objects.filter(dossier=dossier).count()
    answers = at_once(office.act(one, dossier), office.act(other, dossier), held=dossier)
    won = [answer for answer in answers if isinstance(answer, Dossier)]
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(won) == len(lost) == 1, f"{one} and {other}: {answers}"
    winner = DossierLogEntry.objects.filter(dossier=dossier).order_by("-at", "-id")[0]
    refusal = lost[0]
    assert isinstance(refusal, Conflict), f"{one} and {other}: {refusal!r}"
    assert refusal.details["who"] == winner.actor_name
    assert winner.actor_name in refusal.message
    assert re.search(WHEN, refusal.message)
    assert DossierLogEntry.objects.filter(dossier=dossier).count() == before + 1
    assert broken(dossier.id) == [], f"{one} and {other}"
    return won[0]


MEETINGS = {
    "submitted": ["receive", "refuse", "ask", "withdraw", "stop"],
    "received": ["assign", "assign-second", "withdraw", "stop"],
    "do": ["do", "ask-specialist", "return", "assign-second", "withdraw", "stop"],
    "propose": ["propose", "ask-specialist", "return", "withdraw"],
    "supplement": ["answer", "answer-desk", "withdraw", "stop"],
}


@pytest.mark.parametrize("stage", MEETINGS)
def test_of_any_two_acts_at_one_moment_one_stands(office: Office, stage: str) -> None:
    for one, other in combinations_with_replacement(MEETINGS[stage], 2):
        race(office, stage, one, other)
    assert check_deadlines() == []
    assert numbers_of(Dossier.objects.values_list("code", flat=True)) == {
        "H56.901.MC": list(range(1, Dossier.objects.count() + 1))
    }


@pytest.mark.parametrize("other", ["sign", "return-leader", "withdraw", "stop"])
def test_what_is_signed_meets_no_other_act(signing_office: Office, other: str) -> None:
    for order in (("sign", other), (other, "sign")):
        won = race(signing_office, "sign", *order)
        signed = Paper.objects.filter(subject_id=won.id, signed_file__isnull=False)
        assert len(signed) == DossierPaper.objects.filter(dossier=won).count() == int(won.status == 9)
    assert check_deadlines() == []
    issued = Paper.objects.exclude(number="").values_list("number", flat=True).order_by("number")
    assert [int(number.split("/")[0]) for number in issued] == list(range(1, len(issued) + 1))
    assert sum(PaperNumber.objects.values_list("last", flat=True)) == len(issued)


def test_two_leaders_sign_at_one_moment_and_one_signature_stands(signing_office: Office) -> None:
    world = signing_office.world
    deputy = identity.create_official(
        SYSTEM, username="pho.chu.tich", full_name="Ngô Văn Phó", password=PASSWORD, must_change_password=False
    )
    identity.assign_role(
        SYSTEM, deputy, Role.objects.get(code="leader"), world.commune, valid_from=SINCE, position="Phó"
    )
    signing.enrol(actor=SYSTEM, account=deputy, unit=world.commune)
    world.accounts["deputy"] = deputy
    dossier = signing_office.at("sign")
    sign = [
        partial(outcome.sign, world.actor(name), dossier.id, seen_revision=dossier.revision)
        for name in ("leader", "deputy")
    ]
    answers = at_once(*sign, held=dossier)
    conflict = next(answer for answer in answers if isinstance(answer, Conflict))
    paper = Paper.objects.get(subject_id=dossier.id)
    assert paper.number == "01/GXN-UBND"
    assert [signature.role for signature in paper.signatures.order_by("created_at")] == ["person", "agency"]
    assert conflict.details["who"] == str(paper.signatures.get(role="person").signed_by)
    assert broken(dossier.id) == []


@pytest.mark.parametrize("order", [("person", "agency"), ("agency", "person")])
def test_a_person_and_an_agency_at_one_moment_sign_one_file_in_order(
    signing_office: Office, order: tuple[str, str]
) -> None:
    """Whoever signs second signs what the first one signed; the agency before the person is refused."""
    leader = signing_office.world.actor("leader")
    paper = papers.issue("thu", "ket-qua", {}, unit=signing_office.world.commune, actor=leader, title="Thử")
    at_once(*[partial(signing.sign_paper, paper, actor=leader, role=role) for role in order], held=paper)
    paper.refresh_from_db()
    reports = validate(files.read(paper.signed_file))  # type: ignore[arg-type]
    assert len(reports) == paper.signatures.count() >= 1
    assert all(report.intact for report in reports)


def test_a_draft_that_moves_while_it_is_saved_keeps_its_agency(office: Office) -> None:
    citizen, world = office.world.actor("citizen"), office.world
    draft = drafts.begin(citizen, world.version.procedure)
    answers = at_once(
        partial(drafts.choose_agency, citizen, draft.id, world.commune),
        partial(drafts.save_page, citizen, draft.id, "muc-dich", {"purpose": "Vay vốn"}),
        held=draft,
    )
    assert {type(answer) for answer in answers} == {Draft}
    draft.refresh_from_db()
    assert (draft.agency, draft.answers) == (world.commune, {"purpose": "Vay vốn"})


def test_a_result_is_handed_over_once(signing_office: Office) -> None:
    race(signing_office, "finished", "hand-over", "hand-over-other")
    race(signing_office, "finished", "hand-over", "hand-over")


def test_without_a_revision_the_second_receipt_is_refused_all_the_same(office: Office) -> None:
    dossier = office.submit()
    receive = [partial(intake.receive, office.world.actor(name), dossier.id) for name in ("clerk", "other_clerk")]
    answers = at_once(*receive, held=dossier)
    refusal = next(answer for answer in answers if isinstance(answer, Refused))
    assert refusal.code == "wrong-status"
    assert broken(dossier.id) == []


def test_an_impatient_citizen_sends_a_draft_five_times_and_has_one_dossier(office: Office) -> None:
    world, citizen = office.world, office.world.actor("citizen")
    draft = drafts.begin(citizen, world.version.procedure, agency=world.commune)
    drafts.save_page(citizen, draft.id, "muc-dich", {"purpose": "Vay vốn"})
    drafts.save_applicant(citizen, draft.id, applicant={"full_name": "Nguyễn Văn Công Dân"}, delivery={})
    drafts.add_file(citizen, draft.id, "to-khai", office.scan)
    person = world.accounts["citizen"].person
    sent = at_once(*[partial(intake.submit_draft, citizen, draft.id, person) for _ in range(5)])
    assert {type(answer) for answer in sent} == {Dossier}
    assert len({answer.id for answer in sent}) == 1
    assert Draft.objects.get(id=draft.id).dossier_id == sent[0].id
    assert broken(sent[0].id) == []
    assert office.submit().code.endswith("-0002")


def test_one_idempotency_key_at_one_moment_is_one_dossier(office: Office) -> None:
    sent = at_once(*[partial(office.submit, idempotency_key="k-1") for _ in range(6)])
    assert len({answer.id for answer in sent}) == Dossier.objects.count() == 1
    assert broken(sent[0].id) == []
    assert office.submit().code.endswith("-0002")


def test_one_idempotency_key_over_the_api_is_one_dossier(world: World) -> None:
    _key, text = create_api_key(SYSTEM, unit=world.commune, role=Role.objects.get(code="agent"), label="Đại lý")
    body = {
        "procedure": "1.009999",
        "agency": "H56.901",
        "channel": "post",
        "applicant": {"full_name": "Lê Thị Gửi Thư", "personal_number": "038190000077"},
        "answers": {"purpose": "Vay vốn"},
        "parts": [{"code": "to-khai", "form": "original"}],
    }

    def send() -> Any:
        return Client().post(
            "/api/v1/procedures/dossiers",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {text}", "Idempotency-Key": "thu-77"},
        )

    answers = at_once(*[send for _ in range(5)])
    assert [answer.status_code for answer in answers] == [201] * 5
    assert len({answer.json()["id"] for answer in answers}) == Dossier.objects.count() == 1
    assert broken(Dossier.objects.get().id) == []


def test_a_paper_asked_for_by_many_at_one_moment_is_issued_once(office: Office) -> None:
    dossier = office.at("received")
    issued = at_once(*[partial(ensure_paper, dossier.id, "receipt") for _ in range(4)])
    assert len({paper.id for paper in issued}) == Paper.objects.count() == 1


def test_a_dossier_is_rated_once_however_often_the_button_is_pressed(office: Office) -> None:
    dossier = office.submit()
    outcome.withdraw(office.world.actor("citizen"), dossier.id, **WHY)
    rate = partial(ratings.rate, office.world.actor("citizen"), dossier.id)
    answers = at_once(partial(rate, score=5), partial(rate, score=1), partial(rate, score=5), held=dossier)
    assert [isinstance(answer, Refused) for answer in answers].count(True) == 2
    assert Rating.objects.count() == 1


def test_many_units_number_at_one_moment_without_a_gap(office: Office) -> None:
    world = office.world
    desks = [world.desk] + [
        add_unit(
            parent=world.neighbour,
            valid_from=SINCE,
            identifier=f"H56.902.M{number}",
            name=f"Bộ phận một cửa số {number}",
            kind=UnitKind.ONE_STOP,
            tier=Tier.COMMUNE,
        )
        for number in range(3)
    ]
    given: list[str] = []
    writing = threading.Lock()

    def clerk(order: int) -> None:
        for turn in range(15):
            desk = desks[(order + turn) % len(desks)]
            try:
                with transaction.atomic():
                    code = next_code(desk, SINCE)
                    if (order + turn) % 5 == 0:
                        raise ConnectionError
            except ConnectionError:
                continue
            with writing:
                given.append(code)

    at_once(*[partial(clerk, order) for order in range(8)])
    assert len(given) == 96
    for numbers in numbers_of(given).values():
        assert numbers == list(range(1, len(numbers) + 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(last) FROM procedures_dailynumber")
        assert cursor.fetchone()[0] == len(given)


def test_many_citizens_of_one_commune_are_numbered_without_a_gap(office: Office) -> None:
    def send(order: int) -> None:
        for turn in range(4):
            purpose = "" if (order + turn) % 4 == 0 else "Vay vốn"
            try:
                office.submit(answers={"purpose": purpose} if purpose else {})
            except Refused:
                assert not purpose

    at_once(*[partial(send, order) for order in range(6)])
    codes = list(Dossier.objects.values_list("code", flat=True))
    assert numbers_of(codes) == {"H56.901.MC": list(range(1, 19))}
