"""Forms of paper and message templates."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PaperSource(forms.Form):
    """The source of a paper's template. ``based_on`` is the version that was opened."""

    source = forms.CharField(
        label=_("Nội dung (Typst)"),
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "ts-source"}),
    )
    note = forms.CharField(label=_("Lý do sửa"), max_length=300)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MessageWords(forms.Form):
    """The words of a message."""

    subject = forms.CharField(label=_("Tiêu đề"), max_length=200, required=False)
    body = forms.CharField(label=_("Nội dung"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12}))
