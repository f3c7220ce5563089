"""Due times in working minutes: a pure calculator that knows no database.

Moments are cut to the whole minute (16:30:45 counts as 16:30); a moment without a zone is one in Viet Nam,
which has had no summer time since 1975. The working minutes of every day are summed once, so a due time costs
one binary search.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Refused

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WORKING_DAY_MINUTES = 8 * 60
"""A term of one working day, in minutes (Bộ luật Lao động 2019, Điều 105: 8 hours a day)."""

SAME_DAY_CUTOFF = time(15, 0)
"""Work promised "within the day" that is received from this hour is due the next working day."""

Interval = tuple[int, int]
"""Minutes of the day from opening to closing: ``(450, 690)`` is 07:30–11:30."""

Pause = tuple[datetime, datetime]
"""A time when the clock stands still: its beginning belongs to it, its end does not."""


class UnknownYear(Refused):
    """A year whose days off are not in the table."""

    def __init__(self, year: int, known: Iterable[int]) -> None:
        years = sorted(known)
        span = f"{years[0]}–{years[-1]}" if years else _("chưa có năm nào")
        super().__init__(
            _(
                "Chưa có lịch làm việc của năm %(year)s (bảng hiện có: %(span)s). Hãy khai báo ngày nghỉ và ngày "
                "làm bù của năm %(year)s tại Quản trị → Ngày nghỉ, giờ làm việc, rồi thực hiện lại."
            )
            % {"year": year, "span": span},
            code="unknown-year",
            year=year,
        )
        self.year = year


@dataclass(frozen=True)
class HoursRule:
    """Office hours that hold from a day to a day (both included) on some weekdays, Monday being 0."""

    valid_from: date
    weekdays: frozenset[int]
    intervals: tuple[Interval, ...]
    valid_to: date | None = None


@dataclass(frozen=True)
class Term:
    """How long a task may take; exactly one field is given.

    ``working_minutes`` runs by the minute from the receipt; ``whole_days`` ends at the closing time of the n-th
    working day after the day of receipt; ``calendar_days`` counts every day and ends at a closing time;
    ``same_day`` ends at the closing time of the day of receipt.
    """

    working_minutes: int = 0
    whole_days: int = 0
    calendar_days: int = 0
    same_day: bool = False

    def __post_init__(self) -> None:
        counts = (self.working_minutes, self.whole_days, self.calendar_days)
        if min(counts) < 0 or sum(1 for count in (*counts, self.same_day) if count) != 1:
            raise Refused(_("Thời hạn phải lớn hơn 0 và chỉ theo một cách tính."), code="bad-term")


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """The working days and office hours of some years.

    ``years`` maps each covered year to whether its days off are decided (``False``: computed or announced as a
    draft). ``days`` holds the exceptions: ``True`` for a day worked on a weekly day off, ``False`` for a day off.
    ``stamp`` names the edition of the calendar; none for the one that comes with the software.
    """

    years: Mapping[int, bool]
    days: Mapping[date, bool]
    hours: Sequence[HoursRule]
    stamp: UUID | None = None
    _first: int = field(init=False, repr=False)
    _opened: list[tuple[Interval, ...]] = field(init=False, repr=False)
    _sums: list[int] = field(init=False, repr=False)
    _gapless: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.years:
            raise ValueError("a calendar covers at least one year")
        first = date(min(self.years), 1, 1).toordinal()
        last = date(max(self.years), 12, 31).toordinal()
        opened: list[tuple[Interval, ...]] = []
        sums = [0]
        for ordinal in range(first, last + 1):
            intervals = self._intervals_of(date.fromordinal(ordinal))
            opened.append(intervals)
            sums.append(sums[-1] + sum(end - start for start, end in intervals))
        # The dataclass is frozen for its readers; these four are filled once, here.
        object.__setattr__(self, "_first", first)
        object.__setattr__(self, "_opened", opened)
        object.__setattr__(self, "_sums", sums)
        object.__setattr__(self, "_gapless", len(self.years) == max(self.years) - min(self.years) + 1)

    def _intervals_of(self, day: date) -> tuple[Interval, ...]:
        if day.year not in self.years or self.days.get(day) is False:
            return ()
        rules = [
            rule for rule in self.hours if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
        ]
        for rule in rules:
            if day.weekday() in rule.weekdays:
                return rule.intervals
        if self.days.get(day) and rules:
            # A make-up day is worked like the first working weekday.
            return min(rules, key=lambda rule: min(rule.weekdays)).intervals
        return ()

    def _index(self, day: date) -> int:
        if day.year not in self.years:
            raise UnknownYear(day.year, self.years)
        return day.toordinal() - self._first

    def _demand_years(self, first: int, last: int) -> None:
        if not self._gapless:
            for year in range(first, last + 1):
                if year not in self.years:
                    raise UnknownYear(year, self.years)

    def _position(self, moment: datetime) -> int:
        """Return the working minutes from the table's first day to ``moment``, a local one."""
        index = self._index(moment)
        minute = moment.hour * 60 + moment.minute
        total = self._sums[index]
        for start, end in self._opened[index]:
            if minute <= start:
                break
            total += min(minute, end) - start
        return total

    def _moment(self, position: int, since: datetime) -> datetime:
        """Return the earliest moment by which ``position`` working minutes have passed."""
        if position > self._sums[-1]:
            raise UnknownYear(max(self.years) + 1, self.years)
        index = bisect_left(self._sums, position) - 1
        rest = position - self._sums[index]
        for start, end in self._opened[index]:
            if rest <= end - start:
                result = self._at(index, start + rest)
                self._demand_years(since.year, result.year)
                return result
            rest -= end - start
        raise AssertionError("a day's sum is that of its intervals")

    def _at(self, index: int, minute: int) -> datetime:
        day = date.fromordinal(self._first + index)
        return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=VIETNAM)

    def _year(self, index: int) -> int:
        return date.fromordinal(self._first + index).year

    def _working_index(self, index: int, count: int = 1) -> int:
        """Return the ``count``-th working day from the day ``index`` on, that day included."""
        start = index
        while True:
            if index >= len(self._opened):
                raise UnknownYear(max(self.years) + 1, self.years)
            if self._opened[index]:
                count -= 1
                if not count:
                    self._demand_years(self._year(start), self._year(index))
                    return index
            index += 1

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices are open on ``day``; raise ``UnknownYear``."""
        return bool(self._opened[self._index(day)])

    def is_decided(self, year: int) -> bool:
        """Tell whether the days off of a covered year are decided; raise ``UnknownYear``."""
        if year not in self.years:
            raise UnknownYear(year, self.years)
        return self.years[year]

    def shifted(self, day: date, days: int) -> date:
        """Return the day ``days`` calendar days after ``day``; raise ``UnknownYear`` when no year covers it."""
        index = self._index(day) + days
        if index >= len(self._opened):
            raise UnknownYear(max(self.years) + 1, self.years)
        result = date.fromordinal(self._first + index)
        self._demand_years(day.year, result.year)
        return result

    def opening(self, day: date) -> datetime:
        """Return the opening time of ``day``, or of the next working day when it is a day off."""
        index = self._working_index(self._index(day))
        return self._at(index, self._opened[index][0][0])

    def closing(self, day: date) -> datetime:
        """Return the closing time of ``day``, or of the next working day when it is a day off."""
        index = self._working_index(self._index(day))
        return self._at(index, self._opened[index][-1][1])

    def closing_after(self, day: date, count: int) -> datetime:
        """Return the closing time of the ``count``-th working day after ``day``; ``count`` is at least 1."""
        index = self._working_index(self._index(self.shifted(day, 1)), count)
        return self._at(index, self._opened[index][-1][1])

    def next_opening(self, moment: datetime) -> datetime:
        """Return ``moment`` itself within office hours, else the next opening."""
        here = local(moment)
        index = self._index(here)
        minute = here.hour * 60 + here.minute
        for start, end in self._opened[index]:
            if minute < end:
                return self._at(index, max(minute, start))
        following = self._working_index(index + 1)
        return self._at(following, self._opened[following][0][0])

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Return the working minutes from ``start`` to ``end``; 0 when the end is not after the start."""
        first, last = local(start), local(end)
        if last <= first:
            return 0
        passed = self._position(last) - self._position(first)
        self._demand_years(first.year, last.year)
        return passed

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """Return the earliest moment by which ``minutes`` working minutes (0 or more) have passed since ``start``.

        A count that ends exactly at a closing hour ends there, not at the next opening.
        """
        if minutes < 0:
            raise ValueError("working minutes are added, never taken away")
        if not minutes:
            return self.next_opening(start)
        here = local(start)
        return self._moment(self._position(here) + minutes, here)


