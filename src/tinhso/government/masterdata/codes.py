"""Codes of organisations and old numbers of people, with their real check rules."""

import re

from django.utils.translation import gettext as _

from tinhso.kernel.identity.identifiers import check_tax_code as check_form

# The weights of the first nine digits of a tax code, as programs of the trade compute them; no text of the law that
# gives them was found. Tried on codes of well-known companies.
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_CARD = re.compile(r"\d{9}", re.ASCII)
_PASSPORT = re.compile(r"[A-Z]\d{7,8}", re.ASCII)
_INSURANCE = re.compile(r"\d{10}", re.ASCII)
_UNIT = re.compile(r"[A-Z]\d{2}(\.\d{1,3}){0,6}|000\.\d{2}(\.\d{2}){0,4}\.[A-Z]\d{2}", re.ASCII)
MOST_OF_UNIT = 35


def tax_check_digit(first_nine: str) -> int | None:
    """Return the tenth digit of a tax code, or none when these nine digits can begin no code."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_nine, strict=True))
    digit = 10 - total % 11
    return None if digit == 10 else digit


def check_tax_code(code: str) -> str:
    """Return a tax code as ``0100109106`` or ``0100109106-001``; raise ``ValueError`` with a message for people."""
    text = check_form(code)
    if tax_check_digit(text[:9]) != int(text[9]) or text[10:] == "-000":
        raise ValueError(_("Mã số thuế này sai chữ số kiểm tra: có chữ số gõ nhầm. Hãy xem lại trên giấy đăng ký."))
    return text


def check_unit_identifier(code: str) -> str:
    """Return a unit identifier (QĐ 20/2020/QĐ-TTg), such as ``H56.102``; raise ``ValueError`` for people."""
    text = re.sub(r"\s", "", code).upper()
    if len(text) > MOST_OF_UNIT or not _UNIT.fullmatch(text):
        raise ValueError(_("Mã định danh điện tử có dạng H56.102 hoặc H56.102.03."))
    return text


def check_identity_card(number: str) -> str:
    """Return an identity card's number of nine digits; raise ``ValueError`` with a message for people."""
    text = re.sub(r"[\s.]", "", number)
    if not _CARD.fullmatch(text):
        raise ValueError(_("Số chứng minh nhân dân cũ gồm đúng 9 chữ số."))
    return text


def check_passport(number: str) -> str:
    """Return a passport's number, such as ``C1234567``; raise ``ValueError`` with a message for people."""
    text = re.sub(r"\s", "", number).upper()
    if not _PASSPORT.fullmatch(text):
        raise ValueError(_("Số hộ chiếu gồm một chữ cái và 7 hoặc 8 chữ số, ví dụ C1234567."))
    return text


def check_insurance(number: str) -> str:
    """Return a social insurance number of ten digits; raise ``ValueError`` with a message for people."""
    text = re.sub(r"[\s.]", "", number)
    if not _INSURANCE.fullmatch(text):
        raise ValueError(_("Mã số bảo hiểm xã hội gồm đúng 10 chữ số."))
    return text
