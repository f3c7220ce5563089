"""The list of pairs that wait for a decision, and one pair side by side."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, QuerySet

from tinhso.government.masterdata.models import DuplicatePair, Person, Verdict
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import is_root
from tinhso.kernel.search.likeness import Likeness, Reason
from tinhso.kits.registers.queries import visible_to

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHOWN = (
    "full_name", "other_names", "birth", "sex", "personal_number", "old_number", "area", "address", "phone",
    "household", "household_role", "died", "unit",
)  # fmt: skip


def pairs_for(actor: Actor, verdict: str = Verdict.OPEN) -> QuerySet[DuplicatePair]:
    """Return the pairs whose later record is of a unit where the actor may merge."""
    rows = DuplicatePair.objects.filter(verdict=verdict).select_related("first__area", "second__area", "first__unit")
    rows = rows.defer("first__area__boundary", "second__area__boundary")
    if actor.is_system:
        return rows
    roots = actor.roots(Person.definition.rights.merge)
    if any(is_root(path) for path in roots):
        return rows
    return rows.filter(unit_id__in=actor.units_below(roots))


def pair_for(actor: Actor, key: UUID, *, lock: bool = False) -> DuplicatePair:
    """Return a pair of which the actor may see both records; raise ``NotFound``."""
    rows = DuplicatePair.objects.filter(pk=key)
    if lock:
        rows = rows.select_for_update(of=("self",))
    pair = rows.first()
    if pair is None:
        raise NotFound
    wanted = visible_to(actor, Person.definition).filter(pk__in=[pair.first_id, pair.second_id])
    wanted = wanted.select_related("unit", "area", "household").defer("area__boundary")
    found = {row.pk: row for row in wanted}
    if len(found) < 2:
        raise NotFound
    pair.first, pair.second = found[pair.first_id], found[pair.second_id]
    return pair


def reasons(pair: DuplicatePair) -> Likeness:
    """Return the score of a pair with its reasons, as they were found."""
    return Likeness(pair.bits, tuple(Reason(code, bits) for code, bits in pair.reasons))


@dataclass(frozen=True)
class Line:
    """One field of two records side by side."""

    name: str
    label: "StrOrPromise"
    first: str
    second: str
    same: bool
    takable: bool


def lines(pair: DuplicatePair, takable: tuple[str, ...]) -> list[Line]:
    """Return the fields of both records, what differs marked; data are not masked: the reading is noted before."""
    definition = Person.definition
    found = []
    for name in SHOWN:
        field = definition.field(name)
        first, second = (_shown(field, row) for row in (pair.first, pair.second))
        if first or second:
            found.append(Line(name, field.title, first, second, first == second, name in takable and first != second))
    return found


def _shown(field: Any, row: Person) -> str:
    return str(field.kind.show(field, field.kind.value_of(field, row)))


def waiting(actor: Actor) -> QuerySet[DuplicatePair]:
    """Return the open pairs, the likest first."""
    return pairs_for(actor).order_by(F("bits").desc(), "id")
