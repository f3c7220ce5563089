"""Forms around units."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.areas.models import Tier
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.web.inputs import Chooser, DayField


class UnitChoice(forms.ModelChoiceField):
    """A unit, chosen by name; the identifier stands beside it, because names repeat."""

    widget = Chooser
    default_error_messages = {"invalid_choice": _("Hãy chọn một đơn vị trong danh sách.")}

    def label_from_instance(self, obj: OrganizationUnit) -> str:
        return f"{obj.name} ({obj.identifier})"


class UnitFilter(forms.Form):
    """The filter of the list."""

    tim = forms.CharField(label=_("Tên hoặc mã định danh"), required=False, max_length=100)
    cap = forms.ChoiceField(label=_("Cấp"), required=False, choices=[("", _("Mọi cấp")), *Tier.choices])
    loai = forms.ChoiceField(label=_("Loại"), required=False, choices=[("", _("Mọi loại")), *UnitKind.choices])
    ngay = DayField(label=_("Tại ngày"), required=False)


class UnitWords(forms.Form):
    """What may be corrected at any time."""

    name = forms.CharField(label=_("Tên"), max_length=200)
    short_name = forms.CharField(label=_("Tên ngắn"), max_length=100, required=False)
    symbol = forms.CharField(
        label=_("Ký hiệu văn bản"), max_length=30, required=False, help_text=_("Đứng sau số văn bản, ví dụ SXD.")
    )
    address = forms.CharField(label=_("Địa chỉ"), max_length=250, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)


class NewUnit(UnitWords):
    """A new unit."""

    parent = UnitChoice(label=_("Trực thuộc"), queryset=OrganizationUnit.objects.none())
    identifier = forms.CharField(
        label=_("Mã định danh điện tử"),
        max_length=35,
        help_text=_("Theo QĐ 20/2020/QĐ-TTg, ví dụ H56.15.03; chiều cũ 000.03.15.H56 cũng nhận."),
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=UnitKind.choices)
    tier = forms.ChoiceField(label=_("Cấp"), choices=Tier.choices)
    valid_from = DayField(label=_("Hoạt động từ ngày"))

    field_order = ("parent", "name", "short_name", "identifier", "kind", "tier", "valid_from")

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]


class EndUnit(forms.Form):
    """The end of a unit."""

    last_day = DayField(label=_("Ngày hoạt động cuối cùng"))
    successor = UnitChoice(
        label=_("Đơn vị kế thừa"), queryset=OrganizationUnit.objects.none(), required=False, empty_label=_("Không có")
    )
    legal_basis = forms.CharField(
        label=_("Văn bản quyết định"), max_length=200, help_text=_("Số, ngày và cơ quan ban hành.")
    )

    def __init__(self, *args: Any, heirs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = heirs  # type: ignore[attr-defined]
