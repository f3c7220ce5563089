"""A generated year: the bulk path writes the ledger that the services write, and a second reckoning agrees."""

from datetime import timedelta

from bench.directives import compare

from tinhso.cli.history.directives import generate_directives
from tinhso.government.directives import doctor, lateness
from tinhso.government.directives.models import Directive, DirectiveEvent
from tinhso.government.directives.services import making, work
from tinhso.government.directives.states import Act, State
from tinhso.government.directives.tests.province import MONDAY, Province
from tinhso.kernel.foundation import clock


def test_a_year_reckoned_again_from_its_ledger_differs_in_no_cell(here: Province) -> None:
    generate_directives(150)
    assert not doctor.check_ledger()
    found = {lateness.state_of(row) for row in Directive.objects.all()}
    assert found >= {State.DONE_ON_TIME, State.DONE_LATE, State.OVERDUE, State.DOING}
    compared, wrong = compare(here.accounts["office"], here.units["province"], clock.now())
    assert not wrong, wrong[:5]
    assert compared > 1000


def test_what_is_written_in_bulk_is_what_the_services_write(here: Province) -> None:
    lived = here.given(joint=[here.units["health"]])
    with clock.at(MONDAY + timedelta(hours=1)):
        work.start(here.actor("head"), lived.pk)
    order = here.order(joint=[here.units["health"]])
    made = making.make(
        order, "NV2026-99999", entered_by=here.accounts["office"], entered_name="Lê Thị Office", entered_at=MONDAY,
        entry_due=lived.entry_due_at,
    )  # fmt: skip
    head = here.accounts["head"]
    made.events.append(
        making.line(
            made.directive, Act.STARTED, at=MONDAY + timedelta(hours=1), account=head, name="Lê Thị Head",
            unit=here.units["finance"],
        )
    )  # fmt: skip
    making.write_many([made])
    columns = [
        field.attname for field in Directive._meta.concrete_fields if field.attname not in {"id", "code", "folded"}
    ]
    one, other = (Directive.objects.values(*columns).get(pk=key) for key in (lived.pk, made.directive.pk))
    assert one == other
    names = ("position", "act", "at", "actor_id", "actor_name", "unit_id", "text", "data")
    lines = [
        list(DirectiveEvent.objects.filter(directive=key).order_by("position").values(*names))
        for key in (lived.pk, made.directive.pk)
    ]
    assert lines[0] == lines[1]
