"""The API of importing: send a file, say what its columns are, look at the faults, store, undo."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import page_at
from tinhso.kits.registers.imports import permissions, queries
from tinhso.kits.registers.imports.models import ImportRun
from tinhso.kits.registers.imports.services import receiving, storing, undoing

PREFIX = "/register-imports"
router = Router(tags=["registers"])

Text = Annotated[str, StringConstraints(max_length=200)]
FieldName = Annotated[str, StringConstraints(max_length=60)]


class RunOut(Schema):
    """An import. ``state``: matching, checking, checked, storing, paused, done, undoing, undone, failed, dropped."""

    id: UUID
    register_code: str
    unit_id: UUID
    file: str
    source: str
    state: str
    headings: list[str]
    columns: list[str]
    header_row: int
    rows_total: int
    rows_read: int
    rows_bad: int
    change_known: bool
    rows_stored: int
    rows_changed: int
    rows_same: int
    position: int
    faults_total: int
    alike_total: int
    removed_total: int
    restored_total: int
    kept_total: int
    problem: str


class RunPage(Schema):
    """A page of imports; ``next`` is the cursor of the next one, empty at the end."""

    items: list[RunOut]
    next: str


class ImportedFieldChange(Schema):
    """What stands in a field of a record and what a row puts there; personal values are masked."""

    field: str
    before: str
    after: str


class ImportedChangeOut(Schema):
    """What a row of the file changes of a record that stands."""

    row: int
    record_id: UUID
    fields: list[ImportedFieldChange]


class ImportedChangePage(Schema):
    """A page of changes; ``next`` is the cursor of the next one, empty at the end."""

    items: list[ImportedChangeOut]
    next: str


class FaultOut(Schema):
    """What is wrong with a cell: its row and column as the spreadsheet shows them, a stable code, words."""

    row: int
    column: str
    heading: str
    field: str
    code: str
    kind: str
    message: str
    raw: str


class FaultPage(Schema):
    """A page of faults; ``next`` is the cursor of the next one, empty at the end."""

    items: list[FaultOut]
    next: str


class MatchIn(Schema):
    """Which field each column fills, in the order of the columns; ``values``: what a field's values stand for.

    ``change_known``: a row whose key is known changes its record, and an empty cell leaves the value alone; otherwise
    such a row is refused.
    """

    columns: list[FieldName] = Field(max_length=400)
    values: dict[FieldName, dict[Text, Text]] = Field(default_factory=dict, max_length=100)
    change_known: bool = False


class Verb(StrEnum):
    """What is to be done with an import."""

    STORE = "store"
    PAUSE = "pause"
    RESUME = "resume"
    UNDO = "undo"


class ActIn(Schema):
    """For ``store``: whether rows that are like another record are left out."""

    skip_alike: bool = False


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _out(run: ImportRun) -> dict[str, Any]:
    names = set(RunOut.model_fields) - {"register_code", "file"}
    return {"register_code": run.register, "file": run.file.name, **{name: getattr(run, name) for name in names}}


@router.get("", response=RunPage)
@api_requires(permissions.IMPORT)
def list_imports(request: HttpRequest, cursor: str = Query("", max_length=500)) -> dict[str, Any]:
    """List the imports into the registers and units to which the key may add rows, the latest first."""
    page = page_at(queries.visible_runs(_actor(request)), order=("-created_at", "-id"), after=cursor)
    return {"items": [_out(run) for run in page.rows], "next": page.next_cursor}


@router.post("", response={201: RunOut})
@api_requires(permissions.IMPORT)
def begin_import(
    request: HttpRequest,
    file: File[UploadedFile],
    register_code: Annotated[str, Form(max_length=80)],
    unit_id: Annotated[UUID, Form()],
    source: Annotated[str, Form(max_length=120)] = "",
) -> Status[dict[str, Any]]:
    """Send an XLSX, ODS or CSV file for a register; the answer says how its columns were matched.

    ``unit_id`` is the unit of the rows that name none themselves.
    """
    actor = _actor(request)
    definition = queries.register_for(actor, register_code)
    unit = queries.unit_for(actor, unit_id)
    stored = receiving.store(actor, cast(BinaryIO, file.file), file.name or "")
    return Status(201, _out(receiving.begin(actor, definition, stored, unit=unit, source=source)))


@router.get("/{run_id}", response=RunOut)
@api_requires(permissions.IMPORT)
def show_import(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """Show how far an import has come."""
    return _out(queries.run_for(_actor(request), run_id))


@router.post("/{run_id}/check", response=RunOut)
@api_requires(permissions.IMPORT)
def check_import(request: HttpRequest, run_id: UUID, payload: MatchIn) -> dict[str, Any]:
    """Say which field each column fills, and have the file checked in the background: nothing is stored."""
    values: Mapping[str, Mapping[str, str]] = payload.values
    return _out(
        receiving.match(_actor(request), run_id, payload.columns, values=values, change_known=payload.change_known)
    )


@router.get("/{run_id}/faults", response=FaultPage)
@api_requires(permissions.IMPORT)
def list_faults(request: HttpRequest, run_id: UUID, cursor: str = Query("", max_length=500)) -> dict[str, Any]:
    """List the faults that are kept, in the order of the file; ``faults_total`` of the import counts all."""
    actor = _actor(request)
    run = queries.run_for(actor, run_id)
    page = page_at(queries.faults(run), order=("row", "column", "id"), after=cursor, size=100)
    return {"items": queries.shown_faults(actor, run, page.rows), "next": page.next_cursor}


@router.get("/{run_id}/changes", response=ImportedChangePage)
@api_requires(permissions.IMPORT)
def list_changes(request: HttpRequest, run_id: UUID, cursor: str = Query("", max_length=500)) -> dict[str, Any]:
    """List what rows change of records that stand, in the order of the file; ``rows_changed`` counts all."""
    actor = _actor(request)
    run = queries.run_for(actor, run_id)
    page = page_at(queries.changes(run), order=("row", "id"), after=cursor, size=100)
    return {"items": queries.shown_changes(actor, run, page.rows), "next": page.next_cursor}


@router.post("/{run_id}/{verb}", response=RunOut)
@api_requires(permissions.IMPORT)
def act(request: HttpRequest, run_id: UUID, verb: Verb, payload: ActIn) -> dict[str, Any]:
    """Store the rows that are right, pause, resume behind the last stored row, or undo the whole import.

    The work goes on in the background. Undoing leaves records that were changed or used since.
    """
    actor = _actor(request)
    if verb == Verb.STORE:
        return _out(storing.start(actor, run_id, skip_alike=payload.skip_alike))
    verbs = {Verb.PAUSE: storing.pause, Verb.RESUME: storing.resume, Verb.UNDO: undoing.start}
    return _out(verbs[verb](actor, run_id))
