"""What was found when a file was looked at: once for each content, however often it is sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Record


class State(models.TextChoices):
    """How far the look at a file has come."""

    WAITING = "waiting", _("Đang xem")
    DONE = "done", _("Đã xem")
    FAILED = "failed", _("Không xem được")


class LayoutReading(Record):
    """What a content says of itself as an official document (``layouts.Layout``), once for each content."""

    sha256 = models.CharField("mã băm SHA-256", max_length=64, unique=True)
    media_type = models.CharField("loại nội dung", max_length=120)
    state = models.CharField("trạng thái", max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField("bắt đầu lúc")
    read_at = models.DateTimeField("đọc xong lúc", null=True, blank=True)
    found = models.JSONField("đọc được", default=dict)
    """``Layout.as_dict()``."""

    class Meta:
        verbose_name = "kết quả đọc thể thức văn bản"

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.state}"


class Reading(Record):
    """The pages of one content: what is wrong with each, and whom it names."""

    sha256 = models.CharField("mã băm SHA-256", max_length=64, unique=True)
    media_type = models.CharField("loại nội dung", max_length=120)
    state = models.CharField("trạng thái", max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField("bắt đầu lúc")
    read_at = models.DateTimeField("xem xong lúc", null=True, blank=True)
    total = models.PositiveIntegerField("số trang", default=0)
    words = models.BooleanField("đã đọc chữ", default=False)
    """Whether words were read: without Tesseract names are not compared."""
    pages = models.JSONField("các trang", default=list)
    """``[{number, problems, names, numbers, looks, thumbnail}]``; ``thumbnail`` is the key of a stored file."""

    class Meta:
        verbose_name = "kết quả xem tệp"
        indexes = [models.Index(fields=["asked_at"], name="reading_waiting", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.state}"
