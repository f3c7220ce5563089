"""Numbers by which people are known: personal numbers (NĐ 137/2015/NĐ-CP, Điều 13) and telephone numbers."""

import csv
import re
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

_BETWEEN_DIGITS = re.compile(r"[\s.]")
_BETWEEN_NUMBERS = re.compile(r"[\s.\-()]")
_TRUNK = re.compile(r"^(\+84|0084|84(?=\d{9,10}$)|0)")
_PERSONAL_NUMBER = re.compile(r"\d{12}", re.ASCII)
_TAX_CODE = re.compile(r"\d{10}(-\d{3})?", re.ASCII)
_MOBILE = re.compile(r"(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}", re.ASCII)
_LANDLINE = re.compile(r"2\d{9}", re.ASCII)
_ABROAD = re.compile(r"\+(?!84)[1-9]\d{6,13}", re.ASCII)


def check_personal_number(number: str, *, sex: str = "", birth_year: int | None = None) -> str:
    """Return the number without spaces; raise ``ValueError`` with a message for people.

    The number is three digits of the province of birth registration, one of century and sex, two of the year
    of birth, six at random; there is no check digit. ``sex`` (``male``, ``female``) and ``birth_year`` must
    agree with it where they are given.
    """
    text = _BETWEEN_DIGITS.sub("", number)
    if not _PERSONAL_NUMBER.fullmatch(text):
        raise ValueError(_("Số định danh cá nhân gồm đúng 12 chữ số, in trên thẻ căn cước."))
    century, female = divmod(int(text[3]), 2)
    year = 1900 + 100 * century + int(text[4:6])
    if birth_year is not None and birth_year != year:
        raise ValueError(
            _("Số này ứng với năm sinh {year}, khác năm sinh đã nhập. Hãy kiểm tra lại cả hai.").format(year=year)
        )
    if sex and sex != ("female" if female else "male"):
        raise ValueError(_("Số này không khớp với giới tính đã chọn. Hãy kiểm tra lại cả hai."))
    return text


def check_tax_code(code: str) -> str:
    """Return a business's tax code as ``0123456789`` or ``0123456789-001``; raise ``ValueError`` for people.

    The tenth digit's check is not applied: its rule was not found in a source that could be cited.
    """
    text = _BETWEEN_DIGITS.sub("", code)
    if re.fullmatch(r"\d{13}", text):
        text = f"{text[:10]}-{text[10:]}"
    if not _TAX_CODE.fullmatch(text):
        raise ValueError(_("Mã số thuế gồm 10 chữ số, hoặc 13 chữ số với đơn vị phụ thuộc (0123456789-001)."))
    return text


@cache
def _provinces() -> dict[str, str]:
    path = Path(__file__).parent / "data" / "personal_number_provinces.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def province_of(number: str) -> str:
    """Return the province whose code the number begins with, of the 63 before 1/7/2025; empty when none.

    An unknown code is a reason to look again, not to refuse: codes for births after the mergers are not known.
    """
    return _provinces().get(number[:3], "")


def normalise_phone(number: str) -> str:
    """Return the number in E.164 (``+84912345678``); raise ``ValueError`` with a message for people."""
    text = _BETWEEN_NUMBERS.sub("", number)
    if _ABROAD.fullmatch(text):
        return text
    national = _TRUNK.sub("", text)
    if national != text and (_MOBILE.fullmatch(national) or _LANDLINE.fullmatch(national)):
        return f"+84{national}"
    raise ValueError(_("Số điện thoại chưa đúng. Ví dụ: 0912 345 678, hoặc 0237 3852 246 với máy cố định."))
