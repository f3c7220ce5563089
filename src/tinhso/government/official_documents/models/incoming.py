"""Incoming documents (văn bản đến), their files and what was found of their signatures."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents.models.books import Book, BookNumber
from tinhso.government.official_documents.states import Channel, Incoming, Urgency, Verdict
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit

HEAD_LETTERS = 300
"""Of ``folded``: the symbol, and as much of the subject as is compared; see ``queries.related``."""


@pghistory.track(exclude=["folded"])
class IncomingDocument(Record):
    """A document that reached an agency (fields after Nghị định 30/2020/NĐ-CP, Phụ lục VI)."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("nơi nhận"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=Incoming.choices, default=Incoming.ARRIVED)
    revision = models.PositiveIntegerField(default=1)
    channel = models.CharField(_("cách đến"), max_length=8, choices=Channel.choices)
    arrival_id = models.UUIDField(null=True, blank=True, unique=True)
    """The arrival in the exchange, for documents that came through it."""
    exchange_id = models.CharField(_("mã văn bản liên thông"), max_length=200, blank=True)
    arrived_at = models.DateTimeField(_("đến lúc"))

    book = models.ForeignKey(Book, on_delete=models.PROTECT, null=True, blank=True, related_name="incoming")
    book_number = models.OneToOneField(
        BookNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="incoming"
    )
    number = models.PositiveIntegerField(_("số đến"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    registered_at = models.DateTimeField(_("vào sổ lúc"), null=True, blank=True)
    registered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    sender_identifier = models.CharField(_("mã định danh nơi gửi"), max_length=35, blank=True)
    sender_name = models.CharField(_("tác giả"), max_length=200, blank=True)
    symbol = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    kind_code = models.CharField(_("loại văn bản"), max_length=30, blank=True)
    subject = models.CharField(_("trích yếu"), max_length=500, blank=True)
    urgency = models.PositiveSmallIntegerField(_("độ khẩn"), choices=Urgency.choices, default=Urgency.NORMAL)
    signer_name = models.CharField(_("người ký"), max_length=120, blank=True)
    signer_position = models.CharField(_("chức vụ người ký"), max_length=120, blank=True)
    pages = models.PositiveSmallIntegerField(_("số trang"), null=True, blank=True)
    due_on = models.DateField(_("hạn xử lý"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    proposed = models.JSONField(default=dict, blank=True)
    """What was read from the file: ``{field: {"value": …, "doubtful": bool}}``; the clerk confirms it."""
    verdict = models.CharField(_("chữ ký"), max_length=8, choices=Verdict.choices, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verification = models.JSONField(default=list, blank=True)
    """One entry for each signature of the main file: who signed, as what, what is wrong."""
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    refused_reason = models.CharField(_("lý do từ chối"), max_length=500, blank=True)
    recall_reason = models.CharField(_("lý do thu hồi"), max_length=500, blank=True)
    recall_asked_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    old_key = models.CharField(_("khóa ở hệ thống cũ"), max_length=120, blank=True)
    folded = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = "văn bản đến"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "old_key"], condition=~Q(old_key=""), name="documents_incoming_old_once"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, book__isnull=True) | Q(number__isnull=False, book__isnull=False),
                name="documents_incoming_in_a_book",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-arrived_at", "-id"], name="documents_incoming_list"),
            models.Index(fields=["unit", "symbol"], name="documents_incoming_symbol"),
            models.Index(fields=["exchange_id"], name="documents_incoming_exchange"),
            GinIndex(fields=["folded"], name="documents_incoming_words", opclasses=["gin_trgm_ops"]),
            GinIndex(OpClass(Left("folded", HEAD_LETTERS), name="gin_trgm_ops"), name="documents_incoming_heads"),
        ]

    def __str__(self) -> str:
        return self.symbol or self.subject


class IncomingFile(Record):
    """A file of an incoming document; the first is the document itself, the others its annexes."""

    document = models.ForeignKey(IncomingDocument, on_delete=models.PROTECT, related_name="files")
    ordinal = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    """The text layer, as far as it is searched."""

    class Meta:
        verbose_name = "tệp văn bản đến"
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="documents_incoming_file_once")]

    def __str__(self) -> str:
        return self.file.name
