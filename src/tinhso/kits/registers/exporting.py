"""Exports of a register: CSV, XLSX, JSON, GeoJSON, written row by row so that memory does not grow with the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import page_at
from tinhso.kits.registers import audit_events as happened
from tinhso.kits.registers import queries, shown
from tinhso.kits.registers.definition import Definition, Field

FIRST_PIECE, CHUNK = 100, 2000
MOST_OF_A_SHEET = 1_000_000
"""A sheet of XLSX has 1,048,576 rows."""
KINDS = ("xlsx", "csv", "json", "geojson")


class Opened:
    """Tells, unit by unit, whether the actor may see personal data; asked once for each unit."""

    def __init__(self, actor: Actor, definition: Definition) -> None:
        self._units: set[UUID] | None = None
        self._all = actor.is_system or not definition.personal_fields
        if not self._all:
            self._units = actor.unit_ids(definition.rights.see_personal)

    def __call__(self, row: Any) -> bool:
        return self._all or row.unit_id in (self._units or ())


def export_file(actor: Actor, definition: Definition, rows: QuerySet[Any], kind: str) -> HttpResponseBase:
    """Return a file of the rows; raise ``Forbidden`` without the right, ``Refused`` for a kind that is not written.

    Personal values stand only in rows of units where the actor may see them; that somebody exported is audited.
    """
    actor.demand(definition.rights.export)
    if kind not in KINDS or (kind == "geojson" and definition.point_field is None):
        raise Refused(_("Danh sách chỉ xuất được ra XLSX, CSV, JSON, và GeoJSON nếu có vị trí."), code="bad-export")
    opened = Opened(actor, definition)
    # Looking at a row takes one right, taking it away another: both are needed at its unit.
    rows = queries.within_right(actor, rows, definition.rights.export)
    record(
        actor, happened.EXPORTED, subject_kind=definition.code, subject_id=None, subject_label=str(definition.title),
        register=definition.code, kind=kind,
    )  # fmt: skip
    rows = queries.with_relations(definition, rows)
    name = definition.code.replace(".", "-")
    if kind in {"json", "geojson"}:
        return stream_json(definition, rows, kind, name, opened)
    columns = [(field.title, _source(field, opened)) for field in _exported(definition)]
    if kind == "csv":
        return exports.csv_response(name, columns, in_pieces(definition, rows))
    return exports.xlsx_response(name, columns, islice(in_pieces(definition, rows), MOST_OF_A_SHEET))


def in_pieces(definition: Definition, rows: QuerySet[Any]) -> Iterator[Any]:
    """Give rows as lists have them, some thousand at a time, each time by the key of the last one.

    So the first leave at once, however many there are, and nothing is held open in the database while somebody with a
    poor line takes them.
    """
    if "likeness" in rows.query.annotations:
        yield from rows.iterator(chunk_size=CHUNK)
        return
    after, size = "", FIRST_PIECE
    while True:
        page = page_at(rows, order=definition.order, size=size, after=after)
        yield from page.rows
        after, size = page.next_cursor, CHUNK
        if not after:
            return


def _exported(definition: Definition) -> tuple[Field, ...]:
    return (*definition.fields, definition.field("status"))


def _source(field: Field, opened: Opened) -> Any:
    kept = {"date", "integer", "datetime"}

    def read(row: Any) -> Any:
        if field.personal and not opened(row):
            return ""
        value = field.kind.value_of(field, row)
        return value if field.kind.code in kept else field.kind.show(field, value)

    return read


def stream_json(
    definition: Definition, rows: QuerySet[Any], kind: str, name: str, opened: Any, fields: tuple[str, ...] = ()
) -> StreamingHttpResponse:
    """Return JSON, or GeoJSON of the rows that have a place, written row by row."""
    names = fields or tuple(field.name for field in _exported(definition))
    point = definition.point_field
    if kind == "geojson" and point is not None:
        rows = rows.filter(**{f"{point.columns[0]}__isnull": False})
    language = translation.get_language()

    def pieces() -> Iterator[str]:
        yield '{"type":"FeatureCollection","features":[' if kind == "geojson" else "["
        between = ""
        for row in in_pieces(definition, rows):
            # Written after the request's own language has been laid aside.
            with translation.override(language):
                plain = {"id": str(row.pk), **shown.plain(definition, row, open_=opened(row), names=names)}
            yield between + json.dumps(_feature(point, plain) if kind == "geojson" else plain, **_JSON)
            between = ",\n"
        yield "]}" if kind == "geojson" else "]"

    media = "application/geo+json" if kind == "geojson" else "application/json"
    response = StreamingHttpResponse(pieces(), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


_JSON: dict[str, Any] = {"cls": DjangoJSONEncoder, "ensure_ascii": False}


def _feature(point: Field | None, plain: dict[str, Any]) -> dict[str, Any]:
    place = plain.pop(point.name, None) if point else None
    geometry = {"type": "Point", "coordinates": [place["lon"], place["lat"]]} if place else None
    return {"type": "Feature", "id": plain["id"], "geometry": geometry, "properties": plain}
