"""Columns as PostgreSQL's COPY reads them: text, a line a row.

A column is turned at once and mostly stays as it is: rows are put together by the interpreter's own loops.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from types import NoneType
from typing import Any
from uuid import UUID

from psycopg.adapt import PyFormat, Transformer

_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NOTHING = "\\N"


def lines(columns: Sequence[Sequence[Any]]) -> bytes:
    """Return rows whose values stand in ``columns``."""
    texts = [column_text(column) for column in columns]
    return "".join(["\t".join(row) + "\n" for row in zip(*texts, strict=True)]).encode()


def column_text(column: Sequence[Any]) -> Sequence[str]:
    """Return a column's values as COPY writes them; raise psycopg's ``ProgrammingError`` for what it cannot write."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return _escaped(column)
    if kinds == {str, NoneType}:
        return [NOTHING if value is None else value.translate(_ESCAPED) for value in column]
    if kinds == {UUID}:
        return [value.hex for value in column]
    # By kind too: 1, 1.0 and True are one key, and not one text.
    return [_text(kind, value) for kind, value in zip(map(type, column), column, strict=True)]


@lru_cache(maxsize=50_000)
def _text(_kind: type, value: Any) -> str:
    dumped = None if value is None else Transformer().get_dumper(value, PyFormat.TEXT).dump(value)
    return NOTHING if dumped is None else bytes(dumped).decode().translate(_ESCAPED)


def _escaped(column: Sequence[str]) -> Sequence[str]:
    if _SPECIAL.search("".join(column)):
        return [value.translate(_ESCAPED) for value in column]
    return column
