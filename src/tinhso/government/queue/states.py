"""What tickets and appointments may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TicketState(models.TextChoices):
    """Where a ticket stands."""

    WAITING = "waiting", _("Đang chờ")
    CALLED = "called", _("Đang được gọi")
    SERVING = "serving", _("Đang phục vụ")
    DONE = "done", _("Đã phục vụ")
    NO_SHOW = "no_show", _("Vắng mặt")
    CANCELLED = "cancelled", _("Đã bỏ số")
    EXPIRED = "expired", _("Hết ngày chưa được gọi")


AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)
"""States in which the ticket's holder is, or should be, at a counter."""

OPEN = (TicketState.WAITING, *AT_COUNTER)
"""States of a ticket that is not ended."""


class TicketChannel(models.TextChoices):
    """How a ticket was taken."""

    KIOSK = "kiosk", _("Máy lấy số")
    PHONE = "phone", _("Điện thoại")
    STAFF = "staff", _("Cán bộ phát số")
    BOOKED = "booked", _("Đặt lịch hẹn")


class BookingState(models.TextChoices):
    """Where an appointment stands."""

    BOOKED = "booked", _("Đã đặt")
    ARRIVED = "arrived", _("Đã đến")
    CANCELLED = "cancelled", _("Đã hủy")
    MISSED = "missed", _("Không đến")


RANK_PRIORITY, RANK_BOOKED, RANK_NORMAL, RANK_EARLY = 0, 1, 2, 3
"""Order of calling: priority classes, then whoever has an appointment that is due, then everybody else.

An appointment before its time stands behind everybody: its holder came early, and nobody waits for an empty counter.
"""
