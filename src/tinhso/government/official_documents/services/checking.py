"""Checks of form before signing: what the decree asks of page, type and parts, one finding for each rule.

The rules are data (``data/form_rules.yaml``), with their articles; page and type are read from the PDF itself.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import yaml
from django.utils.translation import gettext as _

from tinhso.government.official_documents import kinds
from tinhso.government.official_documents.kinds import DATA
from tinhso.government.official_documents.models import Draft, OutgoingDocument
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid

_MM = 72 / 25.4
_PAGES = 5
"""Pages that are measured: the first ones tell how the rest was set."""
_STEP = 3
_ABSTRACT_START = re.compile(r"\A\s*v/v\b", re.IGNORECASE)
_AUTHORITY = re.compile(r"\A([A-ZĐ]{1,4}\.?)\s")


@dataclass(frozen=True)
class Finding:
    """What a rule says of a document: ``words`` is empty when it is kept."""

    code: str
    level: str
    article: str
    sentence: str
    words: str = ""

    @property
    def kept(self) -> bool:
        return not self.words

    @property
    def blocks(self) -> bool:
        return bool(self.words) and self.level == "error"


@dataclass
class Measured:
    """What was measured on the pages: millimetres and points."""

    size: tuple[float, float] = (0, 0)
    left: float = 999
    right: float = 999
    top: float = 999
    bottom: float = 999
    fonts: Counter[str] = field(default_factory=Counter)
    sizes: Counter[float] = field(default_factory=Counter)


def check(document: OutgoingDocument, draft: Draft, pdf: bytes) -> list[Finding]:
    """Return a finding for each rule that holds today; raise ``Invalid`` when the file does not open."""
    page = measured(pdf)
    return [
        Finding(
            rule["code"],
            rule["level"],
            rule["article"],
            rule["sentence"],
            _RULES[rule["code"]](rule, document, draft, page),
        )
        for rule in rules()
    ]


def rules() -> list[dict[str, Any]]:
    """Return the rules that hold today."""
    today = clock.today()
    return [
        rule
        for rule in _all()
        if rule["valid_from"] <= today and (rule.get("valid_to") is None or today <= rule["valid_to"])
    ]


def measured(pdf: bytes) -> Measured:
    """Measure the first pages of a PDF: size, the nearest ink to each edge, fonts and sizes of letters."""
    found = Measured()
    try:
        with pypdfium2.PdfDocument(pdf) as paper:
            for at in range(min(len(paper), _PAGES)):
                _measure(paper[at], found, first=at == 0)
    except pypdfium2.PdfiumError as error:
        raise Invalid({"file": _("Tệp không phải là PDF đọc được.")}) from error
    return found


def _measure(page: pypdfium2.PdfPage, found: Measured, *, first: bool) -> None:
    width, height = page.get_size()
    if first:
        found.size = (width / _MM, height / _MM)
    text = page.get_textpage()
    box = [ctypes.c_double() for _edge in range(4)]
    name = ctypes.create_string_buffer(120)
    flags = ctypes.c_int()
    for at in range(0, text.count_chars(), _STEP):
        if chr(pdfium.FPDFText_GetUnicode(text.raw, at)).isspace():
            continue
        if not pdfium.FPDFText_GetCharBox(text.raw, at, *box):
            continue
        left, right, bottom, top = (edge.value / _MM for edge in box)
        # The page number stands in the top margin (Phụ lục I, mục II.10).
        if not first and height / _MM - top < 20:
            continue
        found.left = min(found.left, left)
        found.right = min(found.right, width / _MM - right)
        found.top = min(found.top, height / _MM - top)
        found.bottom = min(found.bottom, bottom)
        found.sizes[round(pdfium.FPDFText_GetFontSize(text.raw, at), 1)] += 1
        if pdfium.FPDFText_GetFontInfo(text.raw, at, name, 120, flags):
            found.fonts[name.value.decode("utf-8", "replace").split("+")[-1].lower()] += 1


def _paper(rule: dict[str, Any], _document: OutgoingDocument, _draft: Draft, page: Measured) -> str:
    slack = rule["slack"]
    if abs(page.size[0] - rule["width"]) <= slack and abs(page.size[1] - rule["height"]) <= slack:
        return ""
    return _("Khổ giấy là {w} x {h} mm; phải là A4.").format(w=round(page.size[0]), h=round(page.size[1]))


def _margin(edge: str) -> Callable[..., str]:
    def rule_of(rule: dict[str, Any], _document: OutgoingDocument, _draft: Draft, page: Measured) -> str:
        names = {"left": _("trái"), "right": _("phải"), "top": _("trên"), "bottom": _("dưới")}
        space = getattr(page, edge)
        # Ink stays out of the margin; that a short text leaves more room is no fault.
        if space >= rule["least"] - rule["slack"] or space == 999:
            return ""
        return _("Lề {edge} chỉ {space} mm; phải từ {least} mm.").format(
            edge=names[edge], space=round(space, 1), least=rule["least"]
        )

    return rule_of


def _font(rule: dict[str, Any], _document: OutgoingDocument, _draft: Draft, page: Measured) -> str:
    wanted = tuple(rule["names"])
    other = {name: count for name, count in page.fonts.items() if not _plain(name).startswith(wanted)}
    if sum(other.values()) * 50 <= max(sum(page.fonts.values()), 1):
        return ""
    return _("Có chữ đặt bằng phông {fonts}; phải là Times New Roman.").format(fonts=", ".join(sorted(other)[:3]))


def _size(rule: dict[str, Any], _document: OutgoingDocument, _draft: Draft, page: Measured) -> str:
    if not page.sizes:
        return ""
    usual = page.sizes.most_common(1)[0][0]
    if rule["least"] - rule["slack"] <= usual <= rule["most"] + rule["slack"]:
        return ""
    return _("Phần lớn chữ cỡ {size}; nội dung phải cỡ 13–14.").format(size=usual)


def _symbol(_rule: dict[str, Any], document: OutgoingDocument, _draft: Draft, _page: Measured) -> str:
    if not document.unit.symbol:
        return _("{unit} chưa có chữ viết tắt dùng trong ký hiệu văn bản; người quản trị khai ở trang Cơ quan.").format(
            unit=document.unit.name
        )
    kind = kinds.kind(document.kind_code)
    if document.kind_code == kinds.LETTER and kind is not None and not document.drafting_symbol:
        return _("Công văn cần ký hiệu đơn vị soạn thảo, ví dụ VX trong 12/UBND-VX.")
    return ""


def _subject(rule: dict[str, Any], _document: OutgoingDocument, draft: Draft, _page: Measured) -> str:
    if draft.subject.rstrip().endswith((".", ";")):
        return _("Trích yếu không có dấu chấm ở cuối.")
    if _ABSTRACT_START.match(draft.subject):
        return _("Bỏ chữ “V/v” ở đầu trích yếu: mẫu tự thêm cho công văn.")
    if len(draft.subject) > rule["most"]:
        return _("Trích yếu dài {n} chữ cái; hãy viết gọn.").format(n=len(draft.subject))
    return ""


def _addressee(_rule: dict[str, Any], document: OutgoingDocument, draft: Draft, _page: Measured) -> str:
    if document.kind_code == kinds.LETTER and not draft.addressee.strip() and draft.file is None:
        return _("Công văn chưa ghi Kính gửi.")
    return ""


def _grounds(_rule: dict[str, Any], document: OutgoingDocument, draft: Draft, _page: Measured) -> str:
    if document.kind_code in {"quyet-dinh", "nghi-quyet"} and not draft.grounds.strip() and draft.file is None:
        return _("Chưa ghi căn cứ ban hành.")
    return ""


def _text(_rule: dict[str, Any], _document: OutgoingDocument, draft: Draft, _page: Measured) -> str:
    return "" if draft.text.strip() or draft.file is not None else _("Văn bản chưa có nội dung.")


def _authority(rule: dict[str, Any], document: OutgoingDocument, _draft: Draft, _page: Measured) -> str:
    for line in document.signer_authority.splitlines():
        match = _AUTHORITY.match(line.strip().upper() + " ")
        if match is None or match[1] not in rule["forms"]:
            return _("“{line}” không phải thể thức đề ký; dùng TM., Q., KT., TL. hoặc TUQ.").format(line=line.strip())
    return ""


def _signer_title(_rule: dict[str, Any], document: OutgoingDocument, _draft: Draft, _page: Measured) -> str:
    return "" if document.signer_title.strip() else _("Chưa ghi chức vụ người ký.")


def _signer_name(rule: dict[str, Any], document: OutgoingDocument, _draft: Draft, _page: Measured) -> str:
    first = re.split(r"[.\s]", document.signer_name.strip().upper(), maxsplit=1)[0]
    if "." in document.signer_name and first in rule["titles"]:
        return _("Bỏ học hàm, học vị trước họ tên người ký: “{name}”.").format(name=document.signer_name)
    return "" if document.signer_name.strip() else _("Chưa ghi họ tên người ký.")


def _recipients(_rule: dict[str, Any], document: OutgoingDocument, _draft: Draft, _page: Measured) -> str:
    if not document.recipients.exists():
        return _("Chưa có nơi nhận.")
    return "" if document.archive_mark.strip() else _("Chưa ghi nơi lưu.")


_RULES: dict[str, Callable[[dict[str, Any], OutgoingDocument, Draft, Measured], str]] = {
    "paper": _paper,
    "margin-left": _margin("left"),
    "margin-right": _margin("right"),
    "margin-top": _margin("top"),
    "margin-bottom": _margin("bottom"),
    "font": _font,
    "size": _size,
    "symbol": _symbol,
    "subject": _subject,
    "addressee": _addressee,
    "grounds": _grounds,
    "text": _text,
    "authority": _authority,
    "signer-title": _signer_title,
    "signer-name": _signer_name,
    "recipients": _recipients,
}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name)


@lru_cache(maxsize=1)
def _all() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DATA / "form_rules.yaml").read_text(encoding="utf-8"))
    return found
