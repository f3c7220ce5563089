"""The province's officials as a department would send them, with faults planted among them, each known by its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.registers.imports.states import Fault

HEAD = [
    "STT", "Họ và tên", "Số hiệu hồ sơ", "Giới tính", "Ngày sinh", "Số định danh cá nhân", "Nơi sinh", "Quê quán",
    "Dân tộc", "Nơi thường trú", "Điện thoại", "Thư công vụ", "Số sổ bảo hiểm xã hội", "Diện",
    "Chức vụ, chức danh", "Đơn vị quản lý", "Ngày tuyển dụng", "Cơ quan tuyển dụng", "Trình độ cao nhất",
    "Chuyên ngành", "Có trình độ chuyên môn về CNTT", "Lý luận chính trị", "Ngày vào Đảng", "Ngày chính thức",
    "Chiều cao (cm)",
]  # fmt: skip
_FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Trịnh", "Mai"]
_MIDDLES = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Thị Thu", "Xuân", "Thị Hồng", "Đình"]
_GIVEN = [
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hùng", "Khánh", "Lan", "Mai", "Nga", "Oanh", "Phúc", "Sơn", "Tú",
    "Hòa", "Thủy", "Tuyết", "Vượng", "Yến", "Cường", "Đạt", "Hạnh", "Loan",
]  # fmt: skip
_PLACES = ["Thọ Xuân", "Nga Sơn", "Hoằng Hóa", "Quảng Xương", "Bá Thước", "Như Thanh", "Đông Sơn", "Hậu Lộc"]
_POSTS = ["Chuyên viên", "Trưởng phòng", "Kế toán", "Văn thư", "Giáo viên", "Y sĩ", "Phó Chủ tịch UBND xã", "Bác sĩ"]
_FIELDS = ["Sư phạm Toán", "Sư phạm Ngữ văn", "Luật học", "Kế toán", "Y đa khoa", "Hành chính học", "Quản lý đất đai"]
UNITS = 60

ERROR = object()
"""A cell whose formula ends in an error."""
EARLIER = object()
"""The file number of one of the first rows, which are sound."""
STANDING = "TH-9999999"
"""The file number of somebody who is in the register already."""


@dataclass(frozen=True)
class Planted:
    """A fault: its code, the column (from 0) and what is written there."""

    code: Fault
    column: int
    value: Any


KINDS = [
    Planted(Fault.REQUIRED, 1, ""),
    Planted(Fault.VALUE, 4, "31/02/1980"),
    Planted(Fault.UNKNOWN, 3, "Không rõ"),
    Planted(Fault.VALUE, 5, "03808"),
    Planted(Fault.VALUE, 10, "12-34"),
    Planted(Fault.VALUE, 11, "khong phai thu"),
    Planted(Fault.UNKNOWN, 18, "Lớp mười hai"),
    Planted(Fault.UNKNOWN, 15, "UBND xã Không Có"),
    Planted(Fault.RULE, 16, "01/01/1950"),
    Planted(Fault.VALUE, 24, "999"),
    Planted(Fault.FORMULA, 9, "=cmd|' /C calc'!A0"),
    Planted(Fault.FORMULA_ERROR, 24, ERROR),
    Planted(Fault.IN_FILE, 2, EARLIER),
    Planted(Fault.STORED, 2, STANDING),
    Planted(Fault.VALUE, 2, "TH-" + "0" * 30),
]
"""What may be wrong, each in its way: fifteen kinds."""


def units() -> list[OrganizationUnit]:
    """Make a province with its communes; return it and them."""
    known: dict[str, Any] = {"valid_from": date(2020, 1, 1)}
    root = add_unit(parent=None, identifier="H99", name="UBND tỉnh", kind="province", tier="province", **known)
    return [root] + [
        add_unit(
            parent=root, identifier=f"H99.{100 + number}", name=f"UBND xã Số {number}", kind="commune", tier="commune",
            **known,
        )
        for number in range(UNITS)
    ]  # fmt: skip


def row_of(number: int) -> list[Any]:
    """Return the row of an official; the same number gives the same row."""
    dice = Random(number)
    female = dice.random() < 0.55
    middle = dice.choice([word for word in _MIDDLES if ("Thị" in word) == female])
    name = f"{dice.choice(_FAMILIES)} {middle} {dice.choice(_GIVEN)}"
    year, joined = dice.randint(1964, 2001), dice.randint(1, 12)
    party = dice.random() < 0.4
    home = f"{dice.choice(_PLACES)}, Thanh Hóa"
    return [
        str(number + 1),
        name,
        f"TH-{number:07d}",
        "Nữ" if female else "Nam",
        f"{dice.randint(1, 28):02d}/{dice.randint(1, 12):02d}/{year}",
        f"038{1 if female else 0}{year % 100:02d}{number:06d}",
        home,
        home,
        dice.choice(["Kinh", "Kinh", "Kinh", "Mường", "Thái"]),
        f"Số {dice.randint(1, 999)} đường {dice.choice(_FAMILIES)} {dice.choice(_GIVEN)}, {dice.choice(_PLACES)}",
        f"09{number % 100_000_000:08d}",
        f"cb{number}@thanhhoa.gov.vn",
        f"{3_800_000_000 + number}",
        dice.choice(["Công chức", "Viên chức", "Viên chức", "Cán bộ"]),
        dice.choice(_POSTS),
        f"H99.{100 + dice.randrange(UNITS)}",
        f"01/{joined:02d}/{year + 23}",
        "UBND tỉnh Thanh Hóa",
        dice.choice(["Đại học", "Đại học", "Thạc sĩ", "Trung cấp", "Cao đẳng"]),
        dice.choice(_FIELDS),
        dice.choice(["không", "không", "không", "có"]),
        dice.choice(["Sơ cấp", "Trung cấp", ""]),
        f"03/02/{year + 25}" if party else "",
        f"03/02/{year + 26}" if party else "",
        str(dice.randint(145, 182)) if dice.random() < 0.8 else "",
    ]


def faults(rows: int, count: int) -> dict[int, Planted]:
    """Return where faults are planted, by the number of the official."""
    places = sorted(Random(7).sample(range(rows // 10, rows), count))
    return {place: KINDS[turn % len(KINDS)] for turn, place in enumerate(places)}


def wanted(planted: dict[int, Planted]) -> list[tuple[int, int, str]]:
    """Return the faults that must be told: row of the file, column, code, in order."""
    return sorted((number + 2, fault.column, fault.code.value) for number, fault in planted.items())


def content(rows: int, planted: dict[int, Planted]) -> Iterator[list[Any]]:
    """Give the rows of the file, headings first."""
    yield HEAD
    for number in range(rows):
        row = row_of(number)
        if fault := planted.get(number):
            row[fault.column] = row_of(number % (rows // 10))[2] if fault.value is EARLIER else fault.value
        yield row


def write_xlsx(path: Path, rows: int, planted: dict[int, Planted]) -> Path:
    """Write the rows as XLSX with shared strings, as spreadsheets do."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet("Danh sách")
    for place, row in enumerate(content(rows, planted)):
        for column, value in enumerate(row):
            if value is ERROR:
                sheet.write_formula(place, column, "=1/0", None, "#DIV/0!")
            elif value:
                sheet.write_string(place, column, value)
    book.close()
    return path
