"""The only place that writes the calendar. Every change makes a new stamp, by which all processes notice it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.worktime import editions, queries
from tinhso.kernel.worktime.calculator import UnknownYear
from tinhso.kernel.worktime.datafiles import day_rows, hours_rules, parse_intervals, year_rows
from tinhso.kernel.worktime.models import (
    CalendarDay,
    CalendarEdition,
    CalendarStamp,
    CoveredYear,
    DayKind,
    OfficeHours,
    Scope,
)


@transaction.atomic
def load_defaults() -> int:
    """Bring the national table of the software into the database; return how many rows were new or changed.

    Safe to repeat: a year that is decided here, a province's exceptions and the office hours once kept stay as
    they are.
    """
    _lock()
    changed = 0
    kept = dict(CoveredYear.objects.values_list("year", "decided"))
    for row in year_rows():
        if row.year not in kept or (row.decided and not kept[row.year]):
            CoveredYear.objects.update_or_create(year=row.year, defaults={"decided": row.decided, "source": row.source})
            changed += 1
    settled = {year for year, decided in kept.items() if decided}
    standing = set(CalendarDay.objects.filter(scope=Scope.NATIONAL).values_list("day", flat=True))
    fresh = [
        CalendarDay(
            day=day.day,
            kind=DayKind.OFF if day.off else DayKind.WORK,
            name=day.name,
            source=day.source,
            is_certain=day.certain,
        )
        for day in day_rows()
        if day.day.year not in settled and day.day not in standing
    ]
    CalendarDay.objects.bulk_create(fresh)
    changed += len(fresh)
    if not OfficeHours.objects.exists():
        for rule in hours_rules():
            OfficeHours.objects.create(
                valid_from=rule.valid_from,
                valid_to=rule.valid_to,
                weekdays=sorted(rule.weekdays),
                intervals=[[_clock(start), _clock(end)] for start, end in rule.intervals],
            )
            changed += 1
    if changed:
        _stamp()
    return changed


@transaction.atomic
def set_day(
    day: date,
    kind: str,
    name: str,
    *,
    source: str = "",
    scope: str = Scope.NATIONAL,
    reason: str = "",
    is_certain: bool = True,
) -> CalendarDay:
    """Make ``day`` a day off or a make-up day, for the country or, with a reason, for the province alone.

    The province's row stands above the country's. Raise ``Invalid`` when a name or reason is missing, or
    ``UnknownYear``.
    """
    _ready()
    wrong: dict[str, str] = {}
    if kind not in DayKind.values:
        wrong["kind"] = _("Chọn ngày nghỉ hoặc ngày làm bù.")
    if scope not in Scope.values:
        wrong["scope"] = _("Chọn cả nước hoặc riêng tỉnh.")
    if not name.strip():
        wrong["name"] = _("Ghi tên ngày, ví dụ “Nghỉ bão số 5”.")
    if scope == Scope.PROVINCE and not reason.strip():
        wrong["reason"] = _("Ngày riêng của tỉnh cần ghi lý do, ví dụ số văn bản cho nghỉ.")
    if wrong:
        raise Invalid(wrong)
    years = set(CoveredYear.objects.values_list("year", flat=True))
    if day.year not in years:
        raise UnknownYear(day.year, years)
    row, _made = CalendarDay.objects.update_or_create(
        day=day,
        scope=scope,
        defaults={
            "kind": kind,
            "name": name.strip(),
            "source": source.strip(),
            "reason": reason.strip(),
            "is_certain": is_certain,
        },
    )
    _stamp()
    return row


@transaction.atomic
def remove_day(day: date, scope: str = Scope.PROVINCE) -> bool:
    """Take an exceptional day back; return whether there was one. Its history stays in the history tables."""
    _ready()
    gone, _by_model = CalendarDay.objects.filter(day=day, scope=scope).delete()
    if gone:
        _stamp()
    return bool(gone)


@transaction.atomic
def cover_year(year: int, *, decided: bool, source: str = "") -> CoveredYear:
    """Say that the days off of ``year`` are in the table, and whether they are decided; enter its days after that."""
    _ready()
    row, _made = CoveredYear.objects.update_or_create(
        year=year, defaults={"decided": decided, "source": source.strip()}
    )
    _stamp()
    return row


@transaction.atomic
def set_hours(
    valid_from: date,
    weekdays: Iterable[int],
    intervals: Sequence[Sequence[str]],
    *,
    valid_to: date | None = None,
    source: str = "",
) -> OfficeHours:
    """Set the office hours of some weekdays (0 is Monday) from a day on; hours that held there end the day before.

    Seasonal hours have ``valid_to``: what held before goes on after it. Raise ``Invalid`` when no
    weekday is given, or an interval is malformed or overlaps another.
    """
    _ready()
    days = sorted(set(weekdays))
    wrong: dict[str, str] = {}
    if not days or days[0] < 0 or days[-1] > 6:
        wrong["weekdays"] = _("Chọn ít nhất một ngày trong tuần.")
    try:
        parse_intervals(intervals)
    except ValueError:
        wrong["intervals"] = _("Giờ làm việc ghi theo thứ tự, không chồng nhau, ví dụ 07:30–11:30 và 13:30–17:30.")
    if valid_to is not None and valid_to < valid_from:
        wrong["valid_to"] = _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if wrong:
        raise Invalid(wrong)
    _make_room(valid_from, valid_to, days)
    row = OfficeHours.objects.create(
        valid_from=valid_from,
        valid_to=valid_to,
        weekdays=days,
        intervals=[list(pair) for pair in intervals],
        source=source.strip(),
    )
    _stamp()
    return row


def _make_room(valid_from: date, valid_to: date | None, weekdays: list[int]) -> None:
    """End, split or shorten the rows that hold on the given weekdays between the two days."""
    for standing in OfficeHours.objects.filter(weekdays__overlap=weekdays).order_by("valid_from"):
        ends, last = standing.valid_to or date.max, valid_to or date.max
        if ends < valid_from or standing.valid_from > last:
            continue
        kept = sorted(set(standing.weekdays) - set(weekdays))
        if kept:
            # The other weekdays of the row keep their hours through the new span.
            _copy(standing, max(standing.valid_from, valid_from), min(ends, last), kept)
        if ends > last:
            _copy(standing, last + timedelta(days=1), ends, list(standing.weekdays))
        if standing.valid_from < valid_from:
            standing.valid_to = valid_from - timedelta(days=1)
            standing.save(update_fields=["valid_to"])
        else:
            standing.delete()


def _copy(standing: OfficeHours, first: date, last: date, weekdays: list[int]) -> None:
    OfficeHours.objects.create(
        valid_from=first,
        valid_to=None if last == date.max else last,
        weekdays=weekdays,
        intervals=standing.intervals,
        source=standing.source,
    )


def _ready() -> None:
    """Take the lock, and fill an empty table, so that a first change does not replace the country's whole table."""
    _lock()
    if not CoveredYear.objects.exists():
        load_defaults()


def _lock() -> None:
    CalendarStamp.objects.get_or_create(id=1)
    CalendarStamp.objects.select_for_update().get(id=1)


def _stamp() -> None:
    """Name the calendar anew, and keep the edition that the name stands for."""
    stamp = new_id()
    CalendarStamp.objects.filter(id=1).update(stamp=stamp)
    if CoveredYear.objects.exists():
        CalendarEdition.objects.create(stamp=stamp, made_at=clock.now(), content=editions.content(queries.load(stamp)))
    # Until the transaction ends only this connection sees the change: see queries._current_stamp.
    transaction.on_commit(queries.forget)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
