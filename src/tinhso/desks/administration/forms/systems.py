"""Forms of the systems that sign people in through the platform."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.forms.units import UnitChoice
from tinhso.kernel.identity.models import Audience
from tinhso.kernel.identity.provider.claims import SCOPES
from tinhso.kernel.organizations.models import OrganizationUnit


class SystemForm(forms.Form):
    """What another system is called, for whom, where it lies, and what it is told."""

    name = forms.CharField(
        label=_("Tên phần mềm"), max_length=100, help_text=_("Người đăng nhập nhìn thấy tên này khi được hỏi đồng ý.")
    )
    audience = forms.ChoiceField(label=_("Dành cho"), choices=Audience.choices)
    redirect_uris = forms.CharField(
        label=_("Địa chỉ nhận kết quả đăng nhập"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Mỗi dòng một địa chỉ https đầy đủ, đúng từng chữ (redirect_uri)."),
    )
    logout_uris = forms.CharField(
        label=_("Địa chỉ quay về sau khi đăng xuất"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Mỗi dòng một địa chỉ (post_logout_redirect_uri)."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Thông tin được nhận"),
        choices=[(code, sentence) for code, sentence in SCOPES.items() if code != "openid"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ chọn những gì phần mềm thật sự cần."),
    )
    trusted = forms.BooleanField(
        label=_("Phần mềm của chính tỉnh: không hỏi đồng ý từng người"),
        required=False,
        help_text=_("Chỉ đánh dấu khi đã có quyết định nêu mục đích dùng dữ liệu."),
    )

    def clean_redirect_uris(self) -> list[str]:
        """Return the addresses, a line each."""
        return str(self.cleaned_data["redirect_uris"]).split()

    def clean_logout_uris(self) -> list[str]:
        """Return the addresses, a line each."""
        return str(self.cleaned_data["logout_uris"]).split()


class NewSystem(SystemForm):
    """A system that is not known yet: also whose it is, and whether it can keep a secret."""

    unit = UnitChoice(label=_("Đơn vị quản lý phần mềm"), queryset=OrganizationUnit.objects.none())
    confidential = forms.TypedChoiceField(
        label=_("Loại phần mềm"),
        choices=[
            ("1", _("Chạy trên máy chủ: giữ được khóa bí mật")),
            ("0", _("Chạy trong trình duyệt hoặc điện thoại: không có khóa bí mật, bắt buộc PKCE")),
        ],
        coerce=lambda value: value == "1",
        initial="1",
        widget=forms.RadioSelect,
    )

    field_order = ("name", "unit", "audience", "confidential", "redirect_uris", "logout_uris", "scopes", "trusted")

    def __init__(self, *args: Any, units: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
