"""Forms of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReaddressForm(forms.Form):
    """Another recipient."""

    recipient = forms.CharField(
        label=_("Mã định danh nơi nhận đúng"), max_length=35, help_text=_("Ví dụ H33.05; tra theo tên ở ô bên dưới.")
    )


class GiveUpForm(forms.Form):
    """Why nobody tries any more."""

    reason = forms.CharField(label=_("Lý do thôi gửi"), max_length=300, help_text=_("Ví dụ: đã gửi bản giấy."))


class IntroduceForm(forms.Form):
    """Another system's letter of introduction."""

    letter = forms.CharField(
        label=_("Nội dung thư giới thiệu của hệ thống kia"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=40_000,
        help_text=_("Tải ở màn hình này của bên kia rồi dán vào; đối chiếu mã kiểm tra chứng thư số qua điện thoại."),
    )
    fetches = forms.BooleanField(label=_("Hệ thống này nằm sau tường lửa, tự đến bên kia lấy văn bản"), required=False)
    pulled = forms.BooleanField(label=_("Bên kia nằm sau tường lửa, tự đến đây lấy văn bản"), required=False)


class EventsForm(forms.Form):
    """Of which events another system is told."""

    events = forms.MultipleChoiceField(label=_("Sự kiện"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, offered: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["events"].choices = offered  # type: ignore[attr-defined]
