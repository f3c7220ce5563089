"""Secret documents never enter this system: any mark of secrecy, in a field or on the page, ends in a refusal.

Law: Luật Bảo vệ bí mật nhà nước 29/2018/QH14 (from memory): state secrets are not kept on systems connected to others.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.foundation.text import fold

_PLAIN = {"", "0", "thuong", "khong", "khong mat", "binh thuong", "none", "normal"}
# As on the stamp: capitals, alone on a line or framed, spaces between letters as readers of scans leave them.
_MARK = re.compile(r"(?m:^)[\W_]*((?:T\s?U\s?Y\s?Ệ\s?T|T\s?Ố\s?I)\s+M\s?Ậ\s?T|M\s?Ậ\s?T)[\W_]*?(?m:$)")
_LABEL = re.compile(r"độ\s+mật\s*[:\-]\s*(tuyệt\s+mật|tối\s+mật|mật)\b", re.IGNORECASE)
_IN_LINE = re.compile(r"(?<![\w])(TUYỆT MẬT|TỐI MẬT)(?![\w])")


class SecretRefused(Refused):
    """A document with a mark of secrecy was handed in; nothing of it is kept."""

    def __init__(self, where: str) -> None:
        super().__init__(
            _(
                "Văn bản có dấu chỉ độ mật ({where}). Hệ thống này không được tiếp nhận, lưu hay gửi văn bản mật; "
                "không có gì của văn bản được giữ lại. "
                "Hãy chuyển cho người làm công tác bảo mật của cơ quan để vào sổ riêng."
            ).format(where=where),
            code="secret-document",
        )
        self.where = where


def mark_in(text: str) -> str:
    """Return the mark of secrecy that a page's text bears, empty when none."""
    composed = unicodedata.normalize("NFC", text)
    for pattern in (_MARK, _LABEL, _IN_LINE):
        match = pattern.search(composed)
        if match:
            return " ".join(match.group(1).split()).upper()
    return ""


def refuse(*, field: str = "", subject: str = "", text: str = "") -> None:
    """Raise ``SecretRefused`` when a field of secrecy says anything, or a mark stands in subject or text."""
    if fold(field).strip() not in _PLAIN:
        raise SecretRefused(_("ở mục độ mật: {mark}").format(mark=field.strip()[:40]))
    for words, where in ((subject, _("ở trích yếu")), (text, _("trong nội dung"))):
        mark = mark_in(words)
        if mark:
            raise SecretRefused(f"{where}: {mark}")
