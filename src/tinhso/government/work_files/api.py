"""The API of work files: reading the list and one file."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tinhso.government.work_files import permissions, queries, services
from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.web.paging import page_at

PREFIX = "/work-files"
router = Router(tags=["work-files"])


class WorkFileOut(Schema):
    """A work file; ``online`` tells whether everything in it is electronic."""

    id: UUID
    unit: str
    year: int
    symbol: str
    title: str
    term: str
    state: str
    opened_on: date
    closed_on: date | None
    documents: int
    pages: int
    online: bool

    @staticmethod
    def resolve_unit(row: Any) -> str:
        return str(row.unit.identifier)


class WorkFilesOut(Schema):
    """A page of work files; ``next`` is the cursor of the next one."""

    items: list[WorkFileOut]
    next: str | None


class WorkFileItemOut(Schema):
    """A document in a work file."""

    ordinal: int
    kind: str
    key: str
    title: str
    type_name: str
    number: str
    notation: str
    issued_on: date | None
    issuer: str
    pages: int
    paper: bool


class WorkFileDetailOut(WorkFileOut):
    """A work file with its documents."""

    items: list[WorkFileItemOut]

    @staticmethod
    def resolve_items(row: Any) -> Any:
        return queries.items_of(row)


@router.get("", response=WorkFilesOut)
@api_requires(permissions.USE)
def list_work_files(
    request: HttpRequest, find: str = "", state: str = "", year: int | None = None, after: str = "", size: int = 50
) -> dict[str, Any]:
    """List the files of the key's units, the newest first."""
    rows = queries.files(request.actor, find=find, state=state, year=year)  # type: ignore[attr-defined]
    page = page_at(rows, order=("-created_at", "-id"), size=max(1, min(size, 200)), after=after)
    return {"items": page.rows, "next": page.next_cursor or None}


@router.get("/{file_id}", response=WorkFileDetailOut)
@api_requires(permissions.USE)
def read_work_file(request: HttpRequest, file_id: UUID) -> Any:
    """Read one file with its documents; who looked is kept in the log."""
    actor = request.actor  # type: ignore[attr-defined]
    file = queries.file_for(actor, file_id)
    services.viewed(actor, file)
    return file
