"""The words of the post."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    RESULT = "result", _("Chuyển kết quả đến người dân")
    PAPERS = "papers", _("Nhận giấy tờ từ người dân")


class ParcelState(models.TextChoices):
    ASKED = "asked", _("Chưa đặt được với bưu chính")
    ORDERED = "ordered", _("Đã đặt, chờ bưu tá nhận")
    MOVING = "moving", _("Đang chuyển")
    TRIED = "tried", _("Phát chưa được, sẽ phát lại")
    DELIVERED = "delivered", _("Đã phát")
    RETURNING = "returning", _("Đang chuyển hoàn")
    RETURNED = "returned", _("Đã chuyển hoàn về nơi gửi")
    LOST = "lost", _("Thất lạc")
    CANCELLED = "cancelled", _("Đã hủy")


ENDED = (ParcelState.DELIVERED, ParcelState.RETURNED, ParcelState.LOST, ParcelState.CANCELLED)

AFTER = {
    "accepted": ParcelState.MOVING,
    "moving": ParcelState.MOVING,
    "tried": ParcelState.TRIED,
    "delivered": ParcelState.DELIVERED,
    "returning": ParcelState.RETURNING,
    "returned": ParcelState.RETURNED,
    "lost": ParcelState.LOST,
}
"""The state after each mark."""
