"""A dossier waits for money only where its version says so, and goes on with its clock when the money has come."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures.clocks import replay
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, outcome, payment, processing
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.tests.world import World, at, definition, make_world
from tinhso.kits.procedures.versions import definition_of

pytestmark = pytest.mark.django_db


def fee(**changes: Any) -> dict[str, Any]:
    return {
        "code": "phi",
        "name": "Phí thẩm định",
        "kind": "phi",
        "basis": "Nghị quyết thử",
        "cases": [{"label": "Mọi trường hợp", "amount": 50_000}],
    } | changes


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    standing = set(payment.COLLECTORS)
    payment.COLLECTORS.add("test")
    yield
    payment.COLLECTORS.clear()
    payment.COLLECTORS.update(standing)


@pytest.fixture
def world(settings: Any, tmp_path: Any, request: Any) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    return make_world(fees=[fee(**request.param)])


AT_STEP = pytest.mark.parametrize("world", [{"due": "step", "step": "tham-dinh"}], indirect=True)


def to_appraisal(world: World, submit: Any) -> Dossier:
    """Bring a dossier to the step that waits for its fee."""
    with clock.at(at("2026-11-16 08:00")):
        dossier = submit()
        intake.receive(world.actor("clerk"), dossier.id)
    with clock.at(at("2026-11-16 09:00")):
        return processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])


@AT_STEP
def test_the_clock_stops_when_the_step_that_waits_for_money_opens(world: World, submit: Any) -> None:
    dossier = to_appraisal(world, submit)
    dossier.refresh_from_db()
    assert dossier.status == Status.PAYMENT and dossier.due_at is None
    assert not WorkItem.objects.filter(subject_id=dossier.id, closed_at=None).exists()
    assert list(dossier.log.order_by("at", "id").values_list("act", flat=True))[-1] == "ask-payment"
    with pytest.raises(Refused), clock.at(at("2026-11-16 10:00")):
        processing.do(world.actor("specialist"), dossier.id, note="xong")


@AT_STEP
def test_it_goes_on_where_it_stood_when_the_money_has_come(world: World, submit: Any) -> None:
    dossier = to_appraisal(world, submit)
    before = dossier.steps.get(state="open").due_at
    with clock.at(at("2026-11-18 09:00")):
        settled = payment.settle(SYSTEM, dossier.id, ["phi"], how="online", reference="GD1", amount=50_000)
        assert settled.status == Status.PROCESSING
        # Three working days from Monday 08:00, and the two that it waited.
        assert settled.due_at == at("2026-11-23 08:00")
        step = settled.steps.get(state="open")
        assert step.due_at - before >= timedelta(days=2)
        assert WorkItem.objects.filter(subject_id=dossier.id, closed_at=None).exists()
        processing.do(world.actor("specialist"), dossier.id, note="xong")
    lines = dossier.clock_events.order_by("position")
    assert replay(current_calendar(), definition_of(world.version).clock, lines).due_at == settled.due_at


@AT_STEP
def test_money_that_came_before_the_step_stops_nothing(world: World, submit: Any) -> None:
    with clock.at(at("2026-11-16 08:00")):
        dossier = submit()
        payment.settle(SYSTEM, dossier.id, ["phi"], how="online", reference="GD1")
    with clock.at(at("2026-11-16 08:30")):
        intake.receive(world.actor("clerk"), dossier.id)
        dossier = processing.assign(world.actor("head"), dossier.id, world.accounts["specialist"])
    assert dossier.status == Status.PROCESSING


@AT_STEP
def test_settling_twice_changes_nothing(world: World, submit: Any) -> None:
    dossier = to_appraisal(world, submit)
    payment.settle(SYSTEM, dossier.id, ["phi"], how="online", reference="GD1")
    lines = dossier.log.count()
    payment.settle(SYSTEM, dossier.id, ["phi"], how="online", reference="GD2")
    assert dossier.log.count() == lines
    assert Dossier.objects.get(id=dossier.id).fees[0]["settled"]["reference"] == "GD1"


@AT_STEP
def test_money_that_was_not_there_stops_it_again(world: World, submit: Any) -> None:
    dossier = to_appraisal(world, submit)
    payment.settle(SYSTEM, dossier.id, ["phi"], how="online", reference="GD1")
    again = payment.reopen(SYSTEM, dossier.id, ["phi"], reason="Không có trong tệp đối soát")
    assert again.status == Status.PAYMENT
    assert [fee["code"] for fee in payment.open_fees(again)] == ["phi"]


@AT_STEP
def test_nothing_waits_while_nobody_takes_money(world: World, submit: Any) -> None:
    payment.COLLECTORS.clear()
    assert to_appraisal(world, submit).status == Status.PROCESSING


@AT_STEP
def test_a_dossier_that_waits_for_money_can_be_taken_back(world: World, submit: Any) -> None:
    dossier = to_appraisal(world, submit)
    assert outcome.withdraw(world.actor("citizen"), dossier.id, reason="Thôi").status == Status.WITHDRAWN
    payment.settle(SYSTEM, dossier.id, ["phi"], how="online", reference="muộn")
    assert Dossier.objects.get(id=dossier.id).status == Status.WITHDRAWN


@pytest.mark.parametrize("world", [{"due": "reception"}], indirect=True)
def test_an_application_from_afar_is_received_when_paid(world: World, submit: Any) -> None:
    dossier = submit()
    with pytest.raises(Refused) as refused:
        intake.receive(world.actor("clerk"), dossier.id)
    assert refused.value.code == "fee-not-paid" and "Phí thẩm định" in refused.value.message
    payment.settle(SYSTEM, dossier.id, ["phi"], how="exempt", reference="")
    assert intake.receive(world.actor("clerk"), dossier.id).status == Status.RECEIVED


@pytest.mark.parametrize(
    "changes", [{"due": "step"}, {"due": "hand_over", "step": "ky"}, {"due": "step", "step": "khong-co"}]
)
def test_a_fee_is_due_somewhere_that_exists(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Definition.model_validate(definition(fees=[fee(**changes)]))
