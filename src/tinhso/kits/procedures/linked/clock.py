"""The clock of the whole: its ledger replayed as that of a dossier, in the order in which things happened."""

from collections.abc import Iterable

from tinhso.kernel.worktime.calculator import WorkCalendar
from tinhso.kits.procedures import clocks
from tinhso.kits.procedures.clocks import ClockState
from tinhso.kits.procedures.definition import ClockRules, SupplementRule
from tinhso.kits.procedures.linked.models import LinkedClockEvent

_UNRULED = ClockRules(supplement=SupplementRule(effect="pause", most=0, basis=""))
"""The first line of every ledger brings its rules with its term; until then no rule is asked for."""


def replay(calendar: WorkCalendar, lines: Iterable[LinkedClockEvent]) -> ClockState:
    """Return where the clock of the whole stands after ``lines``.

    A line may be written a moment after something in another branch that happened later, so they are put in the
    order of their moments first.
    """
    in_order: list[LinkedClockEvent] = sorted(lines, key=lambda line: (line.at, line.position))
    return clocks.replay(calendar, _UNRULED, in_order)
