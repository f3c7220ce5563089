"""The API of directives: read, enter, report, decide; for the software of other agencies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from tinhso.government.directives import lateness, periods, permissions, queries
from tinhso.government.directives.models import Directive
from tinhso.government.directives.queries import Filters, ranking, rows
from tinhso.government.directives.services import assigning, deciding, work
from tinhso.government.directives.services.making import Order
from tinhso.government.directives.states import EntryKind, ProductKind, Source, State
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.organizations.queries import unit_by_identifier
from tinhso.kernel.web.paging import page_at

PREFIX = "/directives"
router = Router(tags=["directives"])


class DirectiveOut(Schema):
    """A directive and how it stands; ``seen`` is to be sent back with what is done."""

    id: UUID
    code: str
    title: str
    order: str
    source: str
    source_label: str
    unit: str
    lead: str
    ordered_name: str
    ordered_at: datetime
    state: str
    due_at: datetime | None
    first_due_at: datetime | None
    days_late: int
    extensions: int
    returns: int
    parent: UUID | None
    seen: int


class DirectivePage(Schema):
    """A page of directives; ``next`` is the cursor of the next one, empty at the end."""

    items: list[DirectiveOut]
    next: str


class DirectiveIn(Schema):
    """An order; units by their identifiers."""

    order: str = Field(min_length=1, max_length=10_000)
    unit: str = Field(max_length=35)
    lead: str = Field(max_length=35)
    ordered_name: str = Field(min_length=1, max_length=200)
    ordered_at: AwareDatetime | None = None
    source: Source = Source.DOCUMENT
    source_label: str = Field("", max_length=300)
    entry_kind: EntryKind = EntryKind.NORMAL
    due_at: AwareDatetime | None = None
    joint: list[str] = Field(default_factory=list, max_length=100)


class ReportIn(Schema):
    """A result with its product."""

    text: str = Field("", max_length=5000)
    kind: ProductKind = ProductKind.DOCUMENT
    label: str = Field(min_length=1, max_length=300)
    seen: int | None = Field(None, ge=0)


class WordsIn(Schema):
    """Words with an act."""

    text: str = Field("", max_length=5000)
    seen: int | None = Field(None, ge=0)


class RankLine(Schema):
    """A unit of a ranking; ``score`` is in hundredths."""

    rank: int
    identifier: str
    unit: str
    score: int
    on_time: int
    late: int
    overdue: int
    pending: int
    returned: int
    extended: int
    late_days: int
    worked: str


def _out(row: Directive) -> dict[str, Any]:
    return {
        "id": row.pk, "code": row.code, "title": row.title, "order": row.order, "source": row.source,
        "source_label": row.source_label, "unit": row.unit.identifier, "lead": row.lead.identifier,
        "ordered_name": row.ordered_name, "ordered_at": row.ordered_at, "state": str(lateness.state_of(row)),
        "due_at": row.due_at, "first_due_at": row.first_due_at, "days_late": lateness.days_late(row),
        "extensions": row.extensions, "returns": row.returns, "parent": row.parent_id, "seen": row.position,
    }  # fmt: skip


@router.get("", response=DirectivePage)
@api_requires(permissions.VIEW)
def list_directives(
    request: HttpRequest, state: State | None = None, text: str = Query("", max_length=100),
    cursor: str = Query("", max_length=500),
) -> dict[str, Any]:  # fmt: skip
    """List the directives of the key's units, the earliest due time first."""
    found = queries.listing(request.actor, Filters(state=state or "", text=text))  # type: ignore[attr-defined]
    page = page_at(found, order=rows.ORDER, size=100, after=cursor)
    return {"items": [_out(row) for row in page], "next": page.next_cursor}


@router.post("", response={201: DirectiveOut})
@api_requires(permissions.ASSIGN)
def enter(request: HttpRequest, body: DirectiveIn) -> Status[dict[str, Any]]:
    """Enter an order."""
    order = Order(
        order=body.order,
        unit=unit_by_identifier(body.unit),
        lead=unit_by_identifier(body.lead),
        ordered_name=body.ordered_name,
        ordered_at=body.ordered_at or clock.now(),
        source=body.source,
        source_label=body.source_label,
        entry_kind=body.entry_kind,
        due_at=body.due_at,
        joint=[unit_by_identifier(identifier) for identifier in body.joint],
    )
    return Status(201, _out(assigning.assign(request.actor, order)))  # type: ignore[attr-defined]


@router.get("/ranking/{period}", response=list[RankLine])
@api_requires(permissions.VIEW)
def ranking_of(request: HttpRequest, period: str) -> list[Any]:
    """Give the ranking of a period (``2026-Q3``, ``2026-H1``, ``2026``): frozen when it was closed."""
    wanted, unit = periods.read(period), ranking.ranked_by()
    closed = ranking.closing_of(unit, wanted)
    return ranking.frozen(closed) if closed is not None else ranking.live(unit, wanted)[0]


@router.get("/{directive_id}", response=DirectiveOut)
@api_requires(permissions.VIEW)
def one(request: HttpRequest, directive_id: UUID) -> dict[str, Any]:
    """Give one directive."""
    return _out(queries.get(request.actor, directive_id))  # type: ignore[attr-defined]


@router.post("/{directive_id}/report", response=DirectiveOut)
@api_requires(permissions.DO)
def report(request: HttpRequest, directive_id: UUID, body: ReportIn) -> dict[str, Any]:
    """Report the result with its product."""
    actor = request.actor  # type: ignore[attr-defined]
    work.report(actor, directive_id, body.text, [work.Product(body.kind, body.label)], seen=body.seen)
    return _out(queries.get(actor, directive_id))


@router.post("/{directive_id}/confirm", response=DirectiveOut)
@api_requires(permissions.CONFIRM)
def confirm(request: HttpRequest, directive_id: UUID, body: WordsIn) -> dict[str, Any]:
    """Confirm the result."""
    actor = request.actor  # type: ignore[attr-defined]
    deciding.confirm(actor, directive_id, body.text, seen=body.seen)
    return _out(queries.get(actor, directive_id))


@router.post("/{directive_id}/return", response=DirectiveOut)
@api_requires(permissions.CONFIRM)
def give_back(request: HttpRequest, directive_id: UUID, body: WordsIn) -> dict[str, Any]:
    """Return the result with the reason: it counts as not done."""
    actor = request.actor  # type: ignore[attr-defined]
    deciding.give_back(actor, directive_id, body.text, seen=body.seen)
    return _out(queries.get(actor, directive_id))
