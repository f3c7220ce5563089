"""Number and symbol of a document (05/QĐ-UBND): parted, cleaned, and put right by what issuer and kind say."""

from __future__ import annotations

import re

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.reading.layouts import kinds


def parse_number(text: str) -> tuple[str, str, float]:
    """Return number, symbol and how well formed ``Số: 05/QĐ-UBND`` is (0 to 1)."""
    rest = re.sub(r"^\W*3[6oôốO0]\s*:", "Số:", text)
    rest = re.sub(r"^\W*[S5$s]\s*[^\W\d_a-ac-zA-Z]?[ốôoóòỏ0òơ6öõÓÔỐO]?\s*[:.;,]*\s*", "", rest, count=1)
    rest = re.sub(r"\s*[–—−]+\s*|\s*-+\s*", "-", rest)
    found = re.match(r"^([\dOoIl.]{1,7}[a-z]?)?\s*/\s*(.+)$", rest)
    sure = 1.0
    if found is None:
        found = re.match(r"^(\d{1,6})\s*[|lI!\\1]\s*([A-ZĐ].+)$", rest)
        sure = 0.6
    if found is None:
        # The stroke between them was lost.
        found, sure = re.match(r"^(\d{1,5})\s*([A-ZĐ]{2,6}[a-zĐ]?-.+)$", rest), 0.6
    if found is None:
        return "", "", 0.0
    number = (found.group(1) or "").translate(str.maketrans("OoIl", "0011")).strip(".")
    symbol = clean_symbol(found.group(2))
    if (found.group(1) or "") != number:
        sure *= 0.7
    if not re.fullmatch(r"[A-ZĐa-zÀ-ỹ0-9&.]+(-[A-ZĐa-zÀ-ỹ0-9&.,]+){0,4}", symbol):
        sure *= 0.6
    return number, symbol, sure


def clean_symbol(text: str) -> str:
    """Return a symbol without spaces, stops at its end, and what reading added."""
    symbol = text.replace("Ð", "Đ").replace("ð", "đ")
    symbol = re.split(r"\s+(?=[a-zà-ỹ]{2,}\b)", symbol)[0]
    symbol = re.sub(r"\s+", "", symbol)
    return symbol.strip(".,;:_-—|'\"“”‘’`*~«»")


def mend_symbol(symbol: str, issuer: str, kind: str) -> str:
    """Put back strokes that reading lost, where the issuer's initials or the kind say what was meant."""
    initials = "".join(word[0] for word in re.findall(r"[^\W\d]+", issuer.upper()))
    known = ["UBND", "HĐND", *([initials] if len(initials) > 1 else [])]
    groups = symbol.split("-")
    for index, group in enumerate(groups):
        if index == 0 and kind != kinds.LETTER:
            # The heading says the kind: what stands first in the symbol is its abbreviation.
            groups[0] = kind if abs(len(kind) - len(group)) <= 1 else group
            continue
        same = [name for name in known if fold(name) == fold(group)]
        near = [name for name in known if len(name) > 3 and _near(name, group)]
        groups[index] = (same or near or [group])[0]
    return "-".join(groups)


def _near(name: str, group: str) -> bool:
    """Tell whether a part of a symbol is a name with few letters misread, or one read twice."""
    if len(name) == len(group):
        return _slips(name, group) <= len(name) // 3
    doubled = (
        group[:index] + group[index + 1 :]
        for index in range(1, len(group))
        if fold(group[index]) == fold(group[index - 1])
    )
    return any(fold(one) == fold(name) for one in doubled)


def _slips(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
