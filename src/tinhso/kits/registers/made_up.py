"""Rows of any register, made up: to count and to time what its pages do with few of them and with many.

They are what the database takes, not what the register's own rules would: true rows are added by ``services``.
"""

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, models

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.models import DERIVED, Register

_DIGITS = 7
"""Of the number that tells a row from the next, for up to ten million."""
_TEXTS = {"personal_number": "038187000018", "partial_date": "1987", "phone": "+84237385123"}
"""Texts of a form that the database asks for, by the kind of the field."""


def lay(definition: Definition, unit: OrganizationUnit, area: Area, count: int) -> Any:
    """Lay ``count`` rows in force at ``unit``, at ``area`` where they stand somewhere, and return the first.

    What a row points to is made with it, once for all. Called again it lays more.
    """
    model = definition.model
    already = model._default_manager.count()
    first = model._default_manager.order_by("pk").first() or _one(model, unit, area)
    _again(first, max(already, 1), count - (not already))
    return first


def _one(model: type[models.Model], unit: OrganizationUnit, area: Area) -> Any:
    values = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            values[field.name] = _pointed_to(field, unit, area)
        elif not field.primary_key and not field.has_default() and not field.null:
            values[field.name] = _value(field)
    row = model(**{name: value for name, value in values.items() if value is not None})
    row.save(force_insert=True)
    return row


def _pointed_to(field: Any, unit: OrganizationUnit, area: Area) -> Any:
    target = field.related_model
    if target is OrganizationUnit:
        return unit
    if target is Area:
        return area
    # A row that points to its like, as a merged one does, is the exception.
    if target is field.model or (field.null and not issubclass(target, Register)):
        return None
    return target._default_manager.first() or _one(target, unit, area)


def _value(field: Any) -> Any:
    if field.choices:
        return next(value for value, _label in field.flatchoices if value not in ("", None))
    if isinstance(field, models.DateField):
        return clock.now() if isinstance(field, models.DateTimeField) else date(2020, 1, 1)
    if isinstance(field, models.DecimalField | models.IntegerField):
        return 1
    return _TEXTS.get(getattr(field, "kind", ""), "Mẫu")[: field.max_length]


def _again(row: Any, begin: int, count: int) -> None:
    """Lay ``count`` rows like ``row``, which differ from it where two must; ``begin`` tells them from those laid."""
    quote = connection.ops.quote_name
    table, (told_apart, paired) = quote(row._meta.db_table), _told_apart(type(row))
    columns, sources = {}, f"{table} AS known CROSS JOIN generate_series(%s, %s) AS n"
    numbers = [begin, begin + count - 1]
    for field in row._meta.concrete_fields:
        column = quote(field.column)
        columns[column] = _varied(field, f"known.{column}") if field in told_apart else f"known.{column}"
        if field in paired:
            other = getattr(row, field.name)
            _again(other, begin, count)
            columns[column] = f"{column}.id"
            numbers.append(begin)
            sources += f""" JOIN (
                SELECT id, %s - 1 + row_number() OVER (ORDER BY id) AS n FROM {quote(other._meta.db_table)} AS other
                WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE {column} = other.id)
                ) AS {column} USING (n)"""  # noqa: S608 - names of the models' own tables and columns
    statement = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {sources}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE known.id = %s", [*numbers, row.pk])


def _told_apart(model: Any) -> tuple[set[Any], set[Any]]:
    """Return fields by which rows differ in every rule that lets none be there twice, and those that each point to one.

    Where nothing of a row's own has room for so many values, each row points to another row.
    """
    fields = model._meta.concrete_fields
    differ = {model._meta.pk}
    if issubclass(model, Register):
        differ |= {model._meta.get_field(name) for name in DERIVED}
    differ |= {field for field in fields if field.unique and _has_room(field)}
    paired: set[Any] = {field for field in fields if isinstance(field, models.OneToOneField) and not field.null}
    for rule in model._meta.constraints:
        named = [model._meta.get_field(name) for name in _names_in(rule)]
        if own := next(filter(_has_room, named), None):
            differ.add(own)
        elif pointing := next((field for field in named if isinstance(field, models.ForeignKey)), None):
            paired.add(pointing)
    return differ, paired


def _has_room(field: Any) -> bool:
    """Tell whether millions of values fit into a field."""
    small = isinstance(field, models.ForeignKey | models.SmallIntegerField) or 0 < (field.max_length or 0) <= _DIGITS
    return not field.choices and not small


def _names_in(rule: models.BaseConstraint) -> list[str]:
    """Return the fields that may not be equal in two rows."""
    if isinstance(rule, models.UniqueConstraint):
        return list(rule.fields)
    if isinstance(rule, ExclusionConstraint):
        return [str(named) for named, operator in rule.expressions if operator == "=" and isinstance(named, str)]
    return []


def _varied(field: Any, column: str) -> str:
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    if isinstance(field, models.DateField | models.IntegerField):
        return f"{column} + n::int"
    letters = (field.max_length or 100) - _DIGITS
    return f"left({column}, {letters}) || lpad(n::text, {_DIGITS}, '0')"
