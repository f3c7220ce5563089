"""Keys of properties and persons: one spelling of what papers write in many, so that two clerks mean one thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from tinhso.government.notary.words import PropertyKind
from tinhso.kernel.foundation.text import fold

_NOT_ALNUM = re.compile(r"[\W_]+")
_VIN = 17
_VIN_LETTERS = str.maketrans("IOQ", "100")
"""Letters that a chassis number of 17 signs never has, read as the digits that they are taken for (ISO 3779)."""
IDENTIFIERS = (
    "kind", "area", "sheet_number", "parcel_number", "certificate_number", "address", "plate", "chassis", "engine",
)  # fmt: skip


def squeeze(text: str) -> str:
    """Return letters and digits alone, in capitals: ``36A-123.45`` → ``36A12345``. Marks stay: CĐ is not CD."""
    return _NOT_ALNUM.sub("", unicodedata.normalize("NFC", text)).upper()


def map_number(text: str) -> str:
    """Return a sheet's or parcel's number without what differs between papers: `` 012 `` → ``12``."""
    parts = [part.lstrip("0") or "0" for part in re.split(r"[\W_]+", text.strip().upper()) if part]
    return "-".join(parts)


def chassis_number(text: str) -> str:
    """Return a chassis number; of one with 17 signs I, O and Q are read as the digits they stand for."""
    plain = squeeze(text)
    return plain.translate(_VIN_LETTERS) if len(plain) == _VIN else plain


def property_keys(values: Mapping[str, Any]) -> list[str]:
    """Return the keys of a property from its typed identifiers (``IDENTIFIERS``), in order; none when none is whole.

    A parcel is known by commune, sheet and parcel together; everything else by each number alone.
    """
    keys = set()
    kind, area = values.get("kind"), values.get("area")
    if area and values.get("sheet_number") and values.get("parcel_number") and kind == PropertyKind.LAND:
        sheet, parcel = map_number(values["sheet_number"]), map_number(values["parcel_number"])
        keys.add(f"land:{area.code}:{sheet}:{parcel}")
    if area and values.get("address") and kind == PropertyKind.HOUSE:
        keys.add(f"house:{area.code}:{_NOT_ALNUM.sub(' ', fold(values['address'])).strip()}"[:200])
    if values.get("certificate_number"):
        keys.add(f"cert:{squeeze(values['certificate_number'])}")
    if values.get("plate"):
        keys.add(f"plate:{squeeze(values['plate'])}")
    if values.get("chassis"):
        keys.add(f"chassis:{chassis_number(values['chassis'])}")
    if values.get("engine"):
        keys.add(f"engine:{squeeze(values['engine'])}")
    return sorted(key for key in keys if not key.endswith(":"))


def person_keys(name: str, number: str) -> list[str]:
    """Return the keys by which a person is locked: the number when there is one, and the name without marks."""
    return [*([f"person:{number}"] if number else []), f"name:{fold(name)}"]
