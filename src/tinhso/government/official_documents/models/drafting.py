"""Versions of a draft, comments on it, and slips on which opinions are asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents.models.outgoing import OutgoingDocument
from tinhso.government.official_documents.states import Opinion
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit


class Draft(Record):
    """One version of a document being drafted: its grounds and text, or a file; it never changes."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="drafts")
    version = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=500)
    addressee = models.TextField(_("Kính gửi"), blank=True)
    grounds = models.TextField(_("căn cứ"), blank=True)
    text = models.TextField(_("nội dung"), blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("điều đã sửa"), max_length=300, blank=True)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "phiên bản dự thảo"
        constraints = [models.UniqueConstraint(fields=["document", "version"], name="documents_draft_version_once")]

    def __str__(self) -> str:
        return f"v{self.version}"


class DraftAnnex(Record):
    """A file that goes out with a document."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="annexes")
    ordinal = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "phụ lục"
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="documents_annex_once")]

    def __str__(self) -> str:
        return self.file.name


class DraftComment(Record):
    """What somebody says of a version, of a passage of it when ``quote`` is given."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="comments")
    version = models.PositiveSmallIntegerField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    quote = models.CharField(_("đoạn văn"), max_length=500, blank=True)
    text = models.TextField(_("góp ý"))
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "góp ý"
        indexes = [models.Index(fields=["document", "created_at"], name="documents_comment_list")]

    def __str__(self) -> str:
        return self.text[:60]


class OpinionSlip(Record):
    """A slip on which a unit's or a person's opinion on a version is asked (phiếu xin ý kiến)."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="slips")
    version = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    question = models.TextField(_("điều xin ý kiến"))
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    opinion = models.CharField(max_length=8, choices=Opinion.choices, blank=True)
    answer = models.TextField(_("ý kiến"), blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "phiếu xin ý kiến"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "unit", "account"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="documents_slip_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.question[:60]
