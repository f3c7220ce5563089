"""Numbers and symbols of documents: building them and checking them.

Law: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.3: ``05/QĐ-UBND``, ``12/UBND-VX``; below 10 with a zero in front.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.government.official_documents import kinds
from tinhso.kernel.foundation.text import fold

_SPACES = re.compile(r"\s+")
_SYMBOL = re.compile(r"\A(?P<number>\d{1,6})(?:/(?P<rest>[^\s/][^\s]*))\Z")
_GROUP = re.compile(r"\A[A-ZĐÀ-Ỹa-zà-ỹđ0-9&.]{1,20}\Z")


@dataclass(frozen=True)
class Symbol:
    """A symbol taken apart: ``kind`` is the code of the kind that its abbreviation names, empty for a letter."""

    number: int
    rest: str
    kind: str = ""


def build(number: int, kind: kinds.Kind, issuer: str, drafting: str = "") -> str:
    """Return number and symbol: ``05/QĐ-UBND`` with a kind's name, ``12/UBND-VX`` for a letter."""
    groups = [kind.abbreviation, issuer] if kind.abbreviation else [issuer, drafting]
    return f"{number:02d}/{'-'.join(group for group in groups if group)}"


def tidy(text: str) -> str:
    """Return a symbol as it is kept: without spaces, hyphens of one kind."""
    return _SPACES.sub("", text).replace("–", "-").replace("—", "-").strip("/-")[:60]


def key(text: str) -> str:
    """Return what two writings of one symbol share: no marks, no case, no zeros in front."""
    return fold(tidy(text)).replace(" ", "").lstrip("0")


def read(text: str) -> Symbol | None:
    """Take a symbol apart; ``None`` when it is none."""
    match = _SYMBOL.match(tidy(text))
    if match is None:
        return None
    rest = match["rest"]
    found = kinds.by_abbreviation(rest.split("-", 1)[0].split("/")[-1])
    return Symbol(int(match["number"]), rest, found.code if found else "")


def wrong(text: str, kind_code: str = "") -> str:
    """Return what is wrong with a symbol, in words; empty when nothing is."""
    plain = text.strip()
    if not plain:
        return _("Chưa có số, ký hiệu.")
    if _SPACES.search(plain):
        return _("Giữa số và ký hiệu không có khoảng trắng, ví dụ 05/QĐ-UBND.")
    symbol = read(plain)
    if symbol is None:
        return _("Số và ký hiệu viết là số, dấu gạch chéo rồi ký hiệu, ví dụ 05/QĐ-UBND hoặc 12/UBND-VX.")
    if symbol.number < 10 and not plain.startswith("0"):
        return _("Số nhỏ hơn 10 phải có số 0 phía trước: {symbol}.").format(symbol=f"0{plain}")
    if any(not _GROUP.match(group) for part in symbol.rest.split("/") for group in part.split("-")):
        return _("Giữa các nhóm chữ của ký hiệu là dấu gạch nối (-), không có khoảng trắng hay dấu khác.")
    wanted = kinds.kind(kind_code) if kind_code else None
    if wanted and wanted.abbreviation and not symbol.rest.startswith((f"{wanted.abbreviation}-", wanted.abbreviation)):
        return _("{kind} có chữ viết tắt là {abbreviation}, ví dụ 05/{abbreviation}-UBND.").format(
            kind=wanted.name, abbreviation=wanted.abbreviation
        )
    return ""
