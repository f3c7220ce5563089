"""When numbers are given out: on working days, from a little before opening until closing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.government.queue.models import Hall
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.worktime.queries import current_calendar


@dataclass(frozen=True)
class Hours:
    """The opening of a hall on a day: the doors, and the times of its first and last number."""

    opening: datetime
    closing: datetime
    first_ticket: datetime
    last_ticket: datetime


def hours_of(hall: Hall, day: date) -> Hours | None:
    """Return the hours of a hall on a day; none when it is closed. Raise ``UnknownYear`` beyond the calendar."""
    calendar = current_calendar(day)
    if not calendar.is_working_day(day):
        return None
    opening, closing = calendar.opening(day), calendar.closing(day)
    return Hours(
        opening,
        closing,
        opening - timedelta(minutes=hall.first_ticket_minutes),
        closing - timedelta(minutes=hall.last_ticket_minutes),
    )


def gives_tickets(hall: Hall, moment: datetime | None = None) -> bool:
    """Tell whether the hall gives out numbers now."""
    try:
        check_open(hall, moment)
    except Refused:
        return False
    return True


def check_open(hall: Hall, moment: datetime | None = None) -> None:
    """Raise ``Refused`` when the hall gives out no numbers now, and say when it does."""
    now = moment or clock.now()
    hours = hours_of(hall, clock.today()) if hall.in_use else None
    if hours is None:
        raise Refused(_("Hôm nay {hall} không làm việc.").format(hall=hall.name), code="hall-closed")
    if not hours.first_ticket <= now < hours.last_ticket:
        raise Refused(
            _("{hall} phát số từ {first} đến {last}. Quý vị có thể đặt lịch hẹn cho ngày khác.").format(
                hall=hall.name, first=_hour(hours.first_ticket), last=_hour(hours.last_ticket)
            ),
            code="hall-closed",
        )


def _hour(moment: datetime) -> str:
    return timezone.localtime(moment, clock.VIETNAM).strftime("%H:%M")
