"""What rows point to, read for many of them at once: asking one row after another would ask the database each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinhso.kits.registers.definition import Definition


def point_rows(definition: Definition, rows: Sequence[Any]) -> None:
    """Let each of ``rows`` hold what its fields point to; rows that point to one thing share it."""
    for field in definition.fields:
        if field.target is None or not rows:
            continue
        column = field.columns[0]
        keys = {getattr(row, column) for row in rows} - {None}
        found = field.target._default_manager.all()
        known = (found.defer("boundary") if field.kind.code == "area" else found).in_bulk(keys)
        for row in rows:
            key = getattr(row, column)
            if key is None or key in known:
                row._state.fields_cache[field.name] = known.get(key)
