"""Forms of the exchange's pages."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.inputs import DayField
from tinhso.kits.exchange.models import Kind, Result, Subsystem


class ServiceFilter(forms.Form):
    """What is looked for in the directory."""

    tim = forms.CharField(label=_("Tên hoặc mã dịch vụ"), required=False, max_length=100)
    thu_nghiem = forms.BooleanField(label=_("Dịch vụ thử nghiệm"), required=False)


class LogFilter(forms.Form):
    """What is looked for in the log."""

    ma = forms.CharField(label=_("Mã thông điệp (X-Road-Id)"), required=False, max_length=200)
    khai_thac = forms.CharField(label=_("Bên khai thác (mã, từ đầu)"), required=False, max_length=200)
    dich_vu = forms.CharField(label=_("Dịch vụ (mã, từ đầu)"), required=False, max_length=200)
    ket_qua = forms.ChoiceField(label=_("Kết quả"), required=False, choices=[("", _("Mọi kết quả")), *Result.choices])
    loai = forms.ChoiceField(label=_("Loại"), required=False, choices=[("", _("Mọi loại")), *Kind.choices])
    tu = DayField(label=_("Từ ngày"), required=False)
    den = DayField(label=_("Đến hết ngày"), required=False)


class SystemChoice(forms.ModelChoiceField):
    """A system by its name, with the member whose it is."""

    def label_from_instance(self, obj: Subsystem) -> str:  # type: ignore[override]
        return f"{obj.name} · {obj.participant.name} ({obj.identifier})"


class AskForm(forms.Form):
    """Asking for a service: which system, which fields, for what, until when."""

    consumer = SystemChoice(label=_("Phần mềm khai thác"), queryset=Subsystem.objects.none())
    fields_wanted = forms.MultipleChoiceField(
        label=_("Trường dữ liệu cần dùng"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ chọn những trường thật sự cần: trường không chọn sẽ bị cắt khỏi câu trả lời."),
    )  # fmt: skip
    purpose = forms.CharField(
        label=_("Mục đích"), max_length=250,
        help_text=_("Người có dữ liệu nhìn thấy câu này khi xem ai đã tra cứu dữ liệu của mình."),
    )  # fmt: skip
    legal_ground = forms.CharField(label=_("Căn cứ pháp lý"), max_length=300)
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến hết ngày"), required=False)
    per_minute = forms.IntegerField(label=_("Số lượt tối đa mỗi phút"), min_value=1, max_value=100_000, initial=60)
    per_day = forms.IntegerField(label=_("Số lượt tối đa mỗi ngày"), min_value=1, max_value=100_000_000, initial=10_000)

    def __init__(
        self, *args: Any, consumers: QuerySet[Subsystem], known: dict[str, dict[str, Any]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["consumer"].queryset = consumers  # type: ignore[attr-defined]
        if known:
            choices = [(path, _labelled(path, item)) for path, item in known.items()]
            self.fields["fields_wanted"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["fields_wanted"]


def _labelled(path: str, item: dict[str, Any]) -> str:
    mark = _(" · dữ liệu cá nhân") if item.get("personal") else ""
    return f"{item.get('label', path)} ({path}){mark}"


class ParticipantForm(forms.Form):
    """A new member."""

    name = forms.CharField(label=_("Tên thành viên"), max_length=200)
    member_code = forms.CharField(
        label=_("Mã thành viên"), max_length=100, help_text=_("Thường là mã định danh điện tử, ví dụ H56.15.")
    )
    member_class = forms.CharField(label=_("Nhóm thành viên"), max_length=100, required=False)
    instance = forms.CharField(label=_("Hệ thống (X-Road instance)"), max_length=100, required=False)
    contact = forms.CharField(label=_("Đầu mối liên hệ"), max_length=200, required=False)


class SubsystemForm(forms.Form):
    """A new system of a member."""

    name = forms.CharField(label=_("Tên phần mềm"), max_length=200)
    code = forms.CharField(label=_("Mã phần mềm"), max_length=100)
    sandbox = forms.BooleanField(label=_("Môi trường thử nghiệm"), required=False)


class CertificateForm(forms.Form):
    """A certificate, pasted."""

    certificate = forms.CharField(
        label=_("Chứng thư số (PEM)"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
