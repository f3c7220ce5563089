"""What was asked of national registers, answers that may be used again, and dossiers on the national portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kits.procedures.models import Dossier


class Result(models.TextChoices):
    """How a question ended."""

    FOUND = "found", _("Có dữ liệu")
    NONE = "none", _("Không có dữ liệu")
    KEPT = "kept", _("Dùng câu trả lời đã lưu")
    FAILED = "failed", _("Không kết nối được")


class Question(Record):
    """A question to a national register: who, for what, how it ended; what it was about, masked."""

    service = models.CharField("cơ sở dữ liệu", max_length=30)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    about = models.CharField("hỏi về", max_length=200)
    purpose = models.CharField("mục đích", max_length=300)
    result = models.CharField("kết quả", max_length=6, choices=Result.choices)
    trouble = models.CharField("lỗi", max_length=300, blank=True)

    class Meta:
        verbose_name = "lượt hỏi cơ sở dữ liệu quốc gia"
        indexes = [models.Index(fields=["service", "-created_at"], name="connector_questions")]

    def __str__(self) -> str:
        return f"{self.service}: {self.about}"


class DayCount(models.Model):
    """How many questions a service was asked on a day."""

    service = models.CharField(max_length=30)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số lượt hỏi trong ngày"
        constraints = [models.UniqueConstraint(fields=["service", "day"], name="connector_day_once")]

    def __str__(self) -> str:
        return f"{self.service} {self.day}: {self.count}"


class KeptAnswer(Record):
    """An answer that is about no person and may be used again for a while, and, marked as old, during an outage."""

    service = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    answer = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = "câu trả lời đã lưu"
        constraints = [models.UniqueConstraint(fields=["service", "key"], name="connector_answer_once")]

    def __str__(self) -> str:
        return f"{self.service} {self.answered_at}"


class PortalArrival(Record):
    """A dossier that came from the national portal, or could not be taken in, with the reason."""

    code = models.CharField("mã hồ sơ trên Cổng", max_length=60, unique=True)
    data = models.JSONField()
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, null=True, related_name="+")
    files = models.JSONField(default=dict)
    """The keys of stored files by their paths on the portal: each is brought once."""
    trouble = models.CharField("chưa tiếp nhận được vì", max_length=500, blank=True)

    class Meta:
        verbose_name = "hồ sơ đến từ Cổng quốc gia"
        indexes = [models.Index(fields=["-created_at", "-id"], name="portal_arrivals")]

    def __str__(self) -> str:
        return self.code


class PortalUpdate(Record):
    """Something that the national portal is to be told of a dossier; told in the order in which it happened."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    status = models.PositiveSmallIntegerField("trạng thái")
    event = models.CharField("sự việc", max_length=60)
    at = models.DateTimeField("xảy ra lúc")
    sent_at = models.DateTimeField("đồng bộ lúc", null=True)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    trouble = models.CharField("lỗi", max_length=300, blank=True)

    class Meta:
        verbose_name = "đồng bộ với Cổng quốc gia"
        indexes = [
            models.Index(fields=["id"], name="portal_updates_waiting", condition=models.Q(sent_at=None)),
            models.Index(fields=["dossier", "sent_at"], name="portal_updates_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.status}"
