"""The national registers that officers ask, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid, NotFound


@dataclass(frozen=True)
class Asking:
    """A value by which one asks."""

    label: str
    pattern: str


@dataclass(frozen=True)
class NationalService:
    """A national register: what is asked and answered, on which ground, how often a day, and how long answers keep."""

    code: str
    name: str
    holder: str
    ground: str
    personal: bool
    quota: int
    """Questions a day for the whole installation."""
    keep: int
    """Seconds for which an answer may be used again; 0: never, as for every answer about a person."""
    question: Mapping[str, Asking]
    answer: Mapping[str, str]
    outage: str
    """What the officer does while it cannot be reached."""

    def cleaned(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return what is asked by; raise ``Invalid`` naming each wrong value."""
        values = {name: " ".join(str(given.get(name, "")).split()) for name in self.question}
        wrong = {
            name: _("Hãy ghi đúng {label}.").format(label=asking.label.lower())
            for name, asking in self.question.items()
            if not re.fullmatch(asking.pattern, values[name])
        }
        if wrong:
            raise Invalid(wrong)
        return values


@lru_cache(maxsize=1)
def services() -> tuple[NationalService, ...]:
    """Return all of them in the order of the file."""
    rows = yaml.safe_load((Path(__file__).parent / "data" / "services.yaml").read_text(encoding="utf-8"))
    return tuple(
        NationalService(**{**row, "question": {name: Asking(**value) for name, value in row["question"].items()}})
        for row in rows
    )


def service(code: str) -> NationalService:
    """Return one; raise ``NotFound``."""
    found = next((one for one in services() if one.code == code), None)
    if found is None:
        raise NotFound
    return found
