"""Establishment quotas (biên chế) per unit and year."""

from collections.abc import Mapping

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.personnel.models.decisions import Decision
from tinhso.government.personnel.words import Employment
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.models import Register


class Quota(Register):
    """Biên chế được giao: how many people of a kind a unit may have in a year, by a decision."""

    year = models.PositiveSmallIntegerField(
        gettext_lazy("năm"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    employment = models.CharField(gettext_lazy("diện"), max_length=16, choices=Employment.choices)
    number = models.PositiveIntegerField(gettext_lazy("số được giao"), validators=[MaxValueValidator(100_000)])
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("quyết định giao")
    )
    note = models.CharField(gettext_lazy("ghi chú"), max_length=250, blank=True)

    class Meta:
        verbose_name = gettext_lazy("biên chế")

    class Registry:
        code = "personnel.quota"
        title = gettext_lazy("Biên chế được giao")
        icon = "users-group"
        columns = "unit year employment number decision"
        filters = "year employment unit status"
        find_by = "note"
        panels = (Panel(gettext_lazy("Biên chế"), "unit year employment number decision note"),)
        menu_order = 310

    def check_row(self) -> Mapping[str, str]:
        """A unit is given a number once for a kind and a year; after a merger the heir holds those of both."""
        from tinhso.government.personnel.queries.careers import quota_exists

        if quota_exists(self):
            return {"employment": _("Đơn vị đã được giao biên chế diện này cho năm đó; hãy sửa bản ghi đã có.")}
        return {}

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.number}"
