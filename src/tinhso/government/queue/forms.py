"""Forms of the queue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.queue.models import Counter, Hall, Service
from tinhso.government.queue.priority import Priority
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web import inputs
from tinhso.kits.procedures.models import ProcedureField


def priority_choices(classes: list[Priority]) -> list[tuple[str, str]]:
    """Return the choices of a priority class; the first is none."""
    return [("", _("Không thuộc đối tượng ưu tiên")), *((row.code, row.name) for row in classes)]


class HouseForm(forms.Form):
    """A form whose refusals come from the services, in words."""

    use_required_attribute = False


class BookingForm(HouseForm):
    """Who comes, when, and whether he is served first."""

    starts_at = forms.ChoiceField(
        label=_("Giờ hẹn"), widget=forms.RadioSelect, error_messages={"required": _("Hãy chọn giờ hẹn.")}
    )
    name = forms.CharField(
        label=_("Họ và tên người đến làm việc"),
        max_length=120,
        error_messages={"required": _("Hãy ghi họ và tên người đến làm việc.")},
    )
    priority = forms.ChoiceField(label=_("Đối tượng ưu tiên"), required=False)

    def __init__(self, times: list[tuple[str, str]], classes: list[Priority], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts_at"].choices = times  # type: ignore[attr-defined]
        self.fields["priority"].choices = priority_choices(classes)  # type: ignore[attr-defined]


class RatingForm(HouseForm):
    """How the holder of a number was served."""

    score = forms.ChoiceField(
        label=_("Quý vị hài lòng thế nào với lần phục vụ này?"),
        choices=[
            ("5", _("Rất hài lòng")),
            ("4", _("Hài lòng")),
            ("3", _("Bình thường")),
            ("2", _("Không hài lòng")),
            ("1", _("Rất không hài lòng")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một mức.")},
    )
    comment = forms.CharField(
        label=_("Ý kiến thêm"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TransferForm(HouseForm):
    """Where a number is sent."""

    service = forms.ChoiceField(label=_("Dịch vụ"))
    counter = forms.ChoiceField(label=_("Chỉ quầy"), required=False)
    note = forms.CharField(label=_("Ghi chú cho quầy nhận"), required=False, max_length=200)

    def __init__(self, services: list[Service], counters: list[Counter], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service"].choices = [(str(row.id), f"{row.code} · {row.name}") for row in services]  # type: ignore[attr-defined]
        numbers = [(str(row.id), _("Quầy {number}").format(number=row.number)) for row in counters if row.in_use]
        self.fields["counter"].choices = [("", _("Quầy nào cũng được")), *numbers]  # type: ignore[attr-defined]


class PeriodForm(HouseForm):
    """From which day to which."""

    tu = inputs.DayField(label=_("Từ ngày"), required=False)
    den = inputs.DayField(label=_("Đến ngày"), required=False)


class HallForm(forms.ModelForm):
    """A hall."""

    use_required_attribute = False

    class Meta:
        model = Hall
        fields = ("name", "place", "first_ticket_minutes", "last_ticket_minutes", "in_use")
        labels = {
            "name": _("Tên sảnh"),
            "place": _("Vị trí trong trung tâm"),
            "first_ticket_minutes": _("Phát số trước giờ mở cửa (phút)"),
            "last_ticket_minutes": _("Ngừng phát số trước giờ đóng cửa (phút)"),
            "in_use": _("Đang dùng"),
        }


class NewHallForm(HallForm):
    """A hall of a centre that is chosen too."""

    unit = forms.ChoiceField(label=_("Trung tâm"), error_messages={"required": _("Hãy chọn trung tâm.")})

    def __init__(self, units: list[OrganizationUnit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {str(unit.id): unit for unit in units}
        names = [(str(unit.id), f"{unit.name} – {unit.parent.name}" if unit.parent else unit.name) for unit in units]
        field = self.fields["unit"]
        field.widget = inputs.Chooser()
        field.choices = [("", _("Chọn trung tâm")), *names]  # type: ignore[attr-defined]
        self.order_fields(["unit", "name"])


class ServiceForm(forms.ModelForm):
    """A service of a hall."""

    use_required_attribute = False
    areas = forms.ModelMultipleChoiceField(
        label=_("Lĩnh vực thủ tục"),
        queryset=ProcedureField.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Service
        fields = ("code", "name", "position", "expected_minutes", "slot_minutes", "slot_places", "in_use")
        labels = {
            "code": _("Chữ đầu của số"),
            "name": _("Tên dịch vụ"),
            "position": _("Thứ tự trên máy lấy số"),
            "expected_minutes": _("Phút phục vụ một người, khi chưa có số liệu"),
            "slot_minutes": _("Độ dài một khung giờ hẹn (phút)"),
            "slot_places": _("Số người hẹn mỗi khung giờ (0: không nhận hẹn)"),
            "in_use": _("Đang dùng"),
        }


class CounterForm(forms.ModelForm):
    """A counter with the services it serves."""

    use_required_attribute = False
    served = forms.ModelMultipleChoiceField(
        label=_("Dịch vụ phục vụ"),
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một dịch vụ.")},
    )

    class Meta:
        model = Counter
        fields = ("number", "name", "in_use")
        labels = {"number": _("Số quầy"), "name": _("Tên quầy"), "in_use": _("Đang dùng")}

    def __init__(self, hall: Hall, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["served"].queryset = Service.objects.filter(hall=hall).order_by("position")  # type: ignore[attr-defined]
        self.order_fields(["number", "name", "served", "in_use"])


class PriorityForm(HouseForm):
    """What a class of people is called from a day on, and by which rule."""

    name = forms.CharField(
        label=_("Đối tượng"), max_length=150, required=False, help_text=_("Bỏ trống: thôi áp dụng từ ngày ghi dưới.")
    )
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=300, error_messages={"required": _("Hãy ghi căn cứ: điều, tên văn bản.")}
    )
    valid_from = inputs.DayField(label=_("Áp dụng từ ngày"), error_messages={"required": _("Hãy ghi ngày áp dụng.")})
