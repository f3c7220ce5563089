"""Forms of signing in, signing up and looking after one's account; the rules are in the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.models import Sex

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PASSWORD = 200


def _password(label: StrOrPromise, autocomplete: str, help_text: StrOrPromise = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=help_text, max_length=_PASSWORD, strip=False, widget=widget)


class RuledForm(forms.Form):
    """A form to which a service's refusal can be brought back, field by field."""

    def take(self, refusal: Invalid) -> None:
        """Show the refusal's messages at the fields they name, the others above the form."""
        for name, message in refusal.fields.items():
            self.add_error(name if name in self.fields else None, message)


class SignInForm(RuledForm):
    username = forms.CharField(
        label=_("Tên đăng nhập hoặc số định danh cá nhân"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = _password(_("Mật khẩu"), "current-password")


class CodeForm(RuledForm):
    code = forms.CharField(
        label=_("Mã xác thực"),
        help_text=_("6 chữ số trong ứng dụng xác thực trên điện thoại, hoặc một mã dự phòng."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class SignUpForm(RuledForm):
    full_name = forms.CharField(
        label=_("Họ và tên"),
        help_text=_("Như trên thẻ căn cước, có dấu."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    personal_number = forms.CharField(
        label=_("Số định danh cá nhân"),
        help_text=_("12 chữ số trên thẻ căn cước; cũng là tên đăng nhập."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    birth_year = forms.IntegerField(
        label=_("Năm sinh"), widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"})
    )
    sex = forms.ChoiceField(label=_("Giới tính"), choices=Sex.choices, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("Số điện thoại"),
        help_text=_("Để cơ quan báo tin về hồ sơ."),
        max_length=25,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = _password(_("Mật khẩu"), "new-password", _("Ít nhất 8 ký tự, không quá dễ đoán."))
    again = _password(_("Nhập lại mật khẩu"), "new-password")

    def clean_again(self) -> str:
        """Refuse a second password that differs from the first."""
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") not in {None, again}:
            raise forms.ValidationError(_("Hai lần nhập mật khẩu chưa giống nhau."))
        return again


class PasswordForm(RuledForm):
    old = _password(_("Mật khẩu hiện tại"), "current-password")
    password = _password(_("Mật khẩu mới"), "new-password")
    again = _password(_("Nhập lại mật khẩu mới"), "new-password")

    clean_again = SignUpForm.clean_again

    @staticmethod
    def rules() -> list[str]:
        """Return what a password must be like, a sentence each."""
        return password_validators_help_texts()


class ProofForm(RuledForm):
    """That the account under the same number is one's own too."""

    password = _password(_("Mật khẩu của tài khoản đã có"), "current-password")


class AuthoriseForm(RuledForm):
    """Whom a business lets act for it, and until when."""

    full_name = forms.CharField(
        label=_("Họ và tên người được ủy quyền"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    personal_number = forms.CharField(
        label=_("Số định danh cá nhân"),
        help_text=_("12 chữ số trên thẻ căn cước của người được ủy quyền."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    until = forms.DateField(
        label=_("Ủy quyền đến hết ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tối đa ba năm; kết thúc sớm lúc nào cũng được."),
    )
