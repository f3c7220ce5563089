"""Instructions (bút phê, chỉ đạo) and the parts of work that they give."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents.models.incoming import IncomingDocument
from tinhso.government.official_documents.states import Assigned, Part
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit


class Instruction(Record):
    """What one person ordered about a document, in his own words; below the part of work given to himself, if any."""

    document = models.ForeignKey(IncomingDocument, on_delete=models.PROTECT, related_name="instructions")
    above = models.ForeignKey(
        "official_documents.Assignment", on_delete=models.PROTECT, null=True, blank=True, related_name="instructions"
    )
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    given_as = models.CharField(max_length=200, blank=True)
    """His position, and in whose place he acted."""
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("nội dung chỉ đạo"))
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = "ý kiến chỉ đạo"
        indexes = [models.Index(fields=["document", "given_at"], name="documents_instruction_list")]

    def __str__(self) -> str:
        return self.text[:60]


@pghistory.track()
class Assignment(Record):
    """A part of work given to a unit, or to a person of it, in an instruction."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="assignments")
    document = models.ForeignKey(IncomingDocument, on_delete=models.PROTECT, related_name="assignments")
    part = models.CharField(_("vai"), max_length=5, choices=Part.choices)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=Assigned.choices, default=Assigned.WAITING)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    """The last day; never later than that of the part above, nor than the document's own."""
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(_("kết quả"), blank=True)
    answer = models.ForeignKey(
        "official_documents.OutgoingDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The part that this one took the place of, when it was forwarded or given to a substitute."""

    class Meta:
        verbose_name = "phần việc"
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "unit", "account"],
                condition=~Q(state=Assigned.RECALLED),
                nulls_distinct=False,
                name="documents_assigned_once",
            )
        ]
        indexes = [
            models.Index(fields=["document", "state"], name="documents_assigned_document"),
            models.Index(fields=["account", "state", "due_on"], name="documents_assigned_account"),
            models.Index(fields=["unit", "state", "due_on"], name="documents_assigned_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.account or self.unit}"
