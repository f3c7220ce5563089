"""Procedures being written, with everything that was done to them; and long work that this desk started."""

from django.db import models

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kits.procedures.models import ProcedureVersion


class Stage(models.TextChoices):
    """Where the writing of a procedure stands."""

    OPEN = "open", "đang soạn"
    PUBLISHED = "published", "đã công bố"
    DISCARDED = "discarded", "đã bỏ"


class WrittenProcedure(Record):
    """A procedure on the desk of those who write it: it may still be incomplete, and nobody outside sees it."""

    code = models.CharField("mã thủ tục", max_length=30)
    name = models.CharField("tên", max_length=400)
    stage = models.CharField("tình trạng", max_length=9, choices=Stage.choices, default=Stage.OPEN)
    content = models.JSONField("nội dung")
    """What a definition says, as far as it is written."""
    based_on = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, related_name="+")
    """The version that it changes."""
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, related_name="+")
    """The version that it became."""
    valid_from = models.DateField("dự kiến áp dụng từ ngày", null=True)
    revision = models.PositiveIntegerField(default=0)
    """Grows by one with every act."""
    changed_at = models.DateTimeField("sửa lúc")
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "thủ tục đang soạn"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="written_procedure_open_once", condition=models.Q(stage="open")
            ),
        ]
        indexes = [models.Index(fields=["stage", "-changed_at"], name="written_procedure_list")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Writing(Record):
    """One act on a procedure being written: what was done, by whom, and all that it said afterwards."""

    procedure = models.ForeignKey(WrittenProcedure, on_delete=models.CASCADE, related_name="writings")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField("lúc")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    who = models.CharField("người làm", max_length=120)
    words = models.CharField("việc", max_length=300)
    content = models.JSONField("nội dung sau đó")

    class Meta:
        verbose_name = "lần sửa thủ tục"
        constraints = [models.UniqueConstraint(fields=["procedure", "revision"], name="writing_revision_once")]

    def __str__(self) -> str:
        return self.words


class Recount(Record):
    """Due times counted again in the background: how far it is, and who wanted it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("lý do", max_length=250)
    total = models.PositiveIntegerField("số hồ sơ")
    done = models.PositiveIntegerField("đã xét", default=0)
    moved = models.PositiveIntegerField("đã đổi hạn", default=0)
    finished_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "lần tính lại hạn"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="recount_one_at_a_time", condition=models.Q(finished_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.reason
