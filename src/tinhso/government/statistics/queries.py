"""What screens read of the statistics: figures from the sums, and the dossiers behind each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.utils.translation import gettext as _

from tinhso.government.statistics.derive import ONLINE, half_month
from tinhso.government.statistics.figures import NAMES, ORDERS, Figures, counted_by, unit_moment
from tinhso.government.statistics.models import (
    ClosedRow,
    Closing,
    CountedDossier,
    Grain,
    LateSpell,
    RatingFollowUp,
    Tally,
    Touched,
)
from tinhso.government.statistics.periods import Span, midnight
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import Forbidden, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import is_root
from tinhso.kits.procedures.models import ProcedureField
from tinhso.kits.procedures.permissions import SUPERVISE, VIEW
from tinhso.kits.procedures.queries import visible_to

_FLOWS = ("online", "direct", "before", "on_time", "late", "withdrawn", "stopped", "refused", "moved_in", "moved_out")
_SCORES = ("score_1", "score_2", "score_3", "score_4", "score_5")
Key = tuple[UUID, UUID]
"""A unit and a field: a line of the figures at their finest."""
Cells = dict[Key, Figures]


@dataclass(frozen=True)
class Scope:
    """Whose figures are asked for: a unit with all below it (of any time), or everything the actor supervises."""

    unit: OrganizationUnit | None
    unit_ids: frozenset[UUID] | None
    """The units; none for the whole province."""

    def filter(self, rows: QuerySet[Any], column: str = "unit_id") -> QuerySet[Any]:
        """Keep the rows of the scope."""
        return rows if self.unit_ids is None else rows.filter(**{f"{column}__in": self.unit_ids})

    @cached_property
    def has_moves(self) -> bool:
        """Whether a reorganisation took dossiers away from a unit of the scope."""
        moved = CountedDossier.objects.filter(unit_before__isnull=False)
        return (moved if self.unit_ids is None else moved.filter(unit_before__in=self.unit_ids)).exists()

    def at(self, rows: QuerySet[Any], moment: Any, *, counted: str = "", ordered: bool = False) -> QuerySet[Any]:
        """Keep the dossiers that were the scope's at a moment (or column), wherever they have been moved since."""
        if self.unit_ids is None:
            return rows
        still = Q(**{f"{counted}unit_id__in": self.unit_ids})
        gone = Q(**{f"{counted}moved_at__gt": moment})
        if ordered and not self.has_moves:
            # A list goes by the index of its unit and order, which two ways to a unit would keep it from.
            return rows.filter(still & ~(gone & Q(**{f"{counted}unit_before__isnull": False})))
        return rows.filter(still & ~gone | gone & Q(**{f"{counted}unit_before_id__in": self.unit_ids}))

    def only(self, unit_id: UUID) -> "Scope":
        """Return the scope of one unit of it, without those below; raise ``NotFound`` for one that is not in it."""
        if self.unit_ids is not None and unit_id not in self.unit_ids:
            raise NotFound
        return Scope(self.unit, frozenset({unit_id}))


def may_see(actor: Actor, unit: OrganizationUnit) -> bool:
    """Tell whether the actor may see the figures of a unit: he supervises it and may open its dossiers."""
    return actor.may(SUPERVISE, unit) and actor.may(VIEW, unit)


def reaches_all(actor: Actor) -> bool:
    """Tell whether the actor sees the figures of the whole province."""
    return actor.is_system or all(
        any(is_root(path) for path in actor.roots(permission)) for permission in (SUPERVISE, VIEW)
    )


def _reached(actor: Actor) -> set[UUID]:
    """Return the units that the actor both supervises and may open the dossiers of."""
    units = actor.unit_ids(SUPERVISE)
    return units if actor.roots(SUPERVISE) == actor.roots(VIEW) else units & actor.unit_ids(VIEW)


def scope_of(actor: Actor, unit_id: UUID | None = None) -> Scope:
    """Return the scope of a unit, or of all that the actor supervises; raise ``NotFound`` or ``Forbidden``.

    A number that counts dossiers somebody may not open would tell of them, so only those are counted that the
    actor may open too.
    """
    if unit_id is not None:
        unit = OrganizationUnit.objects.filter(id=unit_id).first()
        if unit is None:
            raise NotFound
        if not may_see(actor, unit) and not reaches_all(actor):
            raise Forbidden(_("Quý vị chưa được giao theo dõi số liệu của {unit}.").format(unit=unit.name))
        if is_root(unit.path):
            return Scope(unit, None)
        below = OrganizationUnit.objects.filter(path__startswith=unit.path)
        return Scope(unit, frozenset(below.values_list("id", flat=True)))
    if reaches_all(actor):
        return Scope(None, None)
    return Scope(None, frozenset(_reached(actor)))


