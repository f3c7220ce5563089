"""Electronic identifiers of units, QĐ 20/2020/QĐ-TTg as amended by QĐ 09/2025/QĐ-TTg.

Two directions exist. The new one starts at level 1 and has no padding (``H56.15.03``); the old one ends with
level 1 and pads empty groups with zeros (``000.03.15.H56``).
"""

import re

from django.utils.translation import gettext as _

MAXIMUM_LENGTH = 35
_NEW = re.compile(r"[A-Z]\d{2}(\.[A-Z0-9]{2,3})*")
_OLD = re.compile(r"([A-Z0-9]{2,3}\.)+[A-Z]\d{2}")
_OLD_WIDTHS = (3, 2, 2)


def check_identifier(identifier: str) -> str:
    """Return ``identifier`` in the new direction; raise ``ValueError`` with a message for people."""
    text = identifier.strip().upper()
    if len(text) > MAXIMUM_LENGTH:
        raise ValueError(
            _("Mã định danh dài {length} ký tự; quy định tối đa {most} ký tự.").format(
                length=len(text), most=MAXIMUM_LENGTH
            )
        )
    if _NEW.fullmatch(text):
        return text
    if _OLD.fullmatch(text):
        return from_old(text)
    raise ValueError(
        _("Mã định danh “{code}” không đúng mẫu, ví dụ H56.15.03 hoặc 000.03.15.H56.").format(code=identifier)
    )


def from_old(identifier: str) -> str:
    """Turn ``000.03.15.H56`` into ``H56.15.03``."""
    groups = [group for group in identifier.split(".") if group.strip("0")]
    return ".".join(reversed(groups))


def to_old(identifier: str) -> str:
    """Turn ``H56.15.03`` into ``000.03.15.H56``: at least four groups, empty ones filled with zeros."""
    groups = list(reversed(identifier.split(".")))
    padding = ["0" * width for width in _OLD_WIDTHS[: max(0, 4 - len(groups))]]
    return ".".join([*padding, *groups])
