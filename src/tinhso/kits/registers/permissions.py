"""The rights that every register brings with it: declared when its class is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import lazystr
from django.utils.translation import gettext, gettext_noop

from tinhso.kernel.foundation.permissions import declare

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Rights:
    """The codes of a register's rights. Each is held at a unit, over the rows of its subtree."""

    view: str
    add: str
    change: str
    end: str
    merge: str
    export: str
    see_personal: str

    def all(self) -> tuple[str, ...]:
        """Return every code."""
        return self.view, self.add, self.change, self.end, self.merge, self.export, self.see_personal


def _sentences(title: str) -> dict[str, StrOrPromise]:
    return {
        "view": lazystr(_Sentence(gettext_noop("{title}: xem danh sách và chi tiết"), title)),
        "add": lazystr(_Sentence(gettext_noop("{title}: thêm"), title)),
        "change": lazystr(_Sentence(gettext_noop("{title}: sửa"), title)),
        "end": lazystr(_Sentence(gettext_noop("{title}: kết thúc hiệu lực"), title)),
        "merge": lazystr(_Sentence(gettext_noop("{title}: gộp bản ghi trùng và tách lại"), title)),
        "export": lazystr(_Sentence(gettext_noop("{title}: xuất dữ liệu"), title)),
        "see-personal": lazystr(_Sentence(gettext_noop("{title}: xem đầy đủ dữ liệu cá nhân"), title)),
    }


class _Sentence:
    """A sentence about a register, put together in the reader's language when it is read."""

    def __init__(self, pattern: str, title: StrOrPromise) -> None:
        self.pattern, self.title = pattern, title

    def __str__(self) -> str:
        return gettext(self.pattern).format(title=self.title)


def declare_rights(code: str, title: StrOrPromise) -> Rights:
    """Declare the rights of the register ``code`` and return their codes."""
    codes = {verb: declare(f"{code}.{verb}", sentence) for verb, sentence in _sentences(title).items()}  # type: ignore[arg-type]
    return Rights(**{verb.replace("-", "_"): found for verb, found in codes.items()})