def cells(scope: Scope, begins_at: datetime, ends_at: datetime) -> Cells:
    """Return the figures of every unit and field between two moments, the second of which does not belong to it.

    Whole days come from the sums; the parts of a day at either end, if any, are counted one by one.
    """
    found: Cells = {}

    def add(key: Key, name: str, count: int | None) -> None:
        if count:
            figures = found.setdefault(key, Figures())
            setattr(figures, name, getattr(figures, name) + count)

    first, last = _days(begins_at), _days(ends_at)
    if ends_at >= clock.now():
        # Nothing has happened after now, so that the day that runs counts as a whole one.
        last += timedelta(days=1)
    for row in _flows(scope, whole_days(first, last), _until(first), first):
        key = (row["unit_id"], row["field_id"])
        for name in (*_FLOWS, "carried"):
            add(key, name, row[f"sum_{name}"])
        if midnight(first) == begins_at:
            # What a reorganisation moves at the moment the period begins is in the new unit's hand from the start.
            came, went = row["came_first"] or 0, row["went_first"] or 0
            add(key, "carried", came - went)
            add(key, "moved_in", -came)
            add(key, "moved_out", -went)
    for moment, sign, since in ((begins_at, -1, first), (ends_at, 1, last)):
        if midnight(since) < moment:
            for key, flows, standing in _part_of_day(scope, midnight(since), moment):
                for name, count in flows.items():
                    add(key, name, sign * count)
                if sign < 0:
                    add(key, "carried", standing)
    for row in _late(scope, ends_at):
        add((row["unit_then"], row["counted__field_id"]), "in_hand_late", row["total"])
    return {key: figures for key, figures in found.items() if not figures.is_empty}


def flows_of(scope: Scope, first: date, last: date) -> tuple[Figures, tuple[int, int]]:
    """Return what came and went from one day to another, both included, and how many of how many ratings were good."""
    names = (*_FLOWS, *_SCORES)
    when = whole_days(first, last + timedelta(days=1))
    sums = scope.filter(Tally.objects.filter(when)).aggregate(**{f"sum_{name}": Sum(name) for name in names})
    counts = {name: sums[f"sum_{name}"] or 0 for name in names}
    scores = [counts[name] for name in _SCORES]
    return Figures(**{name: counts[name] for name in _FLOWS}), (scores[3] + scores[4], sum(scores))


