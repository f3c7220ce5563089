"""How values of rows are shown: personal ones masked unless somebody may see them and said for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import escape

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition, Field, Panel

NO_KEY = UUID(int=0)
"""Stands in an address where a row's key does."""


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


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a list."""

    label: str
    """What stands over it, fit for a page as it is."""
    text: str
    look: str
    """How it is set: ``lead``, ``number``, ``status``, or as the others are."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a list shows it."""

    row: Any
    name: str
    address: str
    cells: list[Cell]


def lines(definition: Definition, rows: Iterable[Any], names: Sequence[str]) -> list[Line]:
    """Return rows as a list shows them: personal data are always masked there.

    What all have in common is found once: the words over a column, and the form of an address.
    """
    before, after = reverse("registers:row", args=[definition.code, NO_KEY]).split(str(NO_KEY))
    columns = []
    for place, field in enumerate(definition.field(name) for name in names):
        look = "number" if field.numeric else "status" if field.name == "status" else ""
        columns.append((field, escape(field.title), look if place else "lead"))
    return [
        Line(
            row,
            title(definition, row),
            f"{before}{row.pk}{after}",
            [Cell(label, value(field, row).text, look) for field, label, look in columns],
        )
        for row in rows
    ]


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
