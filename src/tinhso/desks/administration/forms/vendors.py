"""Forms around outside systems: one field for each option of a vendor, drawn from its typed options."""

from typing import Any, Literal, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.vendors import Vendor
from tinhso.kernel.outside import secrets
from tinhso.kernel.outside.models import VendorChoice
from tinhso.kernel.web.inputs import DayField


class VendorForm(forms.Form):
    """The options of one vendor, from a day on. A secret is never shown again; left empty it stays as it is."""

    valid_from = DayField(label=gettext_lazy("Dùng từ ngày"))
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Hợp đồng, quyết định; để người sau biết vì sao."),
    )

    def __init__(self, data: Any, *, vendor: type[Vendor], standing: VendorChoice | None) -> None:
        kept = standing.options if standing is not None and standing.vendor == vendor.code else {}
        super().__init__(data, initial={"valid_from": clock.today()})
        self.option_names = list(vendor.Options.model_fields)
        drawn = {name: _field(vendor, name, field) for name, field in vendor.Options.model_fields.items()}
        for name, field in vendor.Options.model_fields.items():
            if name in kept:
                drawn[name].initial = kept[name]
            elif not field.is_required() and field.annotation not in (SecretStr, SecretStr | None):
                drawn[name].initial = field.default
        self.fields = {**drawn, **self.fields}

    def options(self) -> dict[str, Any]:
        """Return the options as they were typed."""
        return {name: self.cleaned_data[name] for name in self.option_names}


def _field(vendor: type[Vendor], name: str, field: FieldInfo) -> forms.Field:
    said: dict[str, Any] = {
        "label": _(field.title) if field.title else name,
        "help_text": _(field.description) if field.description else "",
        "required": field.is_required(),
    }
    if name in vendor.Options.secret_fields():
        return _secret(vendor, name, said)
    kind: Any = field.annotation
    if kind is bool:
        return forms.BooleanField(**{**said, "required": False})
    if get_origin(kind) is Literal:
        return forms.ChoiceField(choices=[(value, value) for value in get_args(kind)], **said)
    if kind is int:
        return forms.IntegerField(**said)
    return forms.CharField(max_length=500, **said)


def _secret(vendor: type[Vendor], name: str, said: dict[str, Any]) -> forms.Field:
    if secrets.given_by_environment(vendor, name):
        words = _("Biến môi trường {variable} đang quyết định; ghi ở đây không có tác dụng.")
        said["help_text"] = words.format(variable=secrets.variable_of(vendor, name))
    elif secrets.read(vendor, name):
        said["help_text"] = _("Đã có; để trống là giữ nguyên. Bí mật cất ngoài cơ sở dữ liệu và không hiện lại.")
    else:
        said["help_text"] = _("Chưa có. Bí mật cất ngoài cơ sở dữ liệu và không hiện lại.")
    widget = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(max_length=4000, widget=widget, **{**said, "required": False})
