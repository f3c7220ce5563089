"""Documents of one's own (văn bản đi, nội bộ): from the draft to the issued paper, its recipients and signatures."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents.models.books import Book, BookNumber
from tinhso.government.official_documents.models.incoming import HEAD_LETTERS, IncomingDocument
from tinhso.government.official_documents.states import Outgoing, SignatureRole, Signed, Urgency
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit


@pghistory.track(exclude=["folded"])
class OutgoingDocument(Record):
    """A document that an agency drafts, signs and issues; its number is given at issue."""

    unit = models.ForeignKey(
        OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("cơ quan ban hành")
    )
    drafting_unit = models.ForeignKey(
        OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị soạn thảo")
    )
    drafter = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    internal = models.BooleanField(_("văn bản nội bộ"), default=False)
    state = models.CharField(_("trạng thái"), max_length=9, choices=Outgoing.choices, default=Outgoing.DRAFTING)
    revision = models.PositiveIntegerField(default=1)

    kind_code = models.CharField(_("loại văn bản"), max_length=30)
    subject = models.CharField(_("trích yếu"), max_length=500)
    urgency = models.PositiveSmallIntegerField(_("độ khẩn"), choices=Urgency.choices, default=Urgency.NORMAL)
    drafting_symbol = models.CharField(_("ký hiệu đơn vị soạn thảo"), max_length=30, blank=True)
    """After the issuer's in the symbol of a letter: ``VX`` in ``12/UBND-VX``."""
    signer_authority = models.CharField(_("thẩm quyền ký"), max_length=200, blank=True)
    """The lines above the signer's title: ``TM. ỦY BAN NHÂN DÂN``, ``KT. CHỦ TỊCH``; one on each line."""
    signer_title = models.CharField(_("chức vụ người ký"), max_length=120)
    signer_name = models.CharField(_("người ký"), max_length=120)
    archive_mark = models.CharField(_("Lưu"), max_length=60, default="VT")
    copies = models.PositiveSmallIntegerField(_("số bản giấy"), default=0)
    pages = models.PositiveSmallIntegerField(_("số trang"), null=True, blank=True)
    due_on = models.DateField(_("thời hạn trả lời"), null=True, blank=True)
    answers = models.ForeignKey(
        IncomingDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by"
    )
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    replace_reason = models.CharField(_("lý do thay thế"), max_length=500, blank=True)

    book = models.ForeignKey(Book, on_delete=models.PROTECT, null=True, blank=True, related_name="outgoing")
    book_number = models.OneToOneField(
        BookNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="outgoing"
    )
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    symbol = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sealed = models.BooleanField(_("có chữ ký số của cơ quan"), default=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The paper as it was typeset when it was sent to be signed."""
    signed_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stamps = models.JSONField(default=dict, blank=True)
    """Where visible signatures belong: ``{role: {page, x, y, width, height}}`` in points from the lower left."""
    recall_reason = models.CharField(_("lý do thu hồi"), max_length=500, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    old_key = models.CharField(_("khóa ở hệ thống cũ"), max_length=120, blank=True)
    folded = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = "văn bản đi"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "old_key"], condition=~Q(old_key=""), name="documents_outgoing_old_once"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, book__isnull=True) | Q(number__isnull=False, book__isnull=False),
                name="documents_outgoing_in_a_book",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-created_at", "-id"], name="documents_outgoing_list"),
            models.Index(fields=["unit", "-issued_on", "-id"], name="documents_outgoing_issued"),
            models.Index(fields=["drafter", "state"], name="documents_outgoing_drafter"),
            GinIndex(fields=["folded"], name="documents_outgoing_words", opclasses=["gin_trgm_ops"]),
            GinIndex(OpClass(Left("folded", HEAD_LETTERS), name="gin_trgm_ops"), name="documents_outgoing_heads"),
        ]

    def __str__(self) -> str:
        return self.symbol or self.subject


class Recipient(Record):
    """One place that a document goes to: a unit with an identifier, or a name to which paper is carried."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.CASCADE, related_name="recipients")
    ordinal = models.PositiveSmallIntegerField()
    identifier = models.CharField(_("mã định danh"), max_length=35, blank=True)
    name = models.CharField(_("nơi nhận"), max_length=200)
    to_act = models.BooleanField(_("để thực hiện"), default=True)
    """False: only to know."""

    class Meta:
        verbose_name = "nơi nhận"
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="documents_recipient_once")]

    def __str__(self) -> str:
        return self.name


class SignatureStep(Record):
    """One step of the signing chain; nobody signs before the step above him is signed."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="chain")
    ordinal = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    """How often the document was sent to be signed; a return ends a round."""
    role = models.CharField(max_length=7, choices=SignatureRole.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Who signs; nobody for the agency's seal, which whoever keeps it applies."""
    title = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=Signed.choices, default=Signed.WAITING)
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Whoever really signed: somebody in his place, when he is absent."""
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "bước ký"
        constraints = [
            models.UniqueConstraint(fields=["document", "round", "ordinal"], name="documents_signature_step_once")
        ]
        indexes = [models.Index(fields=["account", "state"], name="documents_signature_waiting")]

    def __str__(self) -> str:
        return f"{self.ordinal}. {self.get_role_display()}"
