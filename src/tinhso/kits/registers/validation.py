"""Reading what people and programs write: the one rule of forms, API and import.

``clean_value`` reads a cell, ``clean_column`` a whole column, ``clean_row`` a row; ``columns_of`` turns read values
into what stands in the table, ``derived`` adds what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.text import sort_key
from tinhso.kits.registers.definition import Definition, Field
from tinhso.kits.registers.kinds import Cleaned

MOST_OF_KEY = 500


def clean_value(field: Field, raw: Any) -> Any:
    """Return the typed value of one cell; raise ``ValueError`` with what is wrong and how to mend it."""
    return field.kind.clean(field, raw)


def clean_column(field: Field, raws: Sequence[Any]) -> Cleaned:
    """Return the typed values of a column, and the errors by place."""
    return field.kind.clean_column(field, raws)


def clean_row(definition: Definition, raw: Mapping[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """Return the typed values by field; raise ``Invalid`` naming every field that cannot be accepted.

    ``partial`` reads only the fields that are given, for a change; otherwise a field that is not given is empty, or
    has the default of the class.
    """
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name in raw:
        if name not in definition.by_name or definition.by_name[name].kit:
            wrong[name] = _("Không có mục nào mang tên này.")
    for field in definition.fields:
        if field.name not in raw:
            if partial:
                continue
            if field.default is not None:
                values[field.name] = field.default
                continue
        try:
            values[field.name] = field.kind.clean(field, raw.get(field.name))
        except ValueError as error:
            wrong[field.name] = str(error)
    if wrong:
        raise Invalid(wrong)
    return values


def columns_of(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in the columns of the fields in ``values``, by column."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = definition.field(name)
        found.update(zip(field.columns, field.kind.spread(field, value), strict=True))
    return found


def search_text(definition: Definition, values: Mapping[str, Any]) -> str:
    """Return the words by which a row with these values is found; ``values`` has every field of ``find_by``."""
    fields = (definition.field(name) for name in definition.find_by)
    return " ".join(filter(None, (field.kind.words(field, values[field.name]) for field in fields)))


def order_key(definition: Definition, values: Mapping[str, Any]) -> str:
    """Return the row's place in the alphabet; empty for a register without names."""
    field = definition.name_field
    return sort_key(values[field.name] or "")[:MOST_OF_KEY] if field else ""


def derived(definition: Definition, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns that follow from a row's values: what import writes beside ``columns_of``."""
    return {"search_text": search_text(definition, values), "sort_key": order_key(definition, values)}


def derived_columns(
    definition: Definition, columns: Mapping[str, Sequence[Any]], count: int
) -> dict[str, Sequence[str]]:
    """Return ``derived`` of ``count`` rows at once; ``columns`` has every field of ``needed_for_derived``."""
    words = [_words_of(definition.field(name), columns[name]) for name in definition.find_by]
    found = [" ".join(filter(None, pieces)) for pieces in zip(*words, strict=True)] if words else [""] * count
    name = definition.name_field
    keys = [sort_key(value or "")[:MOST_OF_KEY] for value in columns[name.name]] if name else [""] * count
    return {"search_text": found, "sort_key": keys}


def _words_of(field: Field, column: Sequence[Any]) -> list[str]:
    """Return by which words each value of a column is found; of equal ones the first is asked."""
    if not column or isinstance(column[0], Model):
        return [field.kind.words(field, value) for value in column]
    known: dict[Any, str] = {}
    words = []
    for value in column:
        found = known.get(value)
        if found is None:
            found = known[value] = field.kind.words(field, value)
        words.append(found)
    return words


def needed_for_derived(definition: Definition) -> frozenset[str]:
    """Return the names of the fields from which the derived columns follow."""
    name = definition.name_field
    return frozenset(definition.find_by) | ({name.name} if name else set())


def values_of(definition: Definition, row: Any, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a row's typed values by field; of all fields that can be filled in when no ``names`` are given."""
    fields = definition.fields if names is None else [definition.field(name) for name in names]
    return {field.name: field.kind.value_of(field, row) for field in fields}
