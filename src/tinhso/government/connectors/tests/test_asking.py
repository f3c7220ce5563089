"""Asking national registers over real HTTP: right, purpose, quota, kept answers, and what an outage leaves."""

from datetime import timedelta

import pytest

from tinhso.government.connectors import catalogue, permissions, queries, services
from tinhso.government.connectors.models import DayCount, KeptAnswer, Question
from tinhso.government.connectors.services.asking import OverQuota
from tinhso.government.connectors.vendors import LOOKUPS
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.actor import Actor, Post
from tinhso.kernel.outside import queries as outside

pytestmark = pytest.mark.django_db
NUMBER, NAME = "038190001234", "Dương Đức Hạnh"
"""Whom the stand-in invents under this number."""
PURPOSE = "Giải quyết hồ sơ H56.15-260101-0001"
QUESTIONS = {
    "population": {"number": NUMBER, "name": NAME}, "civil-status": {"number": NUMBER},
    "business": {"number": "2800123456"}, "insurance": {"number": NUMBER}, "criminal-record": {"number": NUMBER},
    "land": {"number": "CĐ 123456"}, "budget-units": {"number": "1012345"},
    "legal-documents": {"number": "30/2020/NĐ-CP"},
}  # fmt: skip


def officer(*rights):
    return Actor(None, "Lê Thị Hoa", "official", posts=(Post(new_id(), "", "Sở", "r", "r", "", frozenset(rights)),))


ASKS = officer(permissions.ASK)


@pytest.mark.parametrize("code", QUESTIONS)
def test_the_contract_of_every_register(national, code):
    vendor = outside.active(LOOKUPS[code])
    assert vendor.check_config() == []
    assert vendor.probe() == []
    answer = services.ask(ASKS, code, QUESTIONS[code], PURPOSE)
    assert {label for label, _value in answer.rows} <= set(answer.service.answer.values())
    assert answer.rows
    gone = {**QUESTIONS[code], "number": QUESTIONS[code]["number"].replace("234", "000")}
    if gone["number"] != QUESTIONS[code]["number"] and gone["number"].endswith("000"):
        assert services.ask(ASKS, code, gone, PURPOSE).rows == ()


def test_more_than_was_agreed_on_is_not_taken_over(national):
    answer = services.ask(ASKS, "population", QUESTIONS["population"], PURPOSE)
    assert "không được đưa ra" not in {value for _label, value in answer.rows}


def test_nobody_asks_without_right_purpose_or_a_sensible_question(national):
    with pytest.raises(Forbidden):
        services.ask(officer(), "population", QUESTIONS["population"], PURPOSE)
    with pytest.raises(Invalid) as refused:
        services.ask(ASKS, "population", {"number": "12", "name": ""}, PURPOSE)
    assert set(refused.value.fields) == {"number", "name"}
    with pytest.raises(Invalid):
        services.ask(ASKS, "business", QUESTIONS["business"], " ")
    with pytest.raises(NotFound):
        services.ask(ASKS, "moon", {}, PURPOSE)
    assert not Question.objects.exists()


def test_who_asked_stays_in_the_log_and_a_persons_number_is_masked(national):
    services.ask(ASKS, "insurance", QUESTIONS["insurance"], PURPOSE)
    asked = Question.objects.get()
    assert (asked.about, asked.purpose, asked.result) == ("038…234", PURPOSE, "found")
    assert AuditEntry.objects.get(code="connectors.asked").details["question"] == "038…234"


def test_answers_about_people_are_never_kept_others_for_their_time(national):
    services.ask(ASKS, "insurance", QUESTIONS["insurance"], PURPOSE)
    assert not KeptAnswer.objects.exists()
    services.ask(ASKS, "business", QUESTIONS["business"], PURPOSE)
    assert services.ask(ASKS, "business", QUESTIONS["business"], PURPOSE).kept
    assert DayCount.objects.get(service="business").count == 1
    with clock.at(clock.now() + timedelta(days=2)):
        assert not services.ask(ASKS, "business", QUESTIONS["business"], PURPOSE).kept


def test_in_an_outage_an_old_answer_is_shown_as_old_and_else_what_to_do(national):
    services.ask(ASKS, "business", QUESTIONS["business"], PURPOSE)
    national.failing("down")
    with clock.at(clock.now() + timedelta(days=2)):
        answer = services.ask(ASKS, "business", QUESTIONS["business"], PURPOSE)
        assert answer.kept
        assert answer.outage
        with pytest.raises(VendorFailed, match="thẻ căn cước"):
            services.ask(ASKS, "population", QUESTIONS["population"], PURPOSE)
        standing = {row.service.code: row for row in queries.standings()}["population"]
        assert standing.down
    national.failing("garbage")
    with pytest.raises(VendorFailed):
        services.ask(ASKS, "land", QUESTIONS["land"], PURPOSE)


def test_the_last_question_of_the_day_is_the_last(national):
    quota = catalogue.service("insurance").quota
    DayCount.objects.create(service="insurance", day=clock.today(), count=quota - 1)
    services.ask(ASKS, "insurance", QUESTIONS["insurance"], PURPOSE)
    with pytest.raises(OverQuota, match="hết"):
        services.ask(ASKS, "insurance", QUESTIONS["insurance"], PURPOSE)
    with clock.at(clock.now() + timedelta(days=1)):
        services.ask(ASKS, "insurance", QUESTIONS["insurance"], PURPOSE)


def test_a_register_that_nobody_chose_says_so(db):
    with pytest.raises(VendorFailed):
        services.ask(ASKS, "land", QUESTIONS["land"], PURPOSE)
