"""Notices of courts, enforcement and investigation: what they block, and what lifts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.notary.models.properties import Property
from tinhso.government.notary.words import Effect, Issuer
from tinhso.kernel.foundation.errors import Refused
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.fields import NameField, PersonalNumberField
from tinhso.kits.registers.models import Register

_MAY_MOVE = ("unit", "search_text", "sort_key")


class Notice(Register):
    """Thông báo ngăn chặn, or the one that lifts it: it holds from the moment at which it is entered."""

    effect = models.CharField(gettext_lazy("tác dụng"), max_length=6, choices=Effect.choices, default=Effect.BLOCKS)
    number = models.CharField(gettext_lazy("số văn bản"), max_length=60)
    issued_on = models.DateField(gettext_lazy("ngày văn bản"))
    issuer_kind = models.CharField(gettext_lazy("loại cơ quan"), max_length=13, choices=Issuer.choices)
    issuer = models.CharField(gettext_lazy("cơ quan ban hành"), max_length=200)
    property = models.ForeignKey(
        Property,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=gettext_lazy("tài sản"),
    )
    person_name = NameField(gettext_lazy("người bị ngăn chặn"), blank=True, personal=True)
    person_number = PersonalNumberField(gettext_lazy("số định danh của người bị ngăn chặn"), blank=True)
    person_birth_year = models.PositiveSmallIntegerField(gettext_lazy("năm sinh"), null=True, blank=True)
    content = models.TextField(gettext_lazy("nội dung"), max_length=2000, blank=True)
    holds_to = models.DateField(
        gettext_lazy("ngăn chặn đến hết ngày"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Để trống: đến khi có văn bản giải tỏa."),
    )
    folded = models.CharField(max_length=200, default="", editable=False)
    lifts = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="lifted_by", editable=False
    )

    locked = False
    """Whether whoever writes it holds the locks of what it blocks."""

    class Meta:
        verbose_name = gettext_lazy("thông báo ngăn chặn")
        indexes = [
            models.Index(fields=["property"], name="notary_notice_property", condition=models.Q(effect="blocks")),
            models.Index(fields=["person_number"], name="notary_notice_number", condition=~models.Q(person_number="")),
            models.Index(fields=["folded"], name="notary_notice_folded", condition=~models.Q(folded="")),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="notice_stands", exclude=_MAY_MOVE),
            pgtrigger.Protect(name="notice_stays", operation=pgtrigger.Delete),
        ]

    class Registry:
        code = "notary.notice"
        title = gettext_lazy("Thông báo ngăn chặn, giải tỏa")
        icon = "lock"
        columns = "number issued_on effect issuer property holds_to"
        filters = "effect issuer_kind issued_on unit"
        find_by = "number issuer"
        panels = (
            Panel(gettext_lazy("Văn bản"), "effect number issued_on issuer_kind issuer content holds_to"),
            Panel(gettext_lazy("Ngăn chặn ai, cái gì"), "property person_name person_number person_birth_year"),
            Panel(gettext_lazy("Quản lý"), "unit"),
        )
        card = "effect issued_on issuer"
        menu_order = 455

    def __str__(self) -> str:
        return self.number

    def check_row(self) -> Mapping[str, str]:
        """A notice stops a property, a person, or a person's dealings with one; only the verbs of blocking write it."""
        if not self.locked:
            return {"number": _("Nhập ở trang “Nhập thông báo ngăn chặn”, để văn bản có hiệu lực ngay ở mọi nơi.")}
        if self.property_id is None and not (self.person_name or self.person_number):
            return {"property": _("Nhập tài sản hoặc người bị ngăn chặn.")}
        return {}

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new notice; refuse to change one that stands. The database refuses it as well."""
        if not self._state.adding:
            raise Refused(
                _("Thông báo đã nhập không sửa, không xóa; chỉ giải tỏa bằng một thông báo khác."), code="notice-stands"
            )
        super().save(*args, **options)
