"""Forms of the exchange's pages."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web.inputs import Chooser, DayField
from tinhso.kits.exchange.models import AgreementState, Kind, Result, Subsystem
from tinhso.kits.exchange.services.external import LONGEST_WAIT_SECONDS


class ServiceFilter(forms.Form):
    """What is looked for in the directory."""

    tim = forms.CharField(label=_("Tên hoặc mã dịch vụ"), required=False, max_length=100)
    thu_nghiem = forms.BooleanField(label=_("Dịch vụ thử nghiệm"), required=False)


class AgreementFilter(forms.Form):
    """Which agreements are looked for."""

    tinh_trang = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[("", _("Mọi tình trạng")), *AgreementState.choices]
    )


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

    consumer = SystemChoice(label=_("Phần mềm khai thác"), queryset=Subsystem.objects.none(), empty_label=_("– Chọn –"))
    fields_wanted = forms.MultipleChoiceField(
        label=_("Trường dữ liệu cần dùng"), widget=forms.CheckboxSelectMultiple,
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


class OwnerChoice(forms.ModelChoiceField):
    """A unit by its name; the identifier stands beside it, because names repeat."""

    widget = Chooser

    def label_from_instance(self, obj: OrganizationUnit) -> str:  # type: ignore[override]
        return f"{obj.name} ({obj.identifier})"


class PublishForm(forms.Form):
    """A service that a member's own system answers: what it is, who vouches for it, where it is found."""

    use_required_attribute = False
    subsystem = forms.ModelChoiceField(
        label=_("Phần mềm cung cấp"), queryset=Subsystem.objects.none(), empty_label=_("– Chọn –")
    )
    name = forms.CharField(label=_("Tên dịch vụ"), max_length=200)
    code = forms.CharField(
        label=_("Mã dịch vụ"), max_length=100, help_text=_("Chữ không dấu, số, gạch nối; ví dụ tra-cuu-quy-hoach.")
    )
    version = forms.CharField(label=_("Phiên bản"), max_length=20, initial="v1")
    description = forms.CharField(
        label=_("Dịch vụ làm gì"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = OwnerChoice(
        label=_("Đơn vị chủ quản"), queryset=OrganizationUnit.objects.none(), empty_label=_("– Chọn –"),
        help_text=_("Đơn vị này duyệt đề nghị khai thác và được báo khi dịch vụ không trả lời."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Đầu mối liên hệ"), max_length=200, help_text=_("Bộ phận, số điện thoại, thư điện tử.")
    )
    legal_ground = forms.CharField(label=_("Căn cứ pháp lý"), max_length=300)
    address = forms.CharField(
        label=_("Địa chỉ của bên cung cấp"), max_length=500, widget=forms.URLInput(attrs={"spellcheck": "false"}),
        help_text=_("Cổng kết nối gọi tới địa chỉ này; phần sau mã dịch vụ được nối vào đuôi."),
    )  # fmt: skip
    methods = forms.MultipleChoiceField(
        label=_("Phương thức được gọi"), choices=[(name, name) for name in ("GET", "POST", "PUT", "PATCH", "DELETE")],
        widget=forms.CheckboxSelectMultiple, initial=["GET"],
    )  # fmt: skip
    timeout_seconds = forms.IntegerField(
        label=_("Thời gian chờ tối đa (giây)"), min_value=1, max_value=LONGEST_WAIT_SECONDS, initial=30
    )
    probe_path = forms.CharField(
        label=_("Đường dẫn thăm dò"), required=False, max_length=300,
        help_text=_("Nối vào địa chỉ khi hệ thống tự gọi thử năm phút một lần, ví dụ /suc-khoe."),
    )  # fmt: skip
    personal = forms.BooleanField(
        label=_("Có dữ liệu cá nhân"), required=False,
        help_text=_("Nội dung không ghi vào nhật ký, hệ thống không tự gọi thử."),
    )  # fmt: skip
    schema = forms.FileField(
        label=_("Tệp mô tả OpenAPI 3 hoặc XSD"), required=False,
        widget=forms.FileInput(attrs={"accept": ".json,.yaml,.yml,.xsd,.xml"}),
    )  # fmt: skip
    field_lines = forms.CharField(
        label=_("Trường dữ liệu trả về"), required=False, max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "Mỗi dòng một trường: đường dẫn | nghĩa | cá nhân. Ví dụ: items.chu_su_dung | tên chủ sử dụng | cá nhân. "
            "Trường không khai bị cắt khỏi câu trả lời; không khai trường nào thì câu trả lời được chuyển nguyên vẹn."
        ),
    )  # fmt: skip

    def __init__(
        self, *args: Any, subsystems: QuerySet[Subsystem], owners: QuerySet[OrganizationUnit], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["subsystem"].queryset = subsystems  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        if subsystems.count() == 1:
            self.fields["subsystem"].initial = subsystems[0]


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
