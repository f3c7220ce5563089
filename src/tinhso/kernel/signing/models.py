"""Credentials that people and agencies sign with, and the roots that are trusted."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers.models import Paper


class CredentialKind(models.TextChoices):
    """Whose signature it makes."""

    PERSON = "person", _("Chữ ký số của cá nhân")
    AGENCY = "agency", _("Chữ ký số của cơ quan")


class Provider(models.TextChoices):
    """Where the private key lies."""

    SOFTWARE = "software", _("Tệp PKCS#12 trên máy chủ")
    PKCS11 = "pkcs11", _("Thiết bị PKCS#11 (HSM, USB token)")
    REMOTE = "remote", _("Dịch vụ ký số từ xa (CSC)")


@pghistory.track(exclude=["image"])
class Credential(Record):
    """A certificate and the way to its private key; the key itself is never kept in the database.

    ``options``: software ``{"file", "passphrase"}`` (file under ``DATA_DIR/secrets``, passphrase ``"server"``
    when the installation's own secret opens it, ``"asked"`` when the signer gives it); pkcs11 ``{"module",
    "token", "key_label", "cert_label"}``; remote ``{"service", "credential_id", "token_secret"}``.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="credentials")
    unit = models.ForeignKey(
        OrganizationUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="credentials"
    )
    kind = models.CharField("loại", max_length=6, choices=CredentialKind.choices)
    provider = models.CharField("nơi giữ khóa", max_length=8, choices=Provider.choices)
    label = models.CharField("tên hiển thị", max_length=200)
    certificate = models.TextField("chuỗi chứng thư số (PEM)")
    """The signer's certificate first, then the issuing authorities."""
    valid_from = models.DateTimeField("có hiệu lực từ")
    valid_to = models.DateTimeField("có hiệu lực đến")
    revoked_at = models.DateTimeField("ngừng dùng lúc", null=True, blank=True)
    options = models.JSONField(default=dict)
    image = models.BinaryField("hình ảnh chữ ký hoặc con dấu (PNG)", blank=True, default=bytes)

    class Meta:
        verbose_name = "chứng thư số"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="person", account__isnull=False) | models.Q(kind="agency", unit__isnull=False),
                name="credential_has_holder",
            )
        ]
        indexes = [
            models.Index(fields=["account", "kind"], name="credential_account"),
            models.Index(fields=["unit", "kind"], name="credential_unit"),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class TrustRoot(Record):
    """A certification authority whose signatures this installation trusts, beside those in ``DATA_DIR/trust``."""

    label = models.CharField("tên", max_length=200)
    certificate = models.TextField("chứng thư số (PEM)")
    demonstration = models.BooleanField("chỉ để trình diễn, không có giá trị pháp lý", default=False)
    withdrawn_at = models.DateTimeField("ngừng tin cậy lúc", null=True, blank=True)

    class Meta:
        verbose_name = "gốc tin cậy"

    def __str__(self) -> str:
        return self.label


class PaperSignature(Record):
    """That a paper was signed in a role, with which credential; once for each role."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField("vai", max_length=6, choices=CredentialKind.choices)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "chữ ký trên giấy tờ"
        constraints = [
            models.UniqueConstraint(fields=["paper", "role"], name="paper_signed_once_in_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.paper}: {self.role}"
