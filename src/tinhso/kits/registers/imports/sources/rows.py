"""What every reader gives: rows of texts with the number that the spreadsheet shows beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid

MOST_COLUMNS = 400
"""Columns of a table; a spreadsheet that someone formatted to the last column is not one of data."""
MOST_CELL = 32_767
"""Characters of a cell: the most that spreadsheets themselves hold."""
MOST_ROWS = 20_000_000


class Number(str):
    """The text of a cell that the spreadsheet holds as a number: it may have lost zeros in front."""

    __slots__ = ()


class Row(NamedTuple):
    """A row: its number in the file (from 1), its cells as text, and why cells of it cannot be read."""

    number: int
    cells: list[str]
    faults: dict[int, str] | None = None
    """By position of the cell, a code of ``checks.FAULTS``."""


@dataclass(frozen=True)
class SheetInfo:
    """A sheet of a file; a CSV has one."""

    name: str
    hidden: bool = False


class Source(Protocol):
    """An opened file."""

    @property
    def sheets(self) -> Sequence[SheetInfo]: ...

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """Give the rows that hold something, from the first; raise ``Unreadable`` where the file breaks."""
        ...

    def hint(self, sheet: int = 0) -> int:
        """Return about how many rows a sheet has, without reading it; 0 when nothing tells."""
        ...


class Unreadable(Invalid):
    """A file that cannot be read as a table; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__({"file": message}, message)


def too_wide() -> Unreadable:
    """Return the refusal of a table with too many columns."""
    return Unreadable(
        _("Bảng có quá %(most)s cột. Hãy xóa các cột thừa bên phải rồi lưu lại tệp.") % {"most": MOST_COLUMNS}
    )


def too_long_cell(row: int) -> Unreadable:
    """Return the refusal of a cell longer than any spreadsheet's."""
    return Unreadable(
        _("Dòng %(row)s có ô dài quá %(most)s ký tự. Hãy rút gọn ô đó, hoặc kiểm tra dấu nháy kép thiếu trong tệp.")
        % {"row": row, "most": MOST_CELL}
    )


def is_empty(cells: Sequence[str]) -> bool:
    """Tell whether nothing stands in a row."""
    return not any(cells)
