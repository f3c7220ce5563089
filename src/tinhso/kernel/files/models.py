"""Stored files and uploads on their way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account


class Scan(models.TextChoices):
    """What the virus scanner said."""

    CLEAN = "clean", _("Không phát hiện mã độc")
    UNSCANNED = "unscanned", _("Chưa quét mã độc")
    INFECTED = "infected", _("Có mã độc")


class StoredFile(Record):
    """A file as somebody gave it: its name and kind. The content lies once on disk under its SHA-256."""

    sha256 = models.CharField("mã băm SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    media_type = models.CharField("loại nội dung", max_length=120)
    name = models.CharField("tên tệp", max_length=200)
    uploaded_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người tải lên"
    )
    scan = models.CharField("quét mã độc", max_length=9, choices=Scan.choices, default=Scan.UNSCANNED)

    class Meta:
        verbose_name = "tệp"

    def __str__(self) -> str:
        return self.name


class Upload(Record):
    """A resumable upload (tus 1.0.0) under way; it belongs to an account, or to a browser session.

    What has arrived lies under ``FILES_ROOT/uploads``; its size there is the upload's offset.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    owner_token = models.CharField(max_length=64, blank=True)
    """Hash of the secret kept in the session of somebody without an account."""
    name = models.CharField("tên tệp", max_length=200)
    length = models.PositiveBigIntegerField("dung lượng (byte)")
    expires_at = models.DateTimeField("giữ đến", db_index=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Set once the upload was claimed."""

    class Meta:
        verbose_name = "tệp đang tải lên"

    def __str__(self) -> str:
        return self.name
