"""No post and no pay changes without its decision; what follows is reckoned."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tinhso.government.personnel.models import (
    Allowance,
    Appointment,
    Appraisal,
    Award,
    Discipline,
    NextStep,
    PersonFile,
    Quota,
    SalaryStep,
    Training,
)
from tinhso.government.personnel.queries import careers
from tinhso.government.personnel.tests.people import add_decision, add_file, add_step
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.testing import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(PersonFile.definition)


@pytest.fixture
def file(world):
    return add_file(world)


def add(model, **values):
    return services.add(SYSTEM, model.definition, values)


def test_a_step_without_its_decision_is_taken_neither_by_the_form_nor_by_the_database(world, file):
    with pytest.raises(Invalid) as told:
        add_step(world, file, decision=None)
    assert "decision" in told.value.fields
    step = add_step(world, file)
    with pytest.raises(IntegrityError), transaction.atomic():
        SalaryStep.objects.filter(pk=step.pk).update(decision=None)


def test_a_decision_about_something_else_is_no_source_of_a_step(world, file):
    with pytest.raises(Invalid) as told:
        add_step(world, file, decision=add_decision(world, "award"))
    assert "việc khác" in told.value.fields["decision"]


def test_a_coefficient_that_the_table_does_not_have_is_refused_with_the_right_one(world, file):
    with pytest.raises(Invalid) as told:
        add_step(world, file, coefficient="3,66")
    assert told.value.fields["coefficient"] == "Hệ số của ngạch này bậc 4 là 3,33."
    with pytest.raises(Invalid) as told:
        add_step(world, file, over_percent="5")
    assert "bậc cuối cùng" in told.value.fields["over_percent"]


def test_the_post_and_the_unit_of_a_file_change_only_by_an_appointment(world, file):
    with pytest.raises(Invalid) as told:
        services.change(SYSTEM, file, {"unit": world.elsewhere, "position": "Phó Chủ tịch"}, revision=1)
    assert set(told.value.fields) == {"unit", "position"}
    step = add_step(world, file)
    decision = add_decision(world, "post")
    add(
        Appointment, file=file, decision=decision, post="Phó Chủ tịch", place=world.elsewhere, since="01/06/2026",
        until="31/05/2031", unit=world.here,
    )  # fmt: skip
    file.refresh_from_db()
    step.refresh_from_db()
    assert (file.unit, file.position, step.unit) == (world.elsewhere, "Phó Chủ tịch", world.elsewhere)
    assert file.reason == f"Theo {decision.code}"


def test_a_post_that_begins_later_and_one_held_beside_move_nobody(world, file):
    decision = add_decision(world, "post")
    common = {"file": file, "decision": decision, "place": world.elsewhere, "unit": world.here}
    add(Appointment, **common, post="Trưởng phòng", since="01/06/2090")
    add(Appointment, **common, post="Tổ trưởng", since="01/06/2026", duty="concurrent")
    file.refresh_from_db()
    assert (file.unit, file.revision) == (world.here, 1)


def test_the_next_step_is_put_off_by_a_discipline_and_by_a_year_not_fulfilled(world, file):
    add_step(world, file)
    due = lambda: NextStep.objects.get(file=file)  # noqa: E731 - asked again after each
    assert (due().due_on, due().to_step) == (date(2026, 12, 1), 5)
    wrong = add(
        Discipline, file=file, decision=add_decision(world, "discipline"), measure="warning", since="10/03/2025",
        grounds="Chậm giải quyết hồ sơ", unit=world.here,
    )  # fmt: skip
    assert (due().due_on, due().delay_months) == (date(2027, 6, 1), 6)
    add(Appraisal, file=file, year="2025", result="unfulfilled", appraised_on="20/12/2025", unit=world.here)
    assert due().due_on == date(2027, 12, 1)
    services.end(SYSTEM, wrong, "Quyết định kỷ luật bị hủy")
    assert due().due_on == date(2027, 6, 1)


def test_a_step_that_begins_later_does_not_hold_yet(world, file):
    add_step(world, file)
    add_step(world, file, step="5", coefficient="3,66", effective_on="01/12/2090", counts_from="01/12/2090")
    assert careers.current_step(file.pk).step == 4


def test_pay_counts_the_allowance_of_the_post_while_it_runs(world, file):
    add_step(world, file)
    add(
        Allowance, file=file, decision=add_decision(world), kind="post", coefficient="0,5", since="01/01/2025",
        until="31/12/2025", unit=world.here,
    )  # fmt: skip
    assert careers.pay_of(file.pk, date(2025, 6, 1)) == 8_962_200
    assert careers.pay_of(file.pk, date(2026, 1, 1)) == 7_792_200
    assert careers.pay_of(file.pk, date(2020, 1, 1)) is None
    with pytest.raises(Invalid):
        add(Allowance, file=file, decision=add_decision(world), kind="post", since="01/01/2026", unit=world.here)


def test_one_merit_is_written_once(world, file):
    values = {
        "file": file, "honour": "initiative_province", "year": "2025", "unit": world.here,
        "title": "Bảng theo dõi hạn trả hồ sơ",
    }  # fmt: skip
    add(Award, **values, decision=add_decision(world, "award"))
    with pytest.raises(Invalid) as told:
        add(Award, **values, decision=add_decision(world, "award"))
    assert "honour" in told.value.fields


def test_a_row_stands_with_the_unit_of_its_file(world, file):
    with pytest.raises(Invalid) as told:
        add(Training, file=file, course="Bồi dưỡng chuyên viên chính", since="01/03/2026", unit=world.elsewhere)
    assert "unit" in told.value.fields


def test_a_unit_has_one_quota_of_a_kind_for_a_year(world):
    values = {"year": "2026", "employment": "civil_servant", "number": "42", "unit": world.here}
    add(Quota, **values, decision=add_decision(world, "quota"))
    with pytest.raises(Invalid):
        add(Quota, **values, decision=add_decision(world, "quota"))


def test_what_belongs_to_a_merged_file_goes_along_and_comes_back_when_it_is_split(world, file):
    twin = add_file(world, file_number="TH-0099999", personal_number="")
    step = add_step(world, twin)
    made = services.merge(SYSTEM, file, [twin], reason="Nhập hai lần")
    step.refresh_from_db()
    assert (step.file_id, step.revision) == (file.pk, 2)
    assert NextStep.objects.filter(file=file).exists()
    services.split(SYSTEM, PersonFile.definition, made.pk)
    step.refresh_from_db()
    assert step.file_id == twin.pk


def test_files_whose_steps_contradict_are_not_merged(world, file):
    twin = add_file(world, file_number="TH-0099999", personal_number="")
    add_step(world, file)
    add_step(world, twin)
    with pytest.raises(Refused) as told:
        services.merge(SYSTEM, file, [twin], reason="Nhập hai lần")
    assert "Ngạch, bậc lương" in told.value.message
    twin.refresh_from_db()
    assert twin.status == "in_force"


def test_a_step_before_its_time_comes_at_most_a_year_early_and_never_twice_in_a_row(world, file):
    add_step(world, file)
    early = {"kind": "early", "step": "5", "coefficient": "3,66"}
    with pytest.raises(Invalid) as told:
        add_step(world, file, **early, effective_on="01/11/2025", counts_from="01/11/2025")
    assert "01/12/2025" in told.value.fields["effective_on"]
    add_step(world, file, **early, effective_on="01/12/2025", counts_from="01/12/2025")
    again = {"kind": "early", "step": "6", "coefficient": "3,99"}
    with pytest.raises(Invalid) as told:
        add_step(world, file, **again, effective_on="01/12/2028", counts_from="01/12/2028")
    assert "hai lần liên tiếp" in told.value.fields["effective_on"]
