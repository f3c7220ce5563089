"""The API of the queue: what the board shows, numbers for other kiosks, calls, load figures."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Router, Schema, Status
from pydantic import Field

from tinhso.government.queue import permissions
from tinhso.government.queue.models import Ticket
from tinhso.government.queue.queries import figures, halls, waiting
from tinhso.government.queue.services import calling, tickets
from tinhso.government.queue.states import TicketChannel
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import api_requires
from tinhso.kernel.identity.actor import Actor

PREFIX = "/queue"
router = Router(tags=["queue"])
MOST_DAYS = 366


class ServiceOut(Schema):
    """A service of a hall and how busy it is."""

    id: UUID
    code: str
    name: str
    waiting: int
    minutes: int | None = Field(description="Ước tính số phút chờ nếu lấy số bây giờ; null khi chưa có quầy mở.")


class HallOut(Schema):
    """A hall."""

    slug: str
    name: str
    unit: str
    unit_name: str


class HallDetail(HallOut):
    """A hall with its services."""

    services: list[ServiceOut]


class CallOut(Schema):
    """A number that was called to a counter."""

    label: str
    counter: int
    state: str


class BoardOut(Schema):
    """What the board shows."""

    calls: list[CallOut]
    next: list[str]


class TicketIn(Schema):
    """What a number is asked for."""

    service: UUID
    priority: str = Field("", max_length=40)


class TicketOut(Schema):
    """A number."""

    id: UUID
    label: str
    token: str
    state: str
    priority: str
    taken_at: str
    counter: int | None

    @staticmethod
    def resolve_taken_at(row: Ticket) -> str:
        return row.taken_at.isoformat()

    @staticmethod
    def resolve_counter(row: Ticket) -> int | None:
        return row.counter.number if row.counter is not None else None


class CallResult(Schema):
    """The number that was called; none when nobody waits."""

    ticket: TicketOut | None


class LoadOut(Schema):
    """The load of an hour, a service or a counter; times in minutes."""

    label: str
    taken: int
    served: int
    away: int
    waited: float | None
    waited_middle: float | None
    served_for: float | None
    share_within: int | None
    rating: float | None


class FiguresOut(Schema):
    """The load of a hall."""

    hours: list[LoadOut]
    services: list[LoadOut]
    counters: list[LoadOut]


def actor_of(request: HttpRequest) -> Actor:
    """Return who calls."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _hall(row: Any) -> dict[str, Any]:
    return {"slug": row.slug, "name": row.name, "unit": row.unit.identifier, "unit_name": row.unit.name}


@router.get("/halls", response=list[HallOut])
@api_requires("public")
def list_halls(request: HttpRequest) -> list[dict[str, Any]]:
    """List the halls in use."""
    return [_hall(row) for row in halls.open_halls()[:500]]


@router.get("/halls/{slug}", response=HallDetail)
@api_requires("public")
def read_hall(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Read how busy a hall is, service by service."""
    hall = halls.hall_by_slug(slug)
    line = waiting.line_of(hall)
    services = [
        {
            "id": row.id,
            "code": row.code,
            "name": row.name,
            "waiting": line.waiting(row),
            "minutes": line.minutes_for_newcomer(row),
        }
        for row in line.services
    ]
    return _hall(hall) | {"services": services}


@router.get("/halls/{slug}/board", response=BoardOut)
@api_requires("public")
def read_board(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Read what the board of a hall shows now."""
    hall = halls.hall_by_slug(slug)
    calls = [
        {"label": row.label, "counter": row.counter.number, "state": row.state} for row in waiting.last_called(hall)
    ]
    return {"calls": calls, "next": waiting.next_labels(hall, 8)}


@router.post("/halls/{slug}/tickets", response={201: TicketOut})
@api_requires(permissions.ISSUE)
def take(
    request: HttpRequest,
    slug: str,
    payload: TicketIn,
    idempotency_key: str = Header(None, alias="Idempotency-Key", max_length=60),  # type: ignore[assignment]
) -> Status[Ticket]:
    """Give out a number; with an ``Idempotency-Key`` the same call gives the same number."""
    actor = actor_of(request)
    hall = halls.hall_by_slug(slug)
    actor.demand(permissions.ISSUE, hall.unit)
    service = halls.service_of(hall, payload.service)
    key = f"{actor.account_id}:{idempotency_key}"[:64] if idempotency_key else None
    made = tickets.take(actor, service.id, channel=TicketChannel.STAFF, priority_code=payload.priority, request_key=key)
    return Status(201, made)


@router.get("/tickets/{uuid:ticket_id}", response=TicketOut)
@api_requires(permissions.ISSUE)
def read_ticket(request: HttpRequest, ticket_id: UUID) -> Ticket:
    """Read a number of one's halls."""
    return halls.ticket_for(actor_of(request), permissions.ISSUE, ticket_id)


@router.post("/counters/{uuid:counter_id}/{verb}", response=CallResult)
@api_requires(permissions.SERVE)
def act(request: HttpRequest, counter_id: UUID, verb: str) -> dict[str, Any]:
    """Act at a counter as the key's own officer: ``next``, ``recall``, ``start``, ``finish``, ``no-show``."""
    actor = actor_of(request)
    verbs = {
        "next": calling.call_next,
        "recall": calling.recall,
        "start": calling.start,
        "finish": calling.finish,
        "no-show": calling.no_show,
    }
    if verb not in verbs:
        raise NotFound
    calling.sit_down(actor, counter_id)
    return {"ticket": verbs[verb](actor)}


@router.get("/halls/{slug}/figures", response=FiguresOut)
@api_requires(permissions.FIGURES)
def read_figures(
    request: HttpRequest, slug: str, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """Read the load of a hall by hour, service and counter; the last four weeks when no days are given."""
    hall = halls.hall_by_slug(slug)
    actor_of(request).demand(permissions.FIGURES, hall.unit)
    last = until or clock.today()
    try:
        first = since or last - timedelta(days=27)
        fits = timedelta() <= last - first <= timedelta(days=MOST_DAYS)
    except OverflowError:
        fits = False
    if not fits:
        raise Invalid({"since": "Khoảng ngày phải xuôi và không quá một năm."})
    rows = figures.tickets(hall, first, last)
    return {
        "hours": figures.by_hour(rows),
        "services": figures.by_service(rows),
        "counters": figures.by_counter(rows),
    }
