"""Forms of tourism: filters of the public lists, a rating, a decision on its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.areas.models import Area
from tinhso.kernel.web import inputs
from tinhso.kits.registers.definition import Field


class PlaceFilters(forms.Form):
    """Filters of a public list; the words searched for and the look travel along."""

    tim = forms.CharField(required=False, widget=forms.HiddenInput)
    kieu = forms.CharField(required=False, widget=forms.HiddenInput)
    loai = forms.ChoiceField(label=_("Loại"), required=False)
    xa = forms.ChoiceField(label=_("Xã, phường"), required=False, widget=inputs.Chooser)

    def __init__(self, data: Mapping[str, Any], *, kind: Field, areas: list[Area]) -> None:
        super().__init__(data, auto_id="loc-%s")
        everything = ("", _("Tất cả"))
        self._choose("loai", [everything, *kind.choices])
        self._choose("xa", [everything, *((str(area.pk), area.full_name) for area in areas)])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """Return the filters that hold; an unknown value filters nothing."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in ("loai", "xa") if self.cleaned_data.get(name)}

    def words(self) -> list[str]:
        """Return what is chosen, in words."""
        return [str(dict(self.fields[name].choices)[value]) for name, value in self.chosen().items()]  # type: ignore[attr-defined]


class RatingForm(forms.Form):
    """One to five, and a few words."""

    stars = forms.TypedChoiceField(
        label=_("Quý vị thấy nơi này thế nào?"),
        coerce=int,
        choices=[
            (5, _("5 – Rất tốt")),
            (4, _("4 – Tốt")),
            (3, _("3 – Bình thường")),
            (2, _("2 – Chưa tốt")),
            (1, _("1 – Kém")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một mức.")},
    )
    comment = forms.CharField(
        label=_("Quý vị muốn nói thêm điều gì?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Ngành du lịch đọc trước khi cho hiện. Tên quý vị không hiện; xin đừng ghi tên, số điện thoại của ai."
        ),
    )


class DecisionForm(forms.Form):
    """Why a comment is not shown."""

    reason = forms.CharField(
        label=_("Lý do không cho hiện"),
        max_length=300,
        required=False,
        help_text=_("Chỉ ghi khi không cho hiện. Người viết sẽ đọc được lý do này."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
