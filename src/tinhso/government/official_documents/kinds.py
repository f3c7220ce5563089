"""The kinds of documents as dated data: names, abbreviations, and the series in which each is numbered.

Law: Nghị định 30/2020/NĐ-CP, Phụ lục III (29 kinds and 3 forms of copies); ``data/kinds.csv`` has them with days.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from tinhso.kernel.foundation import clock

DATA = Path(__file__).parent / "data"
COPIES = "ban-sao"
"""The one series of all copies (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
LETTER, PUBLIC_LETTER = "cong-van", "thu-cong"


@dataclass(frozen=True)
class Kind:
    """A kind of document as the law has it from a day to a day."""

    code: str
    name: str
    abbreviation: str
    is_copy: bool
    valid_from: date
    valid_to: date | None
    law: str

    @property
    def series(self) -> str:
        """The series of numbers: one for each kind, one for all copies."""
        return COPIES if self.is_copy else self.code


@lru_cache(maxsize=1)
def _all() -> tuple[Kind, ...]:
    with (DATA / "kinds.csv").open(encoding="utf-8") as file:
        return tuple(
            Kind(
                row["code"],
                row["name"],
                row["abbreviation"],
                row["group"] == "copy",
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                row["law"],
            )
            for row in csv.DictReader(file)
        )


def kinds(day: date | None = None) -> list[Kind]:
    """Return the kinds that hold on ``day`` (today when not given), in the order of the law."""
    day = day or clock.today()
    return [kind for kind in _all() if kind.valid_from <= day and (kind.valid_to is None or day <= kind.valid_to)]


def kind(code: str, day: date | None = None) -> Kind | None:
    """Return a kind by its code as it holds on ``day``, else as it is known of any day."""
    found = [item for item in _all() if item.code == code]
    holding = [item for item in found if item in kinds(day)]
    return next(iter(holding or found), None)


def name_of(code: str) -> str:
    """Return a kind's name; the code itself when it is not known."""
    found = kind(code)
    return found.name if found else code


def by_abbreviation(text: str) -> Kind | None:
    """Return the kind that an abbreviation names: ``QĐ``."""
    return next((item for item in _all() if item.abbreviation and item.abbreviation == text), None)
