"""Forms of books and numbers, of figures, and of importing an old system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents import kinds
from tinhso.government.official_documents.forms import Typed, choice, day, text
from tinhso.government.official_documents.states import Direction


class BookForm(Typed):
    """A new book."""

    def __init__(self, units: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = choice(_("Cơ quan"), units, blank=len(units) != 1)
        self.fields["direction"] = forms.ChoiceField(label=_("Loại sổ"), choices=Direction.choices)
        self.fields["name"] = text(_("Tên sổ"), required=True, most=120)
        self.fields["usual"] = forms.BooleanField(label=_("Dùng làm sổ mặc định"), required=False)


class ReserveForm(Typed):
    """Numbers to hold back."""

    def __init__(self, *args: Any, outgoing: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if outgoing:
            series = {kind.series: kind.name for kind in kinds.kinds() if not kind.is_copy}
            series[kinds.COPIES] = str(_("Bản sao (SY, TrS, SL)"))
            self.fields["series"] = choice(_("Loại văn bản"), list(series.items()))
        self.fields["count"] = forms.IntegerField(label=_("Giữ bao nhiêu số"), min_value=1, max_value=50, initial=1)
        self.fields["reason"] = text(_("Giữ để làm gì"), required=True, most=300)


class PeriodForm(forms.Form):
    """A period."""

    first = day(_("Từ ngày"))
    last = day(_("Đến hết ngày"))


class ImportForm(Typed):
    """A file of an old system."""

    def __init__(self, units: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = choice(_("Cơ quan"), units, blank=len(units) != 1)
        self.fields["direction"] = forms.ChoiceField(
            label=_("Văn bản"), choices=[(Direction.INCOMING, _("Văn bản đến")), (Direction.OUTGOING, _("Văn bản đi"))]
        )
        self.fields["source"] = text(
            _("Tên hệ thống cũ"), required=True, most=40, hint=_("Cùng nguồn, cùng khóa thì không nhập lại.")
        )
        self.fields["write"] = forms.BooleanField(label=_("Ghi thật; bỏ chọn để chỉ thử"), required=False)
