"""The form of the page that checks a signed file."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignedFileForm(forms.Form):
    """A PDF to be looked at and forgotten."""

    file = forms.FileField(
        label=_("Tệp PDF đã ký số"),
        help_text=_("Tệp chỉ dùng để kiểm tra, không được lưu lại."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