def local(moment: datetime) -> datetime:
    """Return ``moment`` in Viet Nam, cut to the minute; one without a zone is taken as local already."""
    here = moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
    return here.replace(second=0, microsecond=0)


def counted_from(calendar: WorkCalendar, start: datetime, cutoff: time | None = None) -> datetime:
    """Return the moment from which a receipt counts: ``start``, or the next opening after it or after ``cutoff``."""
    here = local(start)
    if cutoff is not None and here.time() >= cutoff and calendar.is_working_day(here):
        return calendar.opening(calendar.shifted(here, 1))
    return calendar.next_opening(here)


def due(
    calendar: WorkCalendar,
    start: datetime,
    term: Term,
    *,
    cutoff: time | None = None,
    whole_days: bool = False,
    pauses: Iterable[Pause] = (),
) -> datetime:
    """Return when a task received at ``start`` is due, in Viet Nam's zone.

    Received at or after ``cutoff``, it counts from the next working day's opening. ``whole_days`` turns a term
    given in working minutes, which must be a multiple of a working day, into whole days. Each working minute
    paused before the due time moves it by one working minute. Raise ``UnknownYear`` when the count needs a year
    that the table does not cover, ``Refused`` when a pause ends before it begins.
    """
    here = local(start)
    late = cutoff is not None and here.time() >= cutoff and calendar.is_working_day(here)
    counted = counted_from(calendar, here, cutoff)
    # Whole and calendar days count from the day of receipt, even one off, unless the cut-off moved it.
    received: date = counted.date() if late else here.date()
    if term.working_minutes and not whole_days:
        end = calendar.add_minutes(counted, term.working_minutes)
    elif term.working_minutes:
        days, rest = divmod(term.working_minutes, WORKING_DAY_MINUTES)
        if rest:
            raise Refused(
                _("Tính trọn ngày chỉ dùng cho thời hạn theo ngày làm việc, không dùng cho thời hạn lẻ giờ."),
                code="not-whole-days",
            )
        end = calendar.closing_after(received, days)
    elif term.whole_days:
        end = calendar.closing_after(received, term.whole_days)
    elif term.calendar_days:
        # Bộ luật Dân sự 2015, Điều 147 and 148: the first day does not count; a term that ends on a day off
        # ends with the next working day.
        end = calendar.closing(calendar.shifted(received, term.calendar_days))
    else:
        end = _same_day(calendar, here, SAME_DAY_CUTOFF if cutoff is None else cutoff)
    return _extend(calendar, counted, end, merged(pauses))


def _same_day(calendar: WorkCalendar, here: datetime, cutoff: time) -> datetime:
    closing = calendar.closing(here)
    if calendar.is_working_day(here) and (here.time() >= cutoff or here >= closing):
        return calendar.closing(calendar.shifted(here, 1))
    return closing


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """Return the pauses in order, those that overlap, touch or lie in another made one."""
    result: list[Pause] = []
    for start, end in sorted((local(start), local(end)) for start, end in pauses):
        if end < start:
            raise Refused(
                _("Khoảng tạm dừng %(from)s – %(to)s kết thúc trước khi bắt đầu.")
                % {"from": f"{start:%H:%M %d/%m/%Y}", "to": f"{end:%H:%M %d/%m/%Y}"},
                code="bad-pause",
            )
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _extend(calendar: WorkCalendar, counted: datetime, end: datetime, pauses: Sequence[Pause]) -> datetime:
    """Move ``end`` by the working minutes paused from ``counted`` on; a pause from the due time on moves nothing."""
    for start, stop in pauses:
        if start >= end:
            break
        paused = calendar.working_minutes(max(start, counted), stop)
        if paused:
            end = calendar.add_minutes(end, paused)
    return end
