"""What people put around rows: comments, attachments, follows; and how rows were merged.

A row is named by its register's code and its key: these tables serve every register.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.models import Record


class AboutRow(Record):
    """Something about one row of some register."""

    register = models.CharField("sổ", max_length=60)
    row_id = models.UUIDField()

    class Meta:
        abstract = True


class Comment(AboutRow):
    """A note that people who may see the row leave each other, with a file or without."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=120)
    text = models.TextField("nội dung", blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "ghi chú"
        indexes = [models.Index(fields=["row_id", "-created_at"], name="register_comment_row")]

    def __str__(self) -> str:
        return self.text[:60]


class Follow(AboutRow):
    """That an account is told when the row changes."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "theo dõi"
        constraints = [models.UniqueConstraint(fields=["row_id", "account"], name="register_follow_once")]

    def __str__(self) -> str:
        return str(self.row_id)


class FormDraft(Record):
    """What somebody typed into the form of a new row and has not sent yet."""

    register = models.CharField("sổ", max_length=60)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    values = models.JSONField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "bản nháp"
        constraints = [models.UniqueConstraint(fields=["register", "account"], name="register_draft_once")]

    def __str__(self) -> str:
        return self.register


class Merge(Record):
    """That rows which meant the same went over into one; ``row_id`` is the one that stays."""

    register = models.CharField("sổ", max_length=60)
    row_id = models.UUIDField(db_index=True)
    others = models.JSONField(help_text="Khóa của các bản ghi đã gộp vào.")
    before = models.JSONField(help_text="Các mục đã đổi của bản ghi ở lại, như trước khi gộp.")
    after = models.JSONField(help_text="Các mục ấy, như sau khi gộp.")
    carried = models.JSONField(
        default=dict, help_text="Bản ghi của sổ khác đã chuyển theo: mã sổ.mục → khóa và bản ghi trước đó."
    )
    made_by = models.CharField(max_length=120)
    reason = models.CharField("lý do", max_length=300, blank=True)
    undone_at = models.DateTimeField("tách lại lúc", null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "lần gộp"

    def __str__(self) -> str:
        return f"{self.register}: {self.row_id}"

    def undo(self, by: str) -> None:
        """Mark as undone; ``services.split`` saves."""
        self.undone_at, self.undone_by = clock.now(), by[:120]
