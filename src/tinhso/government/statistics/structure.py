"""Figures under the units of today: what was counted for units that ended is brought to those in their place."""

from dataclasses import replace
from datetime import date

from tinhso.government.statistics.figures import NAMES, Figures
from tinhso.government.statistics.queries import Cells, Scope
from tinhso.kernel.organizations.succession import Succession, divide


def widened(scope: Scope, day: date | None = None) -> Scope:
    """Return the scope with all units in whose place those of the scope stand, at whatever remove."""
    if scope.unit_ids is None:
        return scope
    steps = Succession(day)
    before = steps.forebears(scope.unit_ids)
    return replace(scope, unit_ids=frozenset(unit for unit in before if steps.heirs(unit).keys() & scope.unit_ids))


def as_now(found: Cells, scope: Scope, day: date | None = None) -> Cells:
    """Return the cells under the units that stand on a day; ``scope`` is the one asked for, not the widened one.

    A count of a unit that was split by weights is divided in whole numbers; figures of a unit in whose place nobody
    stands keep its name. What moved from one unit to the other within one of today's is no move any more.
    """
    steps = Succession(day)
    cells: Cells = {}
    for (unit, field), figures in found.items():
        shares = steps.heirs(unit)
        parts = {heir: Figures() for heir in shares}
        for name in NAMES:
            for heir, count in divide(getattr(figures, name), shares).items():
                setattr(parts[heir], name, count)
        for heir, part in parts.items():
            if scope.unit_ids is None or heir in scope.unit_ids:
                cells.setdefault((heir, field), Figures()).add(part)
    for figures in cells.values():
        both = min(figures.moved_in, figures.moved_out)
        figures.moved_in, figures.moved_out = figures.moved_in - both, figures.moved_out - both
    return {key: figures for key, figures in cells.items() if not figures.is_empty}
