"""How much working time is left until a due time, or has passed since, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.kernel.worktime.calculator import WORKING_DAY_MINUTES, WorkCalendar


@dataclass(frozen=True)
class Remaining:
    """Working time until a due time, or since it when ``late``; a day is 8 working hours."""

    days: int
    hours: int
    minutes: int
    late: bool

    @property
    def total_minutes(self) -> int:
        """The whole span in working minutes."""
        return self.days * WORKING_DAY_MINUTES + self.hours * 60 + self.minutes

    @property
    def words(self) -> str:
        """The span for people: “còn 2 ngày 3 giờ làm việc”, “quá 1 ngày 2 giờ”. Minutes show below one day only."""
        parts = []
        if self.days:
            parts.append(ngettext("%(count)s ngày", "%(count)s ngày", self.days) % {"count": self.days})
        if self.hours:
            parts.append(ngettext("%(count)s giờ", "%(count)s giờ", self.hours) % {"count": self.hours})
        if self.minutes and not self.days:
            parts.append(ngettext("%(count)s phút", "%(count)s phút", self.minutes) % {"count": self.minutes})
        span = " ".join(parts)
        if self.late:
            return _("quá %(span)s") % {"span": span} if span else _("vừa quá hạn")
        return _("còn %(span)s làm việc") % {"span": span} if span else _("đến hạn")


def remaining(calendar: WorkCalendar, now: datetime, due: datetime) -> Remaining:
    """Return the working time from ``now`` to ``due``, or from ``due`` to ``now`` when that has passed."""
    late = now > due
    minutes = calendar.working_minutes(due, now) if late else calendar.working_minutes(now, due)
    days, rest = divmod(minutes, WORKING_DAY_MINUTES)
    return Remaining(days, rest // 60, rest % 60, late)
