"""Notarial acts and their parties: written once, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.notary.models.offices import Notary, Office
from tinhso.government.notary.models.properties import Property
from tinhso.government.notary.models.searches import Search
from tinhso.government.notary.words import ActKind, Role
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.foundation.models import Record
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.models import Register

# A reorganisation takes acts along to the heir of their unit; nothing else in them moves.
_MAY_MOVE = ("unit", "search_text", "sort_key")


class Act(Register):
    """Văn bản công chứng: one act in an office's book. Mistakes are mended by a later act that refers to it."""

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="acts", verbose_name=gettext_lazy("tổ chức")
    )
    notary = models.ForeignKey(
        Notary,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acts",
        verbose_name=gettext_lazy("công chứng viên"),
    )
    number = models.CharField(gettext_lazy("số công chứng"), max_length=40)
    signed_on = models.DateField(gettext_lazy("ngày công chứng"))
    kind = models.CharField(gettext_lazy("loại văn bản"), max_length=12, choices=ActKind.choices)
    property = models.ForeignKey(
        Property,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acts",
        verbose_name=gettext_lazy("tài sản"),
    )
    refers_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later", editable=False
    )
    summary = models.CharField(gettext_lazy("nội dung tóm tắt"), max_length=500, blank=True)
    value = models.PositiveBigIntegerField(gettext_lazy("giá trị (đồng)"), null=True, blank=True)
    parties = models.TextField(gettext_lazy("các bên"), max_length=4000)
    explanation = models.CharField(gettext_lazy("giải trình của công chứng viên"), max_length=500, blank=True)
    book_year = models.PositiveSmallIntegerField(editable=False)
    search = models.OneToOneField(Search, on_delete=models.PROTECT, related_name="act", editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = gettext_lazy("văn bản công chứng")
        constraints = [
            models.UniqueConstraint(fields=["office", "book_year", "number"], name="notary_act_number"),
        ]
        indexes = [models.Index(fields=["property", "-id"], name="notary_act_property")]
        triggers = [
            pgtrigger.ReadOnly(name="act_stands", exclude=_MAY_MOVE),
            pgtrigger.Protect(name="act_stays", operation=pgtrigger.Delete),
        ]

    class Registry:
        code = "notary.act"
        title = gettext_lazy("Văn bản công chứng")
        icon = "file-certificate"
        columns = "number signed_on kind office property value"
        filters = "kind office signed_on unit"
        find_by = "number summary"
        panels = (
            Panel(gettext_lazy("Văn bản"), "number signed_on kind office notary summary value explanation"),
            Panel(gettext_lazy("Tài sản, các bên"), "property parties"),
            Panel(gettext_lazy("Quản lý"), "unit"),
        )
        card = "kind signed_on office"
        personal = "parties"
        menu_order = 451

    def check_row(self) -> Mapping[str, str]:
        """No act stands without the search before it."""
        if self.search_id is None:
            return {"number": _("Văn bản chỉ được ghi sau khi tra cứu: mở “Tra cứu trước khi công chứng”.")}
        return {}

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new act; refuse to change one that stands. The database refuses it as well."""
        if not self._state.adding:
            raise Refused(
                _(
                    "Văn bản đã ghi sổ không sửa, không xóa. Hãy lập văn bản sửa lỗi kỹ thuật hoặc văn bản hủy bỏ, "
                    "có dẫn văn bản này."
                ),
                code="act-stands",
            )
        super().save(*args, **options)

    def seal(self, people: list[dict[str, Any]]) -> str:
        """Return the digest of what the act says: written with it, and into the sealed log."""
        said = {
            "id": str(self.pk), "office": str(self.office_id), "number": self.number, "kind": self.kind,
            "signed_on": self.signed_on.isoformat(), "property": str(self.property_id or ""), "value": self.value,
            "summary": self.summary, "refers_to": str(self.refers_to_id or ""), "search": str(self.search_id),
            "people": people, "explanation": self.explanation,
        }  # fmt: skip
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class ActParty(Record):
    """A person in an act."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=6, choices=Role.choices)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    number = models.CharField(max_length=12, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = gettext_lazy("người trong văn bản")
        indexes = [
            models.Index(fields=["number"], name="notary_party_number", condition=~models.Q(number="")),
            models.Index(fields=["folded"], name="notary_party_folded"),
        ]
        triggers = [pgtrigger.Protect(name="party_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
