"""Who comes to the counter: recognised by the card, never asked again for what was handed in, tied to the number."""

import pytest

from tinhso.desks.counter import fees
from tinhso.government.queue.models import Ticket, TicketDossier
from tinhso.government.queue.services import calling
from tinhso.government.queue.states import TicketState
from tinhso.government.queue.tests.hall import MORNING, make_hall
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kits.procedures.models import Dossier, DossierPart

pytestmark = pytest.mark.django_db

PERSON, INTAKE = "/mot-cua/nguoi/", "/mot-cua/tiep-nhan/1.009999/"
NUMBER = "038090000011"
CARD = f"{NUMBER}||Nguyễn Văn Công Dân|05021990|Nam|Thôn 3, Xã Thử Nghiệm|21112021"


@pytest.fixture
def office(world):
    with clock.at(MORNING):
        yield make_hall(world)


@pytest.fixture
def called(office):
    """The number that stands at the clerk's counter."""
    office.take()
    return calling.call_next(office.sits("clerk"))


def form(world, **changes):
    given = {
        "khoa": "lan-1",
        "viec": "nhan",
        "nguoi-full_name": "Nguyễn Văn Công Dân",
        "nguoi-personal_number": NUMBER,
        "nguoi-agency": str(world.commune.id),
        "nguoi-delivery": "counter",
        "purpose": "Vay vốn",
        "nhan-to-khai": "on",
        "dang-to-khai": "original",
        "so-to-khai": "1",
    }
    return given | changes


def test_the_card_begins_the_service_and_fills_every_form_until_the_next_call(world, office, called, browser):
    clerk = browser("clerk")
    assert clerk.post(PERSON, {"quet-the": CARD}).url == PERSON
    called.refresh_from_db()
    assert called.state == TicketState.SERVING
    assert "Nguyễn Văn Công Dân" in clerk.get(PERSON).content.decode()
    assert f'value="{NUMBER}"' in clerk.get(INTAKE).content.decode()
    office.take()
    calling.call_next(world.actor("clerk"))
    assert clerk.get(PERSON).url == "/mot-cua/"
    assert NUMBER not in clerk.get(INTAKE).content.decode()


def test_what_cannot_be_a_card_begins_nothing(office, called, browser):
    answer = browser("clerk").post(PERSON, {"quet-the": "038|x"})
    assert answer.status_code == 422
    called.refresh_from_db()
    assert called.state == TicketState.CALLED


def test_the_person_can_see_who_looked(world, office, called, browser):
    browser("clerk").post(PERSON, {"quet-the": NUMBER})
    entry = AuditEntry.objects.get(code="audit.person-viewed")
    assert entry.person_id == world.accounts["citizen"].person_id
    assert entry.purpose == "Tiếp nhận hồ sơ tại quầy"


def test_a_paper_handed_in_before_is_used_again_and_the_dossier_is_tied_to_the_number(
    world, office, called, submit, browser
):
    earlier = submit()
    paper = earlier.parts.get()
    clerk = browser("clerk")
    clerk.post(PERSON, {"quet-the": CARD})
    page = clerk.get(PERSON).content.decode()
    assert earlier.code in page
    again = clerk.get(f"{INTAKE}?nhu={earlier.id}").content.decode()
    assert f'name="dung-lai-to-khai" value="{paper.id}"' in again
    assert "Vay vốn" in again
    clerk.post(INTAKE, form(world, **{"dung-lai-to-khai": str(paper.id)}))
    dossier = Dossier.objects.exclude(id=earlier.id).get()
    assert dossier.parts.get().file_id == paper.file_id
    assert TicketDossier.objects.get(dossier=dossier).ticket == called
    assert dossier.code in clerk.get(f"/hang-doi/so/{called.id}/").content.decode()


def test_a_paper_of_somebody_else_is_not_used(world, office, submit, browser):
    paper = submit().parts.get()
    other = form(world, **{"nguoi-personal_number": "038090000012", "dung-lai-to-khai": str(paper.id)})
    browser("clerk").post(INTAKE, other)
    dossier = Dossier.objects.order_by("-submitted_at", "-id").first()
    assert dossier.parts.get().file_id is None


def test_papers_of_another_centres_dossiers_are_not_offered(world, office, submit, browser):
    submit()
    stranger = browser("stranger")
    stranger.post(PERSON, {"quet-the": CARD})
    assert "dung-lai" not in stranger.get(INTAKE).content.decode()


def test_one_key_marks_all_that_is_needed_as_received_and_compared(world, office, browser):
    clerk = browser("clerk")
    page = clerk.post(INTAKE, form(world, viec="nhan-du")).content.decode()
    assert 'id="nhan-to-khai" checked' in page
    assert 'id="doi-chieu-to-khai" checked' in page
    assert "uy-quyen" in page
    assert 'id="nhan-uy-quyen" checked' not in page
    assert not DossierPart.objects.exists()


def test_without_a_number_the_next_person_finds_an_empty_form(world, office, browser):
    clerk = browser("clerk")
    clerk.post(PERSON, {"quet-the": CARD})
    clerk.post(INTAKE, form(world))
    assert NUMBER not in clerk.get(INTAKE).content.decode()


def test_the_fee_is_shown_or_taken(world, office, called, browser):
    clerk = browser("clerk")
    done = clerk.post(INTAKE, form(world)).url
    page = clerk.get(done).content.decode()
    assert "8.000" in page
    if not fees.collects():
        assert "hệ thống này chưa thu tiền" in page
    else:
        assert "Mời người nộp sang quầy thu tiền" in page


def test_the_person_page_asks_few_questions(world, office, called, submit, browser, django_assert_max_num_queries):
    submit()
    clerk = browser("clerk")
    clerk.post(PERSON, {"quet-the": CARD})
    with django_assert_max_num_queries(15):
        clerk.get(PERSON)
    assert Ticket.objects.count() == 1
