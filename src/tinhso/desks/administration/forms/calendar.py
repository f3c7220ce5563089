"""Forms around the calendar."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.web.inputs import DayField
from tinhso.kernel.worktime.calculator import VIETNAM
from tinhso.kernel.worktime.models import DayKind, Scope

WEEKDAYS = [
    (0, _("Thứ Hai")),
    (1, _("Thứ Ba")),
    (2, _("Thứ Tư")),
    (3, _("Thứ Năm")),
    (4, _("Thứ Sáu")),
    (5, _("Thứ Bảy")),
    (6, _("Chủ nhật")),
]
_MOMENT = re.compile(r"(\d{1,2})[:h](\d{2})\s+(\d{1,2})/(\d{1,2})/(\d{4})")


class NewDay(forms.Form):
    """A day off or a make-up day."""

    day = DayField(label=_("Ngày"))
    kind = forms.ChoiceField(label=_("Là"), choices=DayKind.choices, widget=forms.RadioSelect, initial=DayKind.OFF)
    name = forms.CharField(label=_("Tên"), max_length=150, help_text=_("Ví dụ: Nghỉ phòng tránh bão số 5"))
    scope = forms.ChoiceField(
        label=_("Áp dụng"), choices=Scope.choices, widget=forms.RadioSelect, initial=Scope.PROVINCE
    )
    source = forms.CharField(label=_("Nguồn, căn cứ"), max_length=250, required=False)
    reason = forms.CharField(
        label=_("Lý do"), max_length=250, required=False, help_text=_("Bắt buộc với ngày riêng của tỉnh.")
    )


class NewYear(forms.Form):
    """A year whose days are in the table."""

    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    decided = forms.BooleanField(label=_("Đã có thông báo chính thức"), required=False)
    source = forms.CharField(label=_("Nguồn, căn cứ"), max_length=250, required=False)


class HoursField(forms.CharField):
    """Office hours, typed as ``07:30-11:30, 13:30-17:30``; gives pairs of texts."""

    default_error_messages = {"invalid": _("Hãy ghi giờ như 07:30-11:30, 13:30-17:30.")}

    def to_python(self, value: Any) -> Any:
        """Return the pairs; raise ``ValidationError`` when the text does not read as hours."""
        text = str(super().to_python(value) or "")
        pairs = re.findall(r"(\d{1,2})[:h](\d{2})\s*[-–]\s*(\d{1,2})[:h](\d{2})", text)
        if text and (not pairs or len(re.split(r"[,;]", text)) != len(pairs)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return [[f"{int(a):02d}:{b}", f"{int(c):02d}:{d}"] for a, b, c, d in pairs]


class NewHours(forms.Form):
    """Office hours from a day on."""

    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Chỉ ghi với giờ theo mùa; sau đó trở về giờ trước.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Vào các ngày"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple,
        initial=[0, 1, 2, 3, 4],
    )  # fmt: skip
    intervals = HoursField(label=_("Giờ làm việc"), help_text=_("Ví dụ 07:30-11:30, 13:30-17:30"))
    source = forms.CharField(label=_("Căn cứ"), max_length=250, required=False)


def moment(text: str) -> datetime:
    """Return the moment that ``16:30 13/02/2026`` names, in Viet Nam; raise ``ValidationError``."""
    found = _MOMENT.fullmatch(text.strip())
    wrong = ValidationError(_now("“{text}” không phải thời điểm; hãy ghi như 16:30 13/02/2026.").format(text=text))
    if found is None:
        raise wrong
    hour, minute, day, month, year = (int(part) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)
    except ValueError:
        raise wrong from None


class MomentField(forms.CharField):
    """A moment, typed as ``16:30 13/02/2026``."""

    def to_python(self, value: Any) -> Any:
        """Return the moment, or none when empty."""
        text = str(super().to_python(value) or "")
        return moment(text) if text else None


class Trial(forms.Form):
    """A term to be counted on screen; nothing is written."""

    luc = MomentField(label=_("Nhận lúc"), help_text=_("Ví dụ 16:30 13/02/2026"))
    thoi_han = forms.IntegerField(label=_("Thời hạn"), min_value=1, max_value=3000)
    don_vi = forms.ChoiceField(
        label=_("Tính theo"),
        choices=[
            ("days", _("ngày làm việc, theo giờ")),
            ("whole", _("ngày làm việc, trọn ngày")),
            ("hours", _("giờ làm việc")),
            ("calendar", _("ngày, kể cả ngày nghỉ")),
        ],
    )
    gio_chot = forms.TimeField(
        label=_("Giờ chốt nhận trong ngày"), required=False, input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "placeholder": "15:00"}),
        help_text=_("Nhận từ giờ này thì tính từ đầu ngày làm việc sau. Để trống nếu không có."),
    )  # fmt: skip
    tam_dung = forms.CharField(
        label=_("Các lần tạm dừng"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=_("Mỗi dòng một lần, ví dụ 08:00 24/02/2026 - 10:00 25/02/2026"),
    )  # fmt: skip

    def clean_tam_dung(self) -> list[tuple[datetime, datetime]]:
        """Return the pauses; each line holds a beginning and an end."""
        pauses = []
        for line in str(self.cleaned_data["tam_dung"]).splitlines():
            if not line.strip():
                continue
            first, dash, last = line.replace("–", "-").partition(" - ")
            if not dash:
                raise ValidationError(_now("Dòng “{line}” cần hai thời điểm, cách nhau bằng “ - ”.").format(line=line))
            pauses.append((moment(first), moment(last)))
        return pauses


class Recount(forms.Form):
    """Why due times are counted again."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=250, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ghi vào sổ thời hạn của từng hồ sơ, ví dụ: nghỉ bão số 5 theo Công điện …"),
    )  # fmt: skip
