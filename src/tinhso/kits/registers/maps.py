"""Rows of a register as places on a map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tinhso.kernel.web.maps import MOST_PLACES, Spot
from tinhso.kits.registers import shown
from tinhso.kits.registers.definition import Definition


def spots(definition: Definition, rows: QuerySet[Any], address: Callable[[Any], str] | None = None) -> list[Spot]:
    """Return the rows that have a place, at most one more than a map shows; ``address`` says where each page is.

    Personal data are masked, as in lists.
    """
    point = definition.point_field
    if point is None:
        return []
    lat, lon = point.columns
    found = rows.filter(**{f"{lat}__isnull": False})[: MOST_PLACES + 1]
    where = address or (lambda row: reverse("registers:row", args=[definition.code, row.pk]))
    return [
        Spot(getattr(row, lat), getattr(row, lon), shown.title(definition, row), where(row), _detail(definition, row))
        for row in found
    ]


def _detail(definition: Definition, row: Any) -> str:
    """Return the choices among the fields of a card: what kind of thing it is, without asking for other rows."""
    fields = [definition.field(name) for name in definition.card if name in definition.by_name]
    words = [shown.value(found, row).text for found in fields if found.kind.code == "choice"]
    return " · ".join(word for word in words if word)
