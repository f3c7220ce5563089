"""Versions come into force and end by their days: scheduled, called off, withdrawn by a decision."""

from datetime import date, timedelta

import pytest

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.models import Procedure, ProcedureVersion
from tinhso.kits.procedures.queries import version_in_force
from tinhso.kits.procedures.services import publishing, withdrawal
from tinhso.kits.procedures.states import VersionState
from tinhso.kits.procedures.tests.world import World, at, definition

CODE = "1.009999"
SOON = date(2026, 12, 1)


@pytest.fixture
def scheduled(world: World) -> ProcedureVersion:
    with clock.at(at("2026-11-20 09:00")):
        return publishing.load_definition(
            definition(plain_name="Tên mới"), valid_from=SOON, decision="QĐ 2", actor=SYSTEM
        )


def test_a_scheduled_version_comes_in_on_its_day_and_not_before(scheduled, world) -> None:
    with clock.at(at("2026-11-30 23:59")):
        assert withdrawal.keep_in_force() == 0
        assert version_in_force(CODE) == world.version
        assert Procedure.objects.get(code=CODE).plain_name == "Xin giấy xác nhận"
    with clock.at(at("2026-12-01 00:01")):
        assert withdrawal.keep_in_force() == 1
        assert version_in_force(CODE) == scheduled
        assert Procedure.objects.get(code=CODE).plain_name == "Tên mới"
        assert withdrawal.keep_in_force() == 0


def test_a_schedule_is_called_off_and_the_version_before_goes_on(scheduled, world) -> None:
    with clock.at(at("2026-11-25 09:00")):
        withdrawal.call_off(SYSTEM, scheduled.id)
        with pytest.raises(Refused):
            withdrawal.call_off(SYSTEM, scheduled.id)
    world.version.refresh_from_db()
    assert world.version.valid_to is None
    assert ProcedureVersion.objects.get(id=scheduled.id).state == VersionState.REPLACED
    with clock.at(at("2026-12-02 09:00")):
        assert version_in_force(CODE) == world.version


def test_a_procedure_is_withdrawn_by_a_decision_from_a_day_on(world) -> None:
    with clock.at(at("2026-11-20 09:00")):
        with pytest.raises(Invalid) as refused:
            withdrawal.withdraw(SYSTEM, world.version.id, last_day=date(2026, 11, 1), decision=" ")
        assert set(refused.value.fields) == {"decision", "last_day"}
        withdrawal.withdraw(SYSTEM, world.version.id, last_day=date(2026, 11, 21), decision="QĐ 9")
        assert Procedure.objects.get(code=CODE).in_force
    with clock.at(at("2026-11-22 00:01")):
        assert withdrawal.keep_in_force() == 1
        assert not Procedure.objects.get(code=CODE).in_force
        with pytest.raises(NotFound):
            version_in_force(CODE)
    assert AuditEntry.objects.filter(code="procedures.procedure-withdrawn").count() == 1


def test_a_new_procedure_for_a_later_day_is_not_in_force_yet(world) -> None:
    later = clock.today() + timedelta(days=9)
    publishing.load_definition(definition(code="1.009998"), valid_from=later, decision="QĐ 3", actor=SYSTEM)
    assert not Procedure.objects.get(code="1.009998").in_force
