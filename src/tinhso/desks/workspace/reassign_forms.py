"""To whom the work of somebody absent goes, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web import inputs


class ReassignForm(forms.Form):
    """The receiver and the reason."""

    use_required_attribute = False
    to = forms.ChoiceField(
        label=_("Giao cho"), widget=inputs.Chooser, error_messages={"required": _("Hãy chọn người nhận việc.")}
    )
    reason = forms.CharField(
        label=_("Lý do giao lại"),
        max_length=500,
        help_text=_("Ví dụ: nghỉ ốm từ ngày 22/11/2026. Lý do được ghi vào từng hồ sơ."),
        error_messages={"required": _("Hãy ghi vì sao giao lại việc, ví dụ nghỉ phép từ ngày nào.")},
    )

    def __init__(self, people: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["to"].choices = [("", _("Chọn người")), *people]  # type: ignore[attr-defined]
