"""Samples for the catalogue page: every component in every state, with the longest names that really occur."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import IntegerChoices

from tinhso.kernel.foundation.clock import now
from tinhso.kernel.search.places import Place
from tinhso.kernel.search.queries import SavedViews
from tinhso.kernel.web import inputs
from tinhso.kernel.web.maps import Drawn, Mark
from tinhso.kernel.web.paging import Page

COMPONENTS = Path(__file__).parent / "templates" / "components"

LONG_UNIT = "Ban Quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp tỉnh Thanh Hóa"
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Khánh Phương"
LONG_PROCEDURE = (
    "Thủ tục liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi"
)


class SampleStatus(IntegerChoices):
    """Words of several tones."""

    DRAFT = 0, "Bản nháp"
    RECEIVED = 2, "Được tiếp nhận"
    REFUSED = 3, "Không được tiếp nhận"
    PROCESSING = 4, "Đang xử lý"
    SUPPLEMENT = 5, "Yêu cầu bổ sung giấy tờ"
    FINISHED = 9, "Đã xử lý xong"


class SampleForm(forms.Form):
    """Every kind of control."""

    full_name = forms.CharField(label="Họ, chữ đệm và tên", help_text="Viết như trên thẻ căn cước.")
    born = inputs.PartialDayField(label="Ngày, tháng, năm sinh", help_text="Không rõ ngày thì chỉ nhập năm.")
    personal_number = inputs.PersonalNumberField(label="Số định danh cá nhân", required=False)
    phone = inputs.PhoneField(label="Số điện thoại")
    issued = inputs.DayField(label="Ngày cấp", help_text="Ví dụ 21/11/2026.")
    fee = inputs.MoneyField(label="Số tiền đề nghị hoàn trả", required=False)
    copies = forms.IntegerField(label="Số bản sao", required=False, min_value=0)
    relation = forms.ChoiceField(
        label="Quan hệ với người được khai sinh",
        choices=[("", "Chọn một quan hệ"), ("mother", "Mẹ"), ("father", "Cha"), ("other", "Người thân thích khác")],
    )
    area = forms.ChoiceField(
        label="Xã, phường nơi cư trú",
        widget=inputs.Chooser,
        choices=[("", "Chọn xã, phường"), ("1", "Phường Hạc Thành"), ("2", "Phường Hàm Rồng"), ("3", "Xã Ngọc Trạo")],
    )
    way = forms.ChoiceField(
        label="Cách nhận kết quả",
        widget=inputs.Cards,
        choices=[
            ("online", "Bản điện tử\nNhận ngay khi ký xong, lưu trong kho giấy tờ của quý vị."),
            ("counter", "Tại quầy một cửa\nMang theo giấy hẹn và căn cước."),
            ("post", "Qua bưu chính\nTrả phí theo giá của bưu điện."),
        ],
    )
    parts = forms.MultipleChoiceField(
        label="Giấy tờ gửi kèm",
        widget=forms.CheckboxSelectMultiple,
        choices=[("birth", "Giấy chứng sinh"), ("marriage", "Giấy chứng nhận kết hôn"), ("letter", "Giấy ủy quyền")],
        required=False,
    )
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(
        label="Ảnh chụp giấy chứng sinh",
        help_text="PDF hoặc ảnh, mỗi tệp không quá 10 MB.",
        widget=inputs.Upload(accept=".pdf,.jpg,.png", most_bytes=10 * 1024 * 1024, several=True),
        required=False,
    )
    agree = forms.BooleanField(label="Tôi cam đoan các thông tin trên là đúng sự thật.")


class SampleFilter(forms.Form):
    """A list's filter."""

    status = forms.ChoiceField(label="Tình trạng", choices=[("", "Mọi tình trạng"), *SampleStatus.choices])
    since = inputs.DayField(label="Nộp từ ngày")


@dataclass(frozen=True)
class SampleRow:
    """A row of the sample table."""

    code: str
    name: str
    procedure: str
    status: SampleStatus
    due: Any
    fee: int


def names() -> list[str]:
    """Return the names of every component, as tags spell them."""
    return sorted(path.stem.replace("_", "-") for path in COMPONENTS.glob("*.html"))


@dataclass(frozen=True)
class SampleView:
    """A saved view, without the list that it is kept of."""

    name: str
    pk: UUID
    address: str = "#saved"


def _saved() -> SavedViews:
    views: Any = [SampleView("Quá hạn", UUID(int=1)), SampleView(f"Chờ xử lý tại {LONG_UNIT}", UUID(int=2))]
    return SavedViews(Place("mau", "web:catalogue", ""), views, views[:1])


def catalogue() -> dict[str, Any]:
    """Return what the catalogue page shows."""
    moment = now()
    given = {"personal_number": "0380", "phone": "12", "born_0": "31", "born_1": "2", "born_2": "2020"}
    wrong = SampleForm(auto_id="sai_%s", data=given)
    wrong.is_valid()
    initial = {"full_name": LONG_NAME, "born": inputs.PartialDay(1987, 2), "fee": 1_688_000, "way": "online"}
    rows = [
        SampleRow("000.00.15.H56-260225-0001", LONG_NAME, LONG_PROCEDURE, SampleStatus.PROCESSING, moment, 0),
        SampleRow(
            "000.00.15.H56-260225-0002",
            "Lê Thị Hoa",
            "Cấp bản sao trích lục hộ tịch",
            SampleStatus.SUPPLEMENT,
            moment + timedelta(days=6),
            8_000,
        ),
        SampleRow(
            "000.00.15.H56-260225-0003", LONG_UNIT, "Cấp giấy phép xây dựng", SampleStatus.FINISHED, None, 1_688_000
        ),
    ]
    near = [(LONG_UNIT, "#map"), ("Thành nhà Hồ", "#map")]
    marks = [Mark(620, 150, "Bãi biển Sầm Sơn", "#map", places=[("Bãi biển Sầm Sơn", "#map")])]
    marks.append(Mark(300, 110, "Thành nhà Hồ", "", count=12, places=near))
    return {
        "map": Drawn(marks, ["120,40 480,30 820,120 700,240 240,220"], 270, 13, cut=False),
        "names": names(),
        "form": SampleForm(initial=initial),
        "wrong": wrong,
        "filter_form": SampleFilter(auto_id="loc_%s"),
        "saved": _saved(),
        "statuses": list(SampleStatus),
        "rows": rows,
        "page": Page(rows=rows, next_url="?sau=x", previous_url="?truoc=x"),
        "steps": ["Ai nộp hồ sơ", "Thông tin người được khai sinh", "Giấy tờ", "Kiểm tra lại", "Đã nộp"],
        "tabs": [
            {"label": "Hồ sơ", "url": "#ho-so", "current": True, "count": ""},
            {"label": "Giấy tờ", "url": "#giay-to", "current": False, "count": 12},
            {"label": "Quá trình", "url": "#qua-trinh", "current": False, "count": 1688},
        ],
        "files": [{"name": "giay-chung-sinh-benh-vien-phu-san-thanh-hoa-ban-scan.pdf", "url": "#"}],
        "errors": [{"id": "tep-mau", "message": "Thiếu giấy chứng sinh: hãy chọn tệp."}],
        "soon": moment + timedelta(hours=3),
        "later": moment + timedelta(days=9),
        "past": moment - timedelta(days=3),
        "tones": ["neutral", "info", "progress", "waiting", "success", "danger"],
        "long_name": LONG_NAME,
        "long_unit": LONG_UNIT,
        "long_procedure": LONG_PROCEDURE,
        "amount": 1_688_000,
    }
