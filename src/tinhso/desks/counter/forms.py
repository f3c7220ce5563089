"""Forms of the counter that no procedure defines."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web import inputs
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.services.paper_data import DELIVERIES

_AREA_OF_MANY = 8


class ApplicantForm(forms.Form):
    """Who stands at the desk, where the application goes, how the result should come."""

    use_required_attribute = False

    personal_number = inputs.PersonalNumberField(label=_("Số định danh cá nhân"), required=False)
    full_name = forms.CharField(
        label=_("Họ, chữ đệm và tên"),
        max_length=120,
        error_messages={"required": _("Hãy ghi họ và tên người nộp.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth = forms.CharField(
        label=_("Ngày sinh"), max_length=10, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    phone = inputs.PhoneField(label=_("Số điện thoại"), required=False)
    address = forms.CharField(
        label=_("Nơi ở hiện nay"), max_length=250, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Thư điện tử chưa đúng dạng, ví dụ ten@example.vn.")},
    )
    other_name = forms.CharField(label=_("Nộp thay cho (họ và tên)"), max_length=120, required=False)
    sex = forms.CharField(required=False, max_length=6, widget=forms.HiddenInput)
    agency = forms.ChoiceField(
        label=_("Cơ quan giải quyết"), error_messages={"required": _("Hãy chọn cơ quan giải quyết.")}
    )
    delivery = forms.ChoiceField(label=_("Nhận kết quả"))

    def __init__(
        self, definition: Definition, agencies: Sequence[OrganizationUnit], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, prefix="nguoi", **options)
        self.agencies = {str(unit.id): unit for unit in agencies}
        rows = [(key, unit.name) for key, unit in self.agencies.items()]
        field = self.fields["agency"]
        many = len(rows) > 1
        field.widget = inputs.Chooser() if len(rows) > _AREA_OF_MANY else forms.Select()
        field.choices = [("", _("Chọn cơ quan")), *rows] if many else rows  # type: ignore[attr-defined]
        ways = [(way, DELIVERIES[way]) for way in definition.result.delivered]
        self.fields["delivery"].choices = ways  # type: ignore[attr-defined]

    def applicant(self) -> dict[str, Any]:
        """Return what the dossier keeps of the applicant."""
        given = {name: value for name, value in self.cleaned_data.items() if value and name not in _NOT_OF_PERSON}
        return given | ({"on_behalf": "other"} if given.get("other_name") else {})


_NOT_OF_PERSON = ("agency", "delivery")


class RefusalForm(forms.Form):
    """Why it is not received, and what else is to be completed; only asked when it is not received."""

    use_required_attribute = False

    what = forms.CharField(
        label=_("Cần bổ sung thêm gì?"),
        max_length=300,
        required=False,
        help_text=_("Giấy tờ chưa đánh dấu ở trên tự vào phiếu."),
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    article = forms.CharField(
        label=_("Căn cứ pháp lý"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={"list": "can-cu", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, prefix="thieu", **options)


class HandOverForm(forms.Form):
    """That the receiver was checked, and a note."""

    use_required_attribute = False

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    checked = forms.BooleanField(
        label=_("Đã đối chiếu giấy tờ tùy thân của người nhận"),
        error_messages={"required": _("Hãy đối chiếu giấy tờ tùy thân của người nhận trước khi trả.")},
    )
    note = forms.CharField(
        label=_("Người nhận, nếu nhận thay"), max_length=300, required=False, widget=forms.TextInput()
    )
