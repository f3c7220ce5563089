"""Which term holds for a dossier, and by which rules its clock runs: the version's, or what came with the application.

An application that comes with a term of its own (as a branch of a linked procedure does) is asked about again on
the day of receipt, because the law in force on that day decides; whoever gives such terms registers a source.
"""

from collections.abc import Callable
from datetime import datetime

from tinhso.kernel.foundation.registry import Registry
from tinhso.kits.procedures.definition import ClockRules, Definition, TermCase
from tinhso.kits.procedures.models import Dossier

Source = Callable[[Dossier, datetime], TermCase | None]
"""Return the term of a dossier that is received at a moment; ``None`` when it is none of the source's."""

SOURCES: Registry[Source] = Registry("source of terms")


def term_for(dossier: Dossier, definition: Definition, at: datetime) -> TermCase:
    """Return the term by which the dossier counts from ``at`` on."""
    if dossier.term:
        for name in SOURCES:
            given = SOURCES[name](dossier, at)
            if given is not None:
                return given
    return definition.term_case(dossier.answers)


def clock_rules(dossier: Dossier, definition: Definition) -> ClockRules:
    """Return the rules of the dossier's clock: those that came with its term, else the version's."""
    given = dossier.term.get("clock")
    return ClockRules.model_validate(given) if given else definition.clock
