"""How values of rows are shown: personal ones masked unless somebody may see them and said for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition, Field, Panel


@dataclass(frozen=True)
class Shown:
    """A value as a page shows it."""

    field: Field
    text: str
    masked: bool = False

    @property
    def label(self) -> str:
        """What stands over it."""
        return self.field.title


@dataclass(frozen=True)
class ShownPanel:
    """A panel of the detail page with its values."""

    panel: Panel
    values: list[Shown]


def value(field: Field, row: Any, *, open_: bool = False) -> Shown:
    """Return a field of a row; a personal one is masked unless ``open_``."""
    found = field.kind.value_of(field, row)
    if field.personal and not open_:
        return Shown(field, field.kind.mask(field, found), masked=bool(found))
    return Shown(field, field.kind.show(field, found))


def cells(definition: Definition, row: Any, names: Iterable[str]) -> list[Shown]:
    """Return the cells of a row in a list: personal data are always masked there."""
    return [value(definition.field(name), row) for name in names]


def panels(definition: Definition, row: Any, *, open_: bool) -> list[ShownPanel]:
    """Return the panels of a row's page."""
    return [
        ShownPanel(panel, [value(definition.field(name), row, open_=open_) for name in panel.fields.split()])
        for panel in definition.panels
    ]


def plain(definition: Definition, row: Any, *, open_: bool, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a row as JSON carries it; personal values that may not be seen are null."""
    fields = definition.fields if names is None else [definition.field(name) for name in names]
    return {
        field.name: None if field.personal and not open_ else field.kind.plain(field, field.kind.value_of(field, row))
        for field in fields
    }


def may_open(actor: Actor, definition: Definition, row: Any) -> bool:
    """Tell whether the actor may see the row's personal data."""
    return actor.may(definition.rights.see_personal, row.unit)


def title(definition: Definition, row: Any, *, open_: bool = False) -> str:
    """Return what a page calls a row: its name, masked when it is that of a person."""
    field = definition.name_field
    return value(field, row, open_=open_).text if field is not None else str(row)
