"""The invented staff adds up to the published numbers."""

from datetime import date

import pytest

from tinhso.cli.history.staff import COUNTED_ON, generate_staff
from tinhso.government.personnel.models import Decision, NextStep, PersonFile, SalaryStep
from tinhso.government.personnel.queries import figures
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession
from tinhso.kits.registers.testing import make_world

pytestmark = pytest.mark.django_db


def test_staff_fits_the_known_sums_and_moves_to_the_heirs() -> None:
    world = make_world(PersonFile.definition)
    ended = OrganizationUnit.objects.filter(pk=world.elsewhere.pk)
    ended.update(staff_2010=23, valid_to=date(2025, 6, 30))
    OrganizationUnit.objects.filter(pk=world.here.pk).update(staff_2010=62)
    UnitSuccession.objects.create(
        predecessor=world.elsewhere, successor=world.here, effective_on=date(2025, 7, 1), legal_basis="NQ 1686"
    )
    assert generate_staff(it_staff=(19, 3)) == 85
    assert generate_staff() == 0
    then = {line.unit: line.count for line in figures.staff_on(SYSTEM, COUNTED_ON)}
    assert then == {world.here.name: 62, world.elsewhere.name: 23}
    assert PersonFile.objects.filter(unit=world.here).count() == 85
    found = figures.figures(SYSTEM)
    assert (found.total, found.it_bachelor, found.it_above) == (85, 19, 3)
    assert NextStep.objects.count() == SalaryStep.objects.count() == 85
    for row in [
        *SalaryStep.objects.select_related("file", "decision"),
        *PersonFile.objects.all(),
        *Decision.objects.all(),
    ]:
        assert row.check_row() == {}
