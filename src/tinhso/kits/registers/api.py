"""The API of every register: list, read, add, change, end, history, export, and open data without a key.

A key needs the same rights as a person: ``<code>.view`` and so on, at the units whose records it asks for.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router, Status

from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.web.exports import XLSX
from tinhso.kernel.web.paging import page_at
from tinhso.kits.registers import api_values, finding, history, queries, services
from tinhso.kits.registers.api_queries import demand_known, demand_readable, filters_of
from tinhso.kits.registers.api_schemas import (
    ChangeIn,
    EndIn,
    RecordIn,
    RecordOut,
    RecordPage,
    RegisterOut,
    RegisterSchema,
    VersionOut,
)
from tinhso.kits.registers.definition import REGISTERS
from tinhso.kits.registers.exporting import export_file
from tinhso.kits.registers.opendata import open_data
from tinhso.kits.registers.views.common import actor_of, opened, opened_row

PREFIX = "/registers"
router = Router(tags=["registers"])
_FILES: dict[str, Any] = {
    "responses": {
        200: {
            "description": "OK",
            "content": {
                "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
                "application/geo+json": {"schema": {"type": "object"}},
                "text/csv": {"schema": {"type": "string"}},
                XLSX: {"schema": {"type": "string", "format": "binary"}},
            },
        }
    }
}
"""What a file may be; the document names each kind."""
_FILTERS = Query([], max_length=20, description="mục:giá trị, ví dụ area:14758; lặp lại được")


@router.get("", response=list[RegisterOut])
@api_requires("signed-in")
def list_registers(request: HttpRequest) -> list[dict[str, Any]]:
    """List the registers that the key may read."""
    demand_known(request)
    actor = actor_of(request)
    return [api_values.register_of(found) for found in REGISTERS.values() if actor.may(found.rights.view)]


@router.get("/{code}", response=RegisterSchema)
@api_requires("signed-in")
def get_register(request: HttpRequest, code: str) -> dict[str, Any]:
    """Describe a register: its fields as JSON Schema, its filters, its rights."""
    _actor, definition = opened(request, code)
    demand_known(request)
    return api_values.schema_of(definition)


@router.get("/{code}/records", response=RecordPage)
@api_requires("signed-in")
def list_records(
    request: HttpRequest,
    code: str,
    q: str = Query("", max_length=200, description="Từ tìm, không cần dấu"),
    filter: list[str] = _FILTERS,
    cursor: str = Query("", max_length=1000),
    size: int = Query(50, ge=1, le=500),
) -> dict[str, Any]:
    """List the records that the key may see, page by page; personal data are left out."""
    actor, definition = opened(request, code)
    demand_known(request, "q", "filter", "cursor", "size")
    asked = finding.read(definition, q, filters_of(definition, filter))
    demand_readable(asked.wrong)
    rows, order = finding.narrow(definition, queries.visible_to(actor, definition), asked)
    page = page_at(queries.with_relations(definition, rows), order=order, size=size, after=cursor)
    return {
        "items": [api_values.record_of(definition, row, open_=False) for row in page.rows],
        "next": page.next_cursor,
    }


@router.post("/{code}/records", response={201: RecordOut})
@api_requires("signed-in")
def add_record(request: HttpRequest, code: str, payload: RecordIn) -> Status:
    """Add a record; values are read by the rules of the screens."""
    actor, definition = opened(request, code, "add")
    row = services.add(actor, definition, payload.values)
    return Status(201, api_values.record_of(definition, row, open_=False))


@router.get("/{code}/records/{record_id}", response=RecordOut)
@api_requires("signed-in")
def get_record(
    request: HttpRequest, code: str, record_id: UUID, purpose: str = Query("", max_length=250)
) -> dict[str, Any]:
    """Read a record. With ``purpose`` and the right, personal data come too, and the reading is logged."""
    actor, definition, row = opened_row(request, code, record_id)
    demand_known(request, "purpose")
    if purpose:
        services.open_personal(actor, definition, row, purpose)
    return api_values.record_of(definition, row, open_=bool(purpose))


@router.patch("/{code}/records/{record_id}", response=RecordOut)
@api_requires("signed-in")
def change_record(request: HttpRequest, code: str, record_id: UUID, payload: ChangeIn) -> dict[str, Any]:
    """Change the given fields of a record that was read at ``revision``; 409 when somebody changed it since."""
    actor, definition, row = opened_row(request, code, record_id, "change")
    changed = services.change(actor, row, payload.values, revision=payload.revision, reason=payload.reason)
    return api_values.record_of(definition, changed, open_=False)


@router.post("/{code}/records/{record_id}/end", response=RecordOut)
@api_requires("signed-in")
def end_record(request: HttpRequest, code: str, record_id: UUID, payload: EndIn) -> dict[str, Any]:
    """End a record, with a reason."""
    actor, definition, row = opened_row(request, code, record_id, "end")
    ended = services.end(actor, row, payload.reason, revision=payload.revision)
    return api_values.record_of(definition, ended, open_=False)


@router.get("/{code}/records/{record_id}/history", response=list[VersionOut])
@api_requires("signed-in")
def record_history(request: HttpRequest, code: str, record_id: UUID) -> list[dict[str, Any]]:
    """List the last versions of a record, the newest first, with what changed; personal data are masked."""
    _actor, definition, row = opened_row(request, code, record_id)
    demand_known(request)
    return [api_values.version_of(found) for found in history.versions_of(definition, row, open_=False)]


@router.get("/{code}/export", response={200: Any}, openapi_extra=_FILES)
@api_requires("signed-in")
def export_records(
    request: HttpRequest,
    code: str,
    format: str = Query("csv", pattern="^(csv|xlsx|json|geojson)$"),
    q: str = Query("", max_length=200),
    filter: list[str] = _FILTERS,
    purpose: str = Query("", max_length=250, description="Mục đích; thiếu thì tệp không có dữ liệu cá nhân"),
) -> HttpResponseBase:
    """Stream a file of the records that the key may take away; personal data only with ``purpose`` and the right."""
    actor, definition = opened(request, code, "export")
    demand_known(request, "format", "q", "filter", "purpose")
    asked = finding.read(definition, q, filters_of(definition, filter))
    demand_readable(asked.wrong)
    rows, _order = finding.narrow(definition, queries.visible_to(actor, definition), asked)
    return export_file(actor, definition, rows, format, purpose=purpose)


@router.get("/{code}/open-data", response={200: Any}, openapi_extra=_FILES)
@api_requires("public")
def read_open_data(
    request: HttpRequest,
    code: str,
    format: str = Query("json", pattern="^(json|geojson|csv)$"),
) -> HttpResponseBase:
    """Stream what a register publishes as open data, under the licence that its class names."""
    demand_known(request, "format")
    return open_data(queries.register_named(code), format)
