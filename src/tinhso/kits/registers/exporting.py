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
from tinhso.kernel.foundation.errors import Invalid, Refused
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
MOST_OF_PURPOSE = 250


class Opened:
    """Tells, unit by unit, whether personal data go into the file: where the actor may see them and said for what."""

    def __init__(self, actor: Actor, definition: Definition, purpose: str) -> None:
        self._all = not definition.personal_fields
        self._units: set[UUID] = set()
        if purpose and not self._all:
            actor.demand(definition.rights.see_personal)
            self._all = actor.is_system
            self._units = set() if self._all else set(actor.unit_ids(definition.rights.see_personal))

    def __call__(self, row: Any) -> bool:
        return self._all or row.unit_id in self._units

    def any_of(self, definition: Definition, rows: QuerySet[Any]) -> bool:
        """Tell whether personal data of any of the rows go into the file."""
        if not definition.personal_fields:
            return False
        return rows.exists() if self._all else bool(self._units) and rows.filter(unit_id__in=self._units).exists()


def export_file(
    actor: Actor, definition: Definition, rows: QuerySet[Any], kind: str, *, purpose: str = ""
) -> HttpResponseBase:
    """Return a file of the rows as lists order them; raise ``Forbidden`` without the right, ``Refused`` for its kind.

    Personal values stand in it only when a purpose is said, in rows of units where the actor may see them; a purpose
    without that right anywhere raises ``Forbidden``. The audit entry says for what, how many rows, and whether
    personal data left.
    """
    actor.demand(definition.rights.export)
    if kind not in KINDS or (kind == "geojson" and definition.point_field is None):
        raise Refused(_("Danh sách chỉ xuất được ra XLSX, CSV, JSON, và GeoJSON nếu có vị trí."), code="bad-export")
    purpose = " ".join(purpose.split())
    if len(purpose) > MOST_OF_PURPOSE:
        raise Invalid({"purpose": _("Dài quá {most} ký tự.").format(most=MOST_OF_PURPOSE)})
    opened = Opened(actor, definition, purpose)
    # Looking at a row takes one right, taking it away another: both are needed at its unit.
    rows = queries.within_right(actor, rows, definition.rights.export)
    if kind == "geojson" and definition.point_field is not None:
        rows = rows.filter(**{f"{definition.point_field.columns[0]}__isnull": False})
    count = rows.count()
    record(
        actor, happened.EXPORTED, subject_kind=definition.code, subject_id=None, subject_label=str(definition.title),
        register=definition.code, kind=kind, rows=min(count, MOST_OF_A_SHEET) if kind == "xlsx" else count, why=purpose,
        personal=opened.any_of(definition, rows),
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
        yield from rows.order_by("-likeness", "pk").iterator(chunk_size=CHUNK)
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
