"""Open data of registers: what a class says with ``publish``, and nothing else (NĐ 165/2025/NĐ-CP, Điều 10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import NotFound, Refused
from tinhso.kernel.web import exports
from tinhso.kits.registers import queries
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.exporting import CHUNK, stream_json
from tinhso.kits.registers.models import Status


def open_data(definition: Definition, kind: str) -> HttpResponseBase:
    """Return the published fields of the rows in force; raise ``NotFound`` for a register that publishes nothing."""
    names, rows = published_names(definition), published_rows(definition)
    point = definition.point_field
    if kind == "geojson" and (point is None or point.name not in names):
        raise Refused(_("Sổ này không công bố vị trí nên không có GeoJSON."), code="bad-export")
    name = f"{definition.code.replace('.', '-')}-mo"
    response: HttpResponseBase
    if kind == "csv":
        columns: list[exports.Column] = [(definition.field(found).title, _reader(definition, found)) for found in names]
        response = exports.csv_response(name, columns, rows.iterator(chunk_size=CHUNK))
    else:
        response = stream_json(definition, rows, kind, name, lambda _row: False, names)
    licence = definition.publish.licence if definition.publish else ""
    response["Link"] = f'<https://spdx.org/licenses/{licence}.html>; rel="license"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def published_names(definition: Definition) -> tuple[str, ...]:
    """Return the fields that anybody may read; raise ``NotFound`` for a register that publishes nothing."""
    if definition.publish is None:
        raise NotFound(_("Sổ này không công bố dữ liệu mở."))
    return tuple(definition.publish.fields.split())


def published_rows(definition: Definition) -> QuerySet[Any]:
    """Return the rows that anybody may read, as lists order them; raise ``NotFound`` like ``published_names``."""
    names = published_names(definition)
    rows = definition.model._default_manager.filter(status=Status.IN_FORCE).order_by(*definition.order)
    return queries.with_relations(definition, rows, names)


def _reader(definition: Definition, name: str) -> Callable[[Any], str]:
    field = definition.field(name)
    return lambda row: field.kind.show(field, field.kind.value_of(field, row))
