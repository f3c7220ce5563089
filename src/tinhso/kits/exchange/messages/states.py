"""How a dispatch, a message and an arrival stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Route(models.TextChoices):
    """The way that a message takes."""

    LOCAL = "local", _("Trong hệ thống này")
    PEER = "peer", _("Hệ thống khác, gửi thẳng")
    PULL = "pull", _("Hệ thống khác, chờ bên nhận đến lấy")
    AXIS = "axis", _("Trục liên thông văn bản quốc gia")
    NONE = "none", _("Chưa biết gửi đi đâu")


class Kind(models.TextChoices):
    """What a message carries."""

    DOCUMENT = "document", _("Văn bản")
    STATUS = "status", _("Trạng thái")
    EVENT = "event", _("Sự kiện")


class MessageState(models.TextChoices):
    """How far a message has come."""

    WAITING = "waiting", _("Chờ gửi")
    HANDED = "handed", _("Đã vào hàng đợi, bên nhận chưa lấy")
    DELIVERED = "delivered", _("Bên nhận đã có")
    DEAD = "dead", _("Không gửi được")
    GIVEN_UP = "given-up", _("Thôi gửi")


class DispatchState(models.TextChoices):
    """How a document stands with one recipient; what the recipient does with it is its ``status_code``."""

    QUEUED = "queued", _("Chờ gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")
    GIVEN_UP = "given-up", _("Thôi gửi")
    RECALL_ASKED = "recall-asked", _("Đang xin lấy lại")
    RECALLED = "recalled", _("Đã lấy lại")
    RECALL_REFUSED = "recall-refused", _("Bên nhận không cho lấy lại")
    REPLACED = "replaced", _("Đã thay thế")


OPEN_DISPATCHES = frozenset({DispatchState.QUEUED, DispatchState.SENT, DispatchState.FAILED})


class ArrivalState(models.TextChoices):
    """How a document that came in stands."""

    ARRIVED = "arrived", _("Đã đến")
    REFUSED = "refused", _("Đã từ chối tiếp nhận")
    RECALLED = "recalled", _("Bên gửi đã lấy lại")
    REPLACED = "replaced", _("Đã được thay thế")


class RecallState(models.TextChoices):
    """Whether the sender wants a document back, and what was answered."""

    NONE = "", _("Không")
    ASKED = "asked", _("Bên gửi xin lấy lại")
    AGREED = "agreed", _("Đã đồng ý")
    REFUSED = "refused", _("Đã từ chối")


class Outcome(models.TextChoices):
    """What became of a message that came in."""

    APPLIED = "applied", _("Đã nhận")
    REFUSED = "refused", _("Bị từ chối")
