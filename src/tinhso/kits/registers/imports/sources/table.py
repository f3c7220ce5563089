"""Opening a stored file with the reader of its kind."""

from pathlib import Path

from tinhso.kernel.files import kinds
from tinhso.kits.registers.imports.sources.ods import Spreadsheet
from tinhso.kits.registers.imports.sources.rows import Source
from tinhso.kits.registers.imports.sources.text_files import TextTable
from tinhso.kits.registers.imports.sources.xlsx import Workbook

ACCEPTED = frozenset({kinds.XLSX, kinds.ODS, kinds.TABLE})


def open_source(path: Path, media_type: str, *, encoding: str = "", delimiter: str = "") -> Source:
    """Open a file as a table; ``encoding`` and ``delimiter`` count for CSV. Raises ``Unreadable``."""
    if media_type == kinds.XLSX:
        return Workbook(path)
    if media_type == kinds.ODS:
        return Spreadsheet(path)
    return TextTable(path, encoding=encoding, delimiter=delimiter)
