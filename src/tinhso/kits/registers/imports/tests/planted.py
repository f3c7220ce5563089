"""Rows of officials with faults planted among them, each known by its cell: for tests and measurements."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

HEAD = ["STT", "Họ tên", "Năm sinh", "Giới tính", "Số CCCD", "SĐT", "Email", "Chức vụ", "Trình độ", "Ngày tuyển dụng",
        "Hệ số", "Nơi ở hiện nay", "Số năm công tác"]  # fmt: skip
FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương"]
MIDDLES = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Thị Thu", "Xuân"]
GIVEN = ["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hùng", "Khánh", "Lan", "Mai", "Nga", "Oanh", "Phúc", "Sơn", "Tú"]
_POSTS = ["Chuyên viên", "Trưởng phòng", "Kế toán", "Văn thư", "Giáo viên", "Y sĩ", "Phó Chủ tịch"]

ERROR = object()
"""A cell whose formula ends in an error."""
KINDS: list[tuple[str, int, Any]] = [
    ("required", 1, ""),
    ("value", 2, "31/02/1980"),
    ("unknown", 3, "Không rõ"),
    ("value", 4, "03808"),
    ("value", 5, "12-34"),
    ("value", 6, "khong phai thu"),
    ("unknown", 8, "Sơ cấp"),
    ("rule", 9, "01/01/1930"),
    ("constraint", 10, "99"),
    ("formula", 11, "=cmd|' /C calc'!A0"),
    ("formula-error", 12, ERROR),
    ("duplicate-in-file", 4, None),
]
"""Twelve kinds: the fault's code, the column, what is planted there."""


def row_of(number: int) -> list[Any]:
    """Return the row of an official; the same number gives the same row."""
    dice = Random(number)
    name = f"{dice.choice(FAMILIES)} {dice.choice(MIDDLES)} {dice.choice(GIVEN)}"
    year = dice.randint(1962, 2002)
    return [
        str(number),
        name,
        f"{dice.randint(1, 28):02d}/{dice.randint(1, 12):02d}/{year}",
        "Nữ" if "Thị" in name else "Nam",
        f"0380{number:08d}",
        f"09{number % 100_000_000:08d}",
        f"cb{number}@thanhhoa.gov.vn",
        dice.choice(_POSTS),
        dice.choice(["Đại học", "Thạc sĩ", "Trung cấp", ""]),
        f"01/{dice.randint(1, 12):02d}/{year + 23}",
        f"{dice.randint(234, 498) / 100:.2f}".replace(".", ","),
        f"Số {dice.randint(1, 999)} đường Lê Lợi, xã {dice.choice(GIVEN)} {dice.choice(GIVEN)}",
        str(dice.randint(0, 35)),
    ]


def faults(rows: int, count: int, *, first_row: int = 2) -> dict[int, tuple[str, int, Any]]:
    """Return where the faults are planted, by the number of the official: the code, the column, the value."""
    dice = Random(7)
    places = sorted(dice.sample(range(rows // 10, rows), count))
    return {place: KINDS[turn % len(KINDS)] for turn, place in enumerate(places)}


def wanted(planted: dict[int, tuple[str, int, Any]]) -> list[tuple[int, int, str]]:
    """Return the faults that must be reported: row of the file, column, code, in order."""
    return sorted((number + 2, column, code) for number, (code, column, _value) in planted.items())


def content(rows: int, planted: dict[int, tuple[str, int, Any]]) -> Iterator[list[Any]]:
    """Give the rows of the file, headings first."""
    yield HEAD
    for number in range(rows):
        row = row_of(number)
        if number in planted:
            code, column, value = planted[number]
            # A repeated key is that of one of the first rows, which are sound.
            row[column] = row_of(number % (rows // 10))[4] if code == "duplicate-in-file" else value
        yield row


def write_xlsx(path: Path, rows: int, planted: dict[int, tuple[str, int, Any]]) -> Path:
    """Write the rows as XLSX with shared strings, as spreadsheets do."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet("Danh sách")
    for place, row in enumerate(content(rows, planted)):
        for column, value in enumerate(row):
            if value is ERROR:
                sheet.write_formula(place, column, "=1/0", None, "#DIV/0!")
            else:
                sheet.write_string(place, column, value)
    book.close()
    return path