def _days(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _flows(scope: Scope, when: Q, until: Q, first: date) -> QuerySet[Any, dict[str, Any]]:
    """Return what came and went in a time, and what was in hand before it, for each unit and field; in one question."""
    sums = {f"sum_{name}": Sum(name, filter=when) for name in _FLOWS}
    came = F("online") + F("direct") + F("moved_in")
    went = F("moved_out") + F("before") + F("on_time") + F("late")
    on_first = Q(grain=Grain.DAY, start=first)
    rows = scope.filter(Tally.objects.filter(when | until | on_first)).order_by().values("unit_id", "field_id")
    return rows.annotate(
        **sums,
        sum_carried=Sum(came - went, filter=until),
        came_first=Sum("moved_in", filter=on_first),
        went_first=Sum("moved_out", filter=on_first),
    )


def whole_days(first: date, last: date) -> Q:
    """Return the sums that make up the days from ``first`` to before ``last``: half-months, and days at the edges."""
    begin = first if first == half_month(first) else _next_half(first)
    end = half_month(last)
    if begin >= end:
        return Q(grain=Grain.DAY, start__gte=first, start__lt=last)
    return (
        Q(grain=Grain.DAY, start__gte=first, start__lt=begin)
        | Q(grain=Grain.HALF_MONTH, start__gte=begin, start__lt=end)
        | Q(grain=Grain.DAY, start__gte=end, start__lt=last)
    )


def _next_half(day: date) -> date:
    """Return the first day of the half-month after that of ``day``."""
    return day.replace(day=15) if day.day < 15 else (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _until(day: date) -> Q:
    """Return the sums that make up all days before ``day``: whole years, then as ``_between``."""
    year = day.replace(month=1, day=1)
    return Q(grain=Grain.YEAR, start__lt=year) | whole_days(year, day)


def _part_of_day(scope: Scope, since: datetime, until: datetime) -> Iterable[tuple[Key, dict[str, int], int]]:
    """Yield for each dossier what it counts within a part of a day, and by how much it changes what is in hand."""
    touched = Q()
    for name in ("received_at", "ended_at", "refused_at"):
        touched |= Q(**{f"{name}__gte": since, f"{name}__lt": until})
    for row in scope.at(CountedDossier.objects.filter(touched, until_closing=None), since):
        flows: dict[str, int] = {}
        standing = 0
        if row.received_at and since <= row.received_at < until:
            flows["online" if row.channel in ONLINE else "direct"] = 1
            standing += 1
        if row.ended_at and since <= row.ended_at < until:
            flows[row.timing] = 1
            standing -= 1
            if row.ending in _FLOWS:
                flows[row.ending] = 1
        if row.refused_at and since <= row.refused_at < until:
            flows["refused"] = 1
        # A reorganisation moves at midnight, so within a part of a day a dossier is one unit's.
        moved = row.moved_at is not None and since < row.moved_at
        yield (row.unit_before_id if moved else row.unit_id, row.field_id), flows, standing


def _late(scope: Scope, moment: datetime) -> QuerySet[Any, dict[str, Any]]:
    spells = LateSpell.objects.filter(
        Q(ends_at=None) | Q(ends_at__gte=moment), begins_at__lt=moment, counted__until_closing=None
    )
    rows = scope.at(spells, moment - timedelta(microseconds=1), counted="counted__").order_by()
    then = Case(
        When(counted__moved_at__gte=moment, counted__unit_before__isnull=False, then=F("counted__unit_before_id")),
        default=F("counted__unit_id"),
    )
    return rows.annotate(unit_then=then).values("unit_then", "counted__field_id").annotate(total=Count("id"))


def closed_cells(scope: Scope, closing: Closing) -> Cells:
    """Return the figures of a closed report, as they stood then."""
    rows = scope.filter(ClosedRow.objects.filter(closing=closing))
    return {(row.unit_id, row.field_id): Figures(**{name: getattr(row, name) for name in NAMES}) for row in rows}


def totals(found: Cells, by: str) -> dict[UUID, Figures]:
    """Return the figures summed for each unit (``don-vi``) or field (``linh-vuc``)."""
    sums: dict[UUID, Figures] = {}
    for (unit_id, field_id), figures in found.items():
        sums.setdefault(unit_id if by == "don-vi" else field_id, Figures()).add(figures)
    return sums


def total(found: Cells) -> Figures:
    """Return the figures of everything together."""
    figures = Figures()
    for cell in found.values():
        figures.add(cell)
    return figures


def names_of(keys: Iterable[UUID], by: str) -> dict[UUID, str]:
    """Return the names of units or fields in the order in which lists show them."""
    if by == "linh-vuc":
        return {row.id: row.name for row in ProcedureField.objects.filter(id__in=list(keys)).order_by("name")}
    units = OrganizationUnit.objects.filter(id__in=list(keys)).order_by("tier", "sort_key", "id")
    return {unit.id: _named(unit) for unit in units}


def _named(unit: OrganizationUnit) -> str:
    """Return a unit's name; of one that has ended, until when it stood."""
    return f"{unit.name} (đến {unit.valid_to:%d/%m/%Y})" if unit.valid_to else unit.name


def dossiers_of(
    actor: Actor,
    scope: Scope,
    figure: str,
    begins_at: datetime,
    ends_at: datetime,
    *,
    field_id: UUID | None = None,
    closing: Closing | None = None,
) -> QuerySet[CountedDossier]:
    """Return the dossiers that a cell counts and that the actor may see, to be paged by ``order_of(figure)``.

    With ``closing`` they are those of the closed report, as it knew them.
    """
    known = (
        Q(until_closing=None)
        if closing is None
        else Q(since_closing__lt=closing.sequence) & (Q(until_closing=None) | Q(until_closing__gte=closing.sequence))
    )
    rows = CountedDossier.objects.filter(known, counted_by(figure, begins_at, ends_at))
    rows = scope.at(rows, unit_moment(figure, begins_at, ends_at), ordered=True)
    if field_id is not None:
        rows = rows.filter(field_id=field_id)
    if not reaches_all(actor):
        rows = rows.filter(dossier__in=visible_to(actor))
    return rows.select_related("dossier__procedure", "unit", "dossier__holder_unit")


def order_of(figure: str) -> list[str]:
    """Return the order of a figure's list."""
    return [ORDERS.get(figure, "-received_at"), "-id"]


def closing_of(period: str, number: int | None = None) -> Closing | None:
    """Return a period's closed report: the one of a number, else the latest."""
    found = closings_of(period)
    return next((row for row in reversed(found) if number is None or row.number == number), None)


def closings_of(period: str) -> list[Closing]:
    """Return a period's closed reports, the first one first."""
    return list(Closing.objects.filter(period=period).order_by("number"))


def drifted(closing: Closing) -> bool:
    """Tell whether what a closed report counts is known otherwise by now, so that a correction may be due."""
    changed = Q(since_closing__lt=closing.sequence, until_closing__gte=closing.sequence)
    for name in ("received_at", "ended_at"):
        changed |= Q(
            **{f"{name}__gte": closing.begins_at, f"{name}__lt": closing.ends_at},
            since_closing__gte=closing.sequence,
            until_closing=None,
        )
    return CountedDossier.objects.filter(changed).exists()


def waiting() -> bool:
    """Tell whether something has happened that the sums do not know yet."""
    return Touched.objects.exists()


def satisfied(scope: Scope, period: Span) -> tuple[int, int]:
    """Return how many ratings of a period were good (4 or 5), and how many there were."""
    return flows_of(scope, period.first_day, period.last_day)[1]


def unit_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies whose figures the actor may ask for, in the order of lists."""
    units = OrganizationUnit.objects.on().exclude(kind__in=(UnitKind.DIVISION, UnitKind.ONE_STOP))
    if not reaches_all(actor):
        units = units.filter(id__in=_reached(actor))
    rows = units.order_by("tier", "sort_key", "id").values_list("id", "name")
    return [(str(key), name) for key, name in rows]


def words_of(field_id: UUID | None, unit_id: UUID | None) -> list[str]:
    """Return the names by which a list is narrowed; raise ``NotFound`` for what is not there."""
    words = []
    if unit_id is not None:
        words += OrganizationUnit.objects.filter(id=unit_id).values_list("name", flat=True)
    if field_id is not None:
        words += ProcedureField.objects.filter(id=field_id).values_list("name", flat=True)
    if len(words) != (unit_id is not None) + (field_id is not None):
        raise NotFound
    return words


def due_between(scope: Scope, begins_at: datetime, ends_at: datetime) -> int:
    """Return how many dossiers in hand fall due within a time and are not done."""
    spells = LateSpell.objects.filter(
        begins_at__gte=begins_at,
        begins_at__lt=ends_at,
        ends_at=None,
        counted__until_closing=None,
        counted__ended_at=None,
    )
    return scope.filter(spells, "counted__unit_id").count()


def day_by_day(scope: Scope, first: date, last: date) -> list[dict[str, Any]]:
    """Return, for each day, how many came in, ended, and ended late."""
    rows = scope.filter(Tally.objects.filter(grain=Grain.DAY, start__gte=first, start__lte=last)).order_by()
    found = {
        row["start"]: row
        for row in rows.values("start").annotate(
            came=Sum(F("online") + F("direct")), ended=Sum(F("before") + F("on_time") + F("late")), overdue=Sum("late")
        )
    }
    nothing = {"came": 0, "ended": 0, "overdue": 0}
    days = [first + timedelta(days=index) for index in range((last - first).days + 1)]
    return [found.get(day, nothing) | {"day": day} for day in days]


def low_ratings(scope: Scope) -> QuerySet[RatingFollowUp]:
    """Return the low ratings of a scope, those that nobody looked at first, then the newest."""
    rows = scope.filter(RatingFollowUp.objects.select_related("dossier__procedure", "unit"))
    return rows.order_by(F("answered_at").asc(nulls_first=True), "-created_at")


def low_rating(actor: Actor, dossier_id: UUID) -> RatingFollowUp:
    """Return a low rating of a unit that the actor supervises; raise ``NotFound``."""
    rows = RatingFollowUp.objects.select_related("dossier__procedure", "dossier__rating", "unit", "answered_by__person")
    found = rows.filter(dossier=dossier_id, dossier__in=visible_to(actor)).first()
    if found is None or not actor.may(SUPERVISE, found.unit):
        raise NotFound
    return found


def agency(key: UUID) -> OrganizationUnit:
    """Return the agency whose figures anybody may read; raise ``NotFound``."""
    unit = OrganizationUnit.objects.filter(id=key).first()
    if unit is None:
        raise NotFound
    return unit


def published_scope(unit: OrganizationUnit | None) -> Scope:
    """Return the scope of published figures: they are sums only, and open to everybody."""
    if unit is None:
        return Scope(None, None)
    below = OrganizationUnit.objects.filter(path__startswith=unit.path)
    return Scope(unit, frozenset(below.values_list("id", flat=True)))
