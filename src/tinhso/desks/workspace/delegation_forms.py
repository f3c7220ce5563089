"""The form with which a role is delegated for an absence."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.delegation_queries import possible_receivers, rights_of
from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.web import inputs


class DelegateForm(forms.Form):
    """To whom, which rights, for which days, and why."""

    use_required_attribute = False
    receiver = forms.ChoiceField(
        label=_("Ủy quyền cho"),
        widget=inputs.Chooser,
        error_messages={"required": _("Hãy chọn người được ủy quyền.")},
    )
    permissions = forms.MultipleChoiceField(
        label=_("Những quyền được ủy quyền"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một quyền.")},
    )
    valid_from = inputs.DayField(label=_("Từ ngày"), error_messages={"required": _("Hãy ghi ngày bắt đầu.")})
    valid_to = inputs.DayField(
        label=_("Đến hết ngày"),
        help_text=_("Hết ngày này ủy quyền tự kết thúc."),
        error_messages={"required": _("Hãy ghi ngày kết thúc.")},
    )
    reason = forms.CharField(
        label=_("Lý do vắng mặt"),
        max_length=300,
        help_text=_("Ví dụ: nghỉ phép năm, đi công tác; ghi số văn bản ủy quyền nếu có."),
        error_messages={"required": _("Hãy ghi lý do vắng mặt.")},
    )

    def __init__(self, assignment: RoleAssignment, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        people = [(str(person.pk), str(person)) for person in possible_receivers(assignment)[:500]]
        rights = rights_of(assignment)
        self.fields["receiver"].choices = [("", _("Chọn người")), *people]  # type: ignore[attr-defined]
        self.fields["permissions"].choices = [  # type: ignore[attr-defined]
            (code, str(PERMISSIONS[code].sentence)[:1].upper() + str(PERMISSIONS[code].sentence)[1:]) for code in rights
        ]
        self.fields["permissions"].initial = rights

    @property
    def receiver_id(self) -> UUID:
        """The account that was chosen."""
        return UUID(self.cleaned_data["receiver"])

    def refuse(self, problems: dict[str, str]) -> None:
        """Show the service's refusals at their fields."""
        for name, words in problems.items():
            self.add_error(name if name in self.fields else None, words)
