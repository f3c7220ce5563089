"""Finding rows: what is typed into the search field, and filters, as the address carries them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.models import Status

_NUMBERS = ("personal_number", "phone")
MOST_TEXT = 200


@dataclass(frozen=True)
class Asked:
    """What a list is asked for: words, and what each filter holds; ``wrong`` names filters that cannot be read."""

    text: str = ""
    condition: Q = field(default_factory=Q)
    wrong: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    """Whether rows that ended or were merged are wanted too."""


def read(definition: Definition, text: str, filters: Mapping[str, Sequence[str]]) -> Asked:
    """Read words and filters; a filter that cannot be read filters everything away and is named in ``wrong``."""
    condition, wrong = Q(), {}
    for name in definition.filters:
        given = [value.strip()[:MOST_TEXT] for value in filters.get(name, []) if value.strip()][:50]
        if not given or given == ["*"]:
            continue
        found = definition.field(name)
        if found.personal and found.kind.code not in _NUMBERS:
            wrong[name] = _("Không lọc theo dữ liệu cá nhân.")
            continue
        try:
            condition &= found.kind.matches(found, given)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        condition &= Q(pk__in=[])
    status = [value for value in filters.get("status", []) if value]
    return Asked(text.strip()[:MOST_TEXT], condition, wrong, whole=bool(status))


def narrow(definition: Definition, rows: QuerySet[Any], asked: Asked) -> tuple[QuerySet[Any], tuple[str, ...]]:
    """Return the rows that are asked for, and the order in which they are read."""
    rows = rows.filter(asked.condition)
    if not asked.whole:
        rows = rows.filter(status=Status.IN_FORCE)
    if not asked.text:
        return rows, definition.order
    exact = by_number(definition, asked.text)
    if exact is not None:
        return rows.filter(exact), definition.order
    found = definition.model.rows_found(rows, asked.text)
    return found, ("-likeness", "pk") if "likeness" in found.query.annotations else definition.order


def by_number(definition: Definition, text: str) -> Q | None:
    """Return the condition of bearing a number of a person that was typed whole; none when it is no such number.

    Digits of such numbers are not found piece by piece: nobody learns a number by trying.
    """
    condition = Q()
    for name in definition.find_by:
        found = definition.field(name)
        if found.kind.code in _NUMBERS and (found.personal or found.kind.code == "personal_number"):
            try:
                condition |= found.kind.matches(found, [text])
            except ValueError:
                continue
    return condition or None
