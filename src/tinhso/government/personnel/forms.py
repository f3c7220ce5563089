"""What the pages of personnel ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.personnel.salary import add_months
from tinhso.kernel.foundation import clock
from tinhso.kernel.web import inputs

MOST_YEARS = 6


class AheadForm(forms.Form):
    """Until when, from when and for which unit; what is not right stands for the next six months."""

    use_required_attribute = False
    tu = inputs.DayField(label=_("Từ ngày"), required=False)
    den = inputs.DayField(label=_("Đến ngày"), required=False)
    don_vi = forms.ChoiceField(label=_("Đơn vị"), required=False, widget=inputs.Chooser)

    def __init__(self, data: Mapping[str, Any], units: list[tuple[Any, str]]) -> None:
        super().__init__(data, auto_id="loc-%s")
        choices = [("", _("Tất cả đơn vị tôi theo dõi")), *((str(key), name) for key, name in units)]
        self.fields["don_vi"].choices = choices  # type: ignore[attr-defined]
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first, nor too many years after it."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("tu"), given.get("den")
        if first and last and last < first:
            self.add_error("den", _("Ngày cuối phải sau ngày đầu."))
        elif last and last > add_months(first or clock.today(), 12 * MOST_YEARS):
            self.add_error("den", _("Danh sách chỉ tính trước nhiều nhất 6 năm."))
        return given

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        given = self.cleaned_data
        first = given.get("tu") or clock.today()
        return first, max(given.get("den") or add_months(first, 6), first)

    @property
    def unit(self) -> Any:
        """The unit that was chosen; none for all."""
        return self.cleaned_data.get("don_vi") or None


class ThenForm(forms.Form):
    """For which day staff are counted by the posts of that time."""

    use_required_attribute = False
    ngay = inputs.DayField(label=_("Số người giữ chức vụ, vị trí vào ngày"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="loc-%s")
        self.is_valid()
