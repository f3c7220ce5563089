"""The form that begins a new procedure."""

from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder import queries
from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.builder.editors.heads import CODE_HELP, TIERS
from tinhso.desks.administration.queries.procedures import fields as known_fields
from tinhso.kernel.web.inputs import Chooser

_CODE = RegexValidator(
    r"^\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[HG]\d{2})?$",
    _(
        "Mã gồm một chữ số, dấu chấm và sáu chữ số, ví dụ 1.004616; "
        "có thể kèm phần của tỉnh, ví dụ 1.010708.000.00.00.H56."
    ),
)


class NewProcedure(forms.Form):
    """The head of a new procedure, and what it is copied from."""

    code = forms.CharField(label=_("Mã thủ tục"), max_length=30, validators=[_CODE], help_text=CODE_HELP)
    name = forms.CharField(label=_("Tên thủ tục"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    plain_name = forms.CharField(label=_("Tên thường gọi"), max_length=250, required=False)
    field = forms.ChoiceField(label=_("Lĩnh vực"))
    tier = forms.ChoiceField(label=_("Cấp thực hiện"), choices=TIERS, widget=forms.RadioSelect, initial="commune")
    source = forms.ChoiceField(
        label=_("Chép nội dung từ"), required=False, widget=Chooser, help_text=_("Bỏ trống để bắt đầu từ trang trắng.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(row.code, row.name) for row in known_fields()]  # type: ignore[attr-defined]
        self.fields["source"].choices = [("", _now("Trang trắng")), *queries.sources()]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """A procedure that exists gets a new version instead."""
        code: str = self.cleaned_data["code"].strip()
        if queries.standing_version(code) is not None:
            raise ValidationError(_now("Mã này đã có thủ tục. Hãy mở thủ tục ấy và bấm “Soạn bản mới”."))
        return code

    def content(self) -> Content:
        """Return what the new procedure says."""
        given = self.cleaned_data
        head = {name: given[name] for name in ("code", "name", "plain_name", "field", "tier")}
        source = queries.standing_version(given["source"]) if given["source"] else None
        blank = contents.blank(**head)
        return {**deepcopy(source.definition), **{name: blank[name] for name in head}} if source else blank
