"""Dossier codes, TT 01/2018/TT-VPCP Điều 7 (old direction) and TT 03/2025/TT-VPCP (new direction).

Old: ``000.00.21.H56-240315-0012``; new: ``H15.50.05.13-261008-0975``: identifier of the receiving unit, date
``YYMMDD``, number of the day, which restarts every day for each unit and grows past four digits.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tinhso.kernel.organizations.identifiers import from_old, to_old

NEW_DIRECTION_FROM = date(2025, 7, 1)
"""TT 03/2025/TT-VPCP takes effect together with the end of the district level."""

_LEVEL_ONE = re.compile(r"[A-Z]\d{2}")


@dataclass(frozen=True)
class DossierCode:
    """A code taken apart; ``unit`` is the identifier in the new direction."""

    unit: str
    day: date
    number: int
    old_direction: bool


def make_code(unit_identifier: str, day: date, number: int) -> str:
    """Return the code of the ``number``-th dossier that the unit took in on ``day``, in the direction of that day."""
    unit = unit_identifier if day >= NEW_DIRECTION_FROM else to_old(unit_identifier)
    return f"{unit}-{day:%y%m%d}-{number:04d}"


def parse_code(code: str) -> DossierCode:
    """Take a code of either direction apart; raise ``ValueError`` with a message for people."""
    problem = _("Mã hồ sơ “{code}” không đúng mẫu, ví dụ H56.15.03-261008-0975.").format(code=code)
    groups = code.strip().upper().split("-")
    if len(groups) != 3 or not re.fullmatch(r"\d{6}", groups[1]) or not re.fullmatch(r"\d{4,7}", groups[2]):
        raise ValueError(problem)
    parts = groups[0].split(".")
    if _LEVEL_ONE.fullmatch(parts[0]):
        unit, old = groups[0], False
    elif _LEVEL_ONE.fullmatch(parts[-1]):
        unit, old = from_old(groups[0]), True
    else:
        raise ValueError(problem)
    try:
        day = datetime.strptime(groups[1], "%y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise ValueError(problem) from None
    return DossierCode(unit, day, int(groups[2]), old)
