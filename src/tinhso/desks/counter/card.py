"""The QR code of the citizen's identity card, as a scanner types it into a field.

Seven groups parted by ``|``: personal number, old identity card number, full name, day of birth ``ddMMyyyy``, sex,
residence, day of issue ``ddMMyyyy``. Cards issued from 2024 on may carry more groups after these, which are left out.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid

_LEAST_GROUPS = 6
_SEXES = {"nam": "male", "nu": "female", "nữ": "female"}


@dataclass(frozen=True)
class Card:
    """What the card says; ``birth`` is ISO, whole or the year alone."""

    personal_number: str
    full_name: str
    birth: str
    sex: str
    address: str
    old_number: str = ""
    issued: date | None = None

    def applicant(self) -> dict[str, str]:
        """Return the applicant's data that the card gives."""
        given = {
            "full_name": self.full_name,
            "personal_number": self.personal_number,
            "birth": "/".join(reversed(self.birth.split("-"))),
            "sex": self.sex,
            "address": self.address,
        }
        return {name: value for name, value in given.items() if value}


def looks_like_card(text: str) -> bool:
    """Tell whether the text may come from a card."""
    return text.count("|") >= _LEAST_GROUPS - 1


def read_card(text: str) -> Card:
    """Return what the QR text says; raise ``Invalid`` (field ``card``) when it is not that of a card."""
    groups = [group.strip() for group in text.strip().split("|")]
    if len(groups) < _LEAST_GROUPS:
        raise _unreadable()
    number, old, name, born, sex, address = groups[:_LEAST_GROUPS]
    if not re.fullmatch(r"\d{12}", number):
        raise Invalid({"card": _("Số định danh trên thẻ phải có đúng 12 chữ số; hãy quét lại thẻ.")})
    if not name or re.search(r"\d", name):
        raise _unreadable()
    return Card(
        personal_number=number,
        full_name=_as_name(name),
        birth=_birth(born),
        sex=_SEXES.get(sex.casefold(), ""),
        address=re.sub(r"\s+", " ", address),
        old_number=old if re.fullmatch(r"\d{9}|\d{12}", old) else "",
        issued=_day(groups[_LEAST_GROUPS]) if len(groups) > _LEAST_GROUPS else None,
    )


def _unreadable() -> Invalid:
    return Invalid({"card": _("Không đọc được mã QR của thẻ. Hãy quét lại, hoặc nhập số định danh và họ tên.")})


def _as_name(name: str) -> str:
    words = re.sub(r"\s+", " ", name)
    return words.title() if words.isupper() else words


def _birth(text: str) -> str:
    if re.fullmatch(r"(19|20)\d{2}", text):
        return text
    day = _day(text)
    if day is None or day > clock.today():
        raise Invalid({"card": _("Ngày sinh trên thẻ không có thật; hãy quét lại thẻ.")})
    return day.isoformat()


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d%m%Y").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None
