"""Reading tables out of files, row by row: memory does not grow with the file."""

from tinhso.kits.registers.imports.sources.rows import Row, Source, Unreadable
from tinhso.kits.registers.imports.sources.table import open_source

__all__ = ["Row", "Source", "Unreadable", "open_source"]
