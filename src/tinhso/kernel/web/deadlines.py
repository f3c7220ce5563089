"""How a due time reads on a screen: words, tone, and the exact moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.clock import VIETNAM, now
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kernel.worktime.remaining import remaining


@dataclass(frozen=True)
class Deadline:
    """A due time as it is printed: ``tone`` is success, waiting, danger, neutral or info."""

    words: str
    tone: str
    icon: str
    due: datetime


def deadline_of(due: datetime | None, done: datetime | None = None, *, paused: bool = False) -> Deadline | None:
    """Return how ``due`` stands: now, or at ``done``; ``None`` when nothing is due."""
    if due is None:
        return None
    if done is not None:
        if done <= due:
            return Deadline(_("Xong đúng hạn"), "success", "circle-check", due)
        return Deadline(_("Xong trễ hạn"), "danger", "alert-triangle", due)
    if paused:
        return Deadline(_("Đang tạm dừng tính thời hạn"), "neutral", "player-pause", due)
    try:
        calendar = current_calendar()
        left = remaining(calendar, now(), due)
    except Refused:
        late = now() > due
        tone = "danger" if late else "info"
        return Deadline(_("Đã quá hạn") if late else _("Chưa quá hạn"), tone, "clock", due)
    if left.late:
        return Deadline(left.words, "danger", "alert-triangle", due)
    near = left.days == 0 or due.astimezone(VIETNAM).date() <= (now() + timedelta(days=1)).astimezone(VIETNAM).date()
    return Deadline(left.words, "waiting" if near else "success", "clock", due)
