"""The words of linked procedures: how the whole stands, how a branch stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WholeState(models.TextChoices):
    """How a linked application stands."""

    OPEN = "open", _("Đang giải quyết")
    DONE = "done", _("Đã có đủ kết quả")
    PARTLY = "partly", _("Có một phần kết quả")
    FAILED = "failed", _("Không có kết quả")
    WITHDRAWN = "withdrawn", pgettext_lazy("linked", "Đã rút")


class BranchState(models.TextChoices):
    """How a branch stands."""

    WAITING = "waiting", _("Chờ nhánh trước")
    BLOCKED = "blocked", _("Chưa chuyển được")
    OPEN = "open", _("Đang giải quyết")
    GRANTED = "granted", _("Đã có kết quả")
    DENIED = "denied", _("Không giải quyết")
    REFUSED = "refused", _("Không tiếp nhận")
    STOPPED = "stopped", _("Dừng giải quyết")
    WITHDRAWN = "withdrawn", pgettext_lazy("linked", "Đã rút")
    CANCELLED = "cancelled", _("Không thực hiện")


ENDED = (
    BranchState.GRANTED,
    BranchState.DENIED,
    BranchState.REFUSED,
    BranchState.STOPPED,
    BranchState.WITHDRAWN,
    BranchState.CANCELLED,
)
UNOPENED = (BranchState.WAITING, BranchState.BLOCKED)
