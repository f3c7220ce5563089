"""The kinds of official document and their abbreviations (Decree 30/2020, Annex III)."""

from __future__ import annotations

from difflib import SequenceMatcher

from tinhso.kernel.foundation.text import fold

LETTER = "CV"
"""What this room calls a letter without a kind's name (công văn), which has no abbreviation in the Decree."""
NAMES = {
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế", "QyĐ": "Quy định", "TC": "Thông cáo",
    "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình", "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án",
    "DA": "Dự án", "BC": "Báo cáo", "BB": "Biên bản", "TTr": "Tờ trình", "HĐ": "Hợp đồng", "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ", "BTT": "Bản thỏa thuận", "GUQ": "Giấy ủy quyền", "GM": "Giấy mời", "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép", "PG": "Phiếu gửi", "PC": "Phiếu chuyển", "PB": "Phiếu báo", "SY": "Sao y",
    "TrS": "Trích sao", "SL": "Sao lục", "NĐ": "Nghị định", "TT": "Thông tư",
}  # fmt: skip
_HEADINGS = {fold(name): abbreviation for abbreviation, name in NAMES.items()}
_ALIKE = 0.86


def by_heading(plain: str) -> tuple[str, float]:
    """Return the kind whose name a heading is (without marks), and how alike they are; ``("", 0)`` when it is none."""
    if plain in _HEADINGS:
        return _HEADINGS[plain], 1.0
    best = max(_HEADINGS, key=lambda name: SequenceMatcher(None, name, plain).ratio())
    alike = SequenceMatcher(None, best, plain).ratio()
    return (_HEADINGS[best], alike) if alike >= _ALIKE else ("", 0.0)


def by_symbol(symbol: str) -> str:
    """Return the kind that a symbol begins with (``QĐ-UBND``), or nothing; strokes lost in reading are forgiven."""
    first = symbol.split("-")[0]
    if first in NAMES:
        return first
    lost = [abbreviation for abbreviation in NAMES if fold(abbreviation) == fold(first)]
    return lost[0] if len(lost) == 1 else ""
