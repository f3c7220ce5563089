"""The career beside a person's file: posts, steps, what comes next, retirement."""

from __future__ import annotations

from typing import Any

from tinhso.government.personnel import salary
from tinhso.government.personnel.models import PersonFile, SalaryStep
from tinhso.government.personnel.queries import careers
from tinhso.government.personnel.retirement import SOURCE
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.panels import RowPanel, register


def about(file: PersonFile, *, pay: bool) -> dict[str, Any]:
    """Return what stands beside a file; the pay only where it may be seen."""
    today = clock.today()
    return {
        **careers.career(file.pk),
        "next": careers.next_step_of(file.pk),
        "retirement": careers.retirement(file),
        "retirement_source": SOURCE,
        "pay": careers.pay_of(file.pk, today) if pay else None,
        "base": salary.base_salary(today),
        "base_known": salary.base_is_known(today),
        "see_pay": pay,
    }


def _beside(actor: Actor, _definition: Definition, row: Any) -> dict[str, Any] | None:
    # Pay is what the register of salary steps shows: whoever may not look at it there does not see it here.
    if not actor.may(SalaryStep.definition.rights.view, row.unit):
        return None
    return about(row, pay=True)


register(RowPanel("personnel.career", frozenset({"personnel.file"}), "personnel/panel_career.html", _beside))
