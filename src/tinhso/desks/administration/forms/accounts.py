"""Forms around accounts, roles and keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.forms.units import UnitChoice
from tinhso.desks.administration.queries.accounts import permission_groups
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import Role, Sex
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web.inputs import DayField, PhoneField

STATES = [
    ("", _("Mọi tình trạng")),
    ("active", _("Đang hoạt động")),
    ("suspended", _("Đã khóa")),
    ("no-post", _("Chưa có vai trò")),
    ("no-factor", _("Chưa cài xác thực hai lớp")),
]


class AccountFilter(forms.Form):
    """The filter of the list."""

    tim = forms.CharField(label=_("Họ tên hoặc tên đăng nhập"), required=False, max_length=100)
    vai_tro = forms.ChoiceField(label=_("Vai trò"), required=False)
    tinh_trang = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=STATES)
    don_vi = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vai_tro"].choices = [("", _("Mọi vai trò")), *((role.code, role.name) for role in roles)]  # type: ignore[attr-defined]


class Post(forms.Form):
    """A role held at a unit."""

    unit = UnitChoice(label=_("Tại đơn vị"), queryset=OrganizationUnit.objects.none())
    role = forms.ModelChoiceField(label=_("Vai trò"), queryset=Role.objects.none())
    position = forms.CharField(label=_("Chức vụ"), max_length=120, required=False)

    def __init__(self, *args: Any, units: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]


class NewAccount(Post):
    """A new official with a first role."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ không dấu, số và . _ - @, ví dụ lan.stp")
    )
    sex = forms.ChoiceField(label=_("Giới tính"), required=False, choices=[("", _("Chưa ghi")), *Sex.choices])
    phone = PhoneField(label=_("Số điện thoại"), required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    valid_to = DayField(
        label=_("Dùng đến hết ngày"), required=False, help_text=_("Để trống nếu không hạn chế, ví dụ công chức.")
    )

    field_order = ("full_name", "username", "unit", "role", "position")


class NewPost(Post):
    """A further role."""

    valid_from = DayField(label=_("Từ ngày"), initial=clock.today)
    valid_to = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa biết."))


class EndPost(forms.Form):
    """The end of a role."""

    last_day = DayField(
        label=_("Giữ vai trò đến hết ngày"), required=False, help_text=_("Để trống thì kết thúc ngay bây giờ.")
    )


class RoleForm(forms.Form):
    """A role's name and permissions. ``seen`` carries what the role held when the page was shown."""

    name = forms.CharField(label=_("Tên vai trò"), max_length=120)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": role.name, "seen": " ".join(role.permissions)}
        super().__init__(*args, **kwargs)
        self.groups: list[str] = []
        known = {code for _module, codes in permission_groups() for code, _words in codes}
        self.orphans = [code for code in role.permissions if code not in known]
        for module, codes in permission_groups():
            self.groups.append(module)
            self.fields[module] = forms.MultipleChoiceField(
                label=MODULES.get(module, module),
                choices=codes,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[code for code, _words in codes if code in role.permissions],
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [code for module in self.groups for code in cleaned.get(module, ())]
        return {
            "name": cleaned.get("name", ""),
            # Rights of modules that are switched off stay as they are.
            "permissions": [*chosen, *self.orphans],
            "seen": cleaned.get("seen", "").split(),
        }


MODULES: dict[str, Any] = {
    "administration": _("Quản trị"),
    "audit": _("Nhật ký"),
    "identity": _("Tài khoản và vai trò"),
    "notify": _("Thông báo"),
    "papers": _("Giấy tờ"),
    "procedures": _("Thủ tục và hồ sơ"),
    "signing": _("Ký số"),
    "worktime": _("Thời gian làm việc"),
}


class NewKey(forms.Form):
    """A key for a program."""

    label = forms.CharField(
        label=_("Tên khóa"), max_length=120, help_text=_("Tên phần mềm sẽ dùng khóa, để sau này biết mà thu hồi.")
    )
    unit = UnitChoice(label=_("Tại đơn vị"), queryset=OrganizationUnit.objects.none())
    role = forms.ModelChoiceField(label=_("Vai trò"), queryset=Role.objects.none())
    days = forms.IntegerField(
        label=_("Dùng trong số ngày"), required=False, min_value=1, max_value=3660, initial=365,
        help_text=_("Để trống thì dùng đến khi thu hồi."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]
