"""Asking a national register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.connectors.catalogue import NationalService


class AskForm(forms.Form):
    """The values by which a service asks, and what for."""

    def __init__(self, service: NationalService, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, asking in service.question.items():
            self.fields[name] = forms.CharField(label=asking.label, max_length=200)
        self.fields["purpose"] = forms.CharField(
            label=_("Mục đích"),
            max_length=300,
            help_text=_("Việc đang giải quyết, mã hồ sơ. Mục đích được ghi nhật ký."),
        )
