"""Forms of a reorganisation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 2_000_000


class PlanFile(forms.Form):
    """A plan's file."""

    plan = forms.FileField(
        label=_("Tệp kế hoạch (YAML)"),
        help_text=_("Tối đa 2 MB, mã UTF-8. Mẫu tệp ở tài liệu vận hành."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def clean_plan(self) -> str:
        """Return the text of the file."""
        given: Any = self.cleaned_data["plan"]
        if given.size > MOST_BYTES:
            raise ValidationError(_("Tệp lớn hơn 2 MB. Hãy tách thành nhiều kế hoạch."))
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise ValidationError(_("Tệp không phải mã UTF-8. Hãy lưu lại tệp với mã UTF-8.")) from error


class UndoReason(forms.Form):
    """Why a run is undone."""

    reason = forms.CharField(
        label=_("Lý do hoàn tác"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=True
    )
