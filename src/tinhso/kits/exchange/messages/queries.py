"""What screens and other systems of the house read of documents on their way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import read
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.delegation_queries import body_of
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import is_root, paths_above
from tinhso.kernel.outside import queries as outside
from tinhso.kits.exchange.edxml import parsing
from tinhso.kits.exchange.edxml.codes import StatusCode
from tinhso.kits.exchange.edxml.messages import DocumentMessage
from tinhso.kits.exchange.messages import permissions
from tinhso.kits.exchange.messages.models import (
    Arrival,
    ArrivalFile,
    Correspondent,
    Dispatch,
    KnownUnit,
    OutgoingMessage,
    ReceivedMessage,
    StatusReport,
)
from tinhso.kits.exchange.messages.problems import remedy_of
from tinhso.kits.exchange.messages.routing import known_as
from tinhso.kits.exchange.messages.states import MessageState, Outcome, Route
from tinhso.kits.exchange.messages.vendors import AXIS


@dataclass(frozen=True)
class DispatchView:
    """How a document stands with one recipient; ``reports`` are the states that came back, the first first."""

    id: UUID
    recipient: str
    recipient_name: str
    state: str
    state_words: str
    status_code: str
    status_words: str
    status_note: str
    sent_at: datetime | None
    arrived_at: datetime | None
    reported_at: datetime | None
    problem: str
    remedy: str
    business: int
    dispatch: Dispatch
    reports: tuple[StatusReport, ...] = ()


@dataclass(frozen=True)
class ArrivalView:
    """A document that came: its row, what its message says, the files left, the signature's verdict."""

    id: UUID
    arrival: Arrival
    unit: OrganizationUnit
    sender: str
    sender_name: str
    header: DocumentMessage
    verdict: dict[str, Any]
    files: tuple[StoredFile, ...]
    file_rows: tuple[ArrivalFile, ...] = ()
    reports: tuple[StatusReport, ...] = field(default_factory=tuple)


def dispatches_of(document_id: UUID) -> list[DispatchView]:
    """Return how a document stands with each recipient, for whoever may see the document: three questions."""
    rows = (
        Dispatch.objects.select_related("posting")
        .prefetch_related("reports")
        .filter(posting__document_id=document_id)
        .order_by("posting__created_at", "recipient_name", "id")
    )
    return [_dispatch(row) for row in rows]


def _dispatch(row: Dispatch) -> DispatchView:
    return DispatchView(
        id=row.id,
        recipient=row.recipient,
        recipient_name=row.recipient_name,
        state=row.state,
        state_words=row.get_state_display(),
        status_code=row.status_code,
        status_words=str(StatusCode(row.status_code).label) if row.status_code else "",
        status_note=row.status_note,
        sent_at=row.sent_at,
        arrived_at=row.arrived_at,
        reported_at=row.reported_at,
        problem=row.problem,
        remedy=remedy_of(row.problem_code) if row.problem_code else "",
        business=row.posting.business,
        dispatch=row,
        reports=tuple(sorted(row.reports.all(), key=lambda report: (report.created_at, report.id))),
    )


def arrival(key: UUID) -> ArrivalView:
    """Return a document that came, for whoever keeps incoming documents; raise ``NotFound``."""
    row = (
        Arrival.objects.select_related("unit", "message__file", "correspondent")
        .prefetch_related("files__file", "reports")
        .filter(id=key)
        .first()
    )
    if row is None:
        raise NotFound
    header = parsing.parse(parsing.read(_written(row.message)))
    if not isinstance(header, DocumentMessage):
        raise NotFound
    files = tuple(sorted(row.files.all(), key=lambda file: file.position))
    return ArrivalView(
        id=row.id,
        arrival=row,
        unit=row.unit,
        sender=row.sender,
        sender_name=row.sender_name,
        header=header,
        verdict=row.verdict,
        files=tuple(file.file for file in files if file.file is not None),
        file_rows=files,
        reports=tuple(sorted(row.reports.all(), key=lambda report: (report.created_at, report.id))),
    )


def _written(message: ReceivedMessage) -> bytes:
    return read(message.file) if message.file is not None else message.xml.encode()


@dataclass(frozen=True)
class Addressee:
    """A unit to which a document can be addressed."""

    identifier: str
    name: str
    own: bool


def addressees(text: str, *, most: int = 20) -> list[Addressee]:
    """Return units, of this installation and of others, whose names or identifiers are like ``text``."""
    from tinhso.kernel.organizations.queries import search

    own = [Addressee(unit.identifier, unit.name, True) for unit in search(text, most=most)]
    wanted = fold(text)[:200]
    if not wanted:
        return own
    others = KnownUnit.objects.filter(Q(folded__contains=wanted) | Q(identifier__istartswith=text.strip()))
    # Agencies before the units within them, which have longer identifiers.
    found = others.filter(ended_at=None).order_by(Length("identifier"), "sort_key", "id")[:most]
    rows = [*own, *(Addressee(unit.identifier, unit.name, False) for unit in found)]
    # Units of one's own are found by likeness too: those that bear the words come before those that are only like them.
    return sorted(rows, key=lambda row: wanted not in fold(row.name))[:most]


def identifiers_of(names: Sequence[str]) -> dict[str, str]:
    """Return the identifiers of units that stand, by name; a name that several units bear names none of them."""
    found: dict[str, set[str]] = {}
    own = OrganizationUnit.objects.on().filter(name__in=names).values_list("name", "identifier")
    others = KnownUnit.objects.filter(name__in=names, ended_at=None).values_list("name", "identifier")
    for name, identifier in [*own, *others]:
        found.setdefault(name, set()).add(identifier)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


def names_of(identifiers: Sequence[str]) -> dict[str, str]:
    """Return the names of units that stand, of this installation and of others, by identifier."""
    found = dict(KnownUnit.objects.filter(identifier__in=identifiers).values_list("identifier", "name"))
    found.update(OrganizationUnit.objects.on().filter(identifier__in=identifiers).values_list("identifier", "name"))
    return found


UNITS_PAGE = 500


def own_names(units: Sequence[OrganizationUnit]) -> dict[str, str]:
    """Return the names by which other systems know units of this installation, by identifier."""
    above = OrganizationUnit.objects.filter(path__in={path for unit in units for path in paths_above(unit)})
    names = dict(above.values_list("path", "name"))
    return {unit.identifier: known_as(unit, names) for unit in units}


def own_units(after: str = "") -> list[OrganizationUnit]:
    """Return the units of this installation that stand today, by identifier, for other systems' catalogues."""
    rows = OrganizationUnit.objects.on().filter(identifier__gt=after).order_by("identifier")
    return list(rows[:UNITS_PAGE])


def dead_letters(actor: Actor) -> QuerySet[OutgoingMessage]:
    """Return the messages that were set aside and that the actor's units sent; page by ``-created_at``, ``-id``."""
    rows = OutgoingMessage.objects.filter(state=MessageState.DEAD).select_related(
        "dispatch__posting__sender", "report__arrival__unit", "lane__correspondent"
    )
    return rows if _sees_all(actor) else rows.filter(lane__sender__in=_identifiers(actor))


def refused_arrivals(actor: Actor) -> QuerySet[ReceivedMessage]:
    """Return the messages for the actor's units that were refused and that nobody has settled."""
    units = OrganizationUnit.objects.filter(identifier=OuterRef("recipient")).order_by("-valid_from")
    rows = ReceivedMessage.objects.filter(outcome=Outcome.REFUSED, settled_at=None)
    rows = rows.annotate(recipient_name=Subquery(units.values("name")[:1]))
    return rows if _sees_all(actor) else rows.filter(recipient__in=_identifiers(actor))


def _sees_all(actor: Actor) -> bool:
    return actor.is_system or any(is_root(path) for path in actor.roots(permissions.WORK))


def _identifiers(actor: Actor) -> QuerySet[OrganizationUnit, str]:
    """Return the identifiers of the units that are the actor's: those below his post, and the post's own agency.

    The clerk of a department sits in its office; what leaves, leaves in the department's name.
    """
    keys = {post.unit_id for post in actor.posts if permissions.WORK in post.permissions}
    places = OrganizationUnit.objects.select_related("parent__parent").filter(id__in=keys)
    own = {body_of(unit).id for unit in places}
    units = OrganizationUnit.objects.filter(id__in=actor.unit_ids(permissions.WORK) | own)
    return units.values_list("identifier", flat=True)


@dataclass(frozen=True)
class Letter:
    """A message that was set aside, as the desk shows it."""

    id: UUID
    label: str
    subject: str
    sender: str
    recipient: str
    recipient_name: str
    since: datetime
    problem: str
    remedy: str
    tries: int
    is_document: bool


def letter(row: OutgoingMessage) -> Letter:
    """Return what the desk shows of a message, from a row of ``dead_letters``."""
    posting = row.dispatch.posting if row.dispatch else None
    about = row.report.arrival if row.report else None
    return Letter(
        id=row.id,
        label=posting.code if posting else about.code if about else row.get_kind_display(),
        subject=posting.subject if posting else about.subject if about else "",
        sender=posting.sender.name if posting else row.lane.sender,
        recipient=row.recipient,
        recipient_name=row.dispatch.recipient_name if row.dispatch else about.sender_name if about else row.recipient,
        since=row.created_at,
        problem=row.problem,
        remedy=remedy_of(row.problem_code),
        tries=row.tries,
        is_document=row.dispatch is not None,
    )


def dead_letter(actor: Actor, key: UUID) -> OutgoingMessage:
    """Return a message that was set aside and that the actor may see; raise ``NotFound``."""
    row = dead_letters(actor).filter(id=key).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class System:
    """Another system, how many units it has, what waits for it."""

    row: Correspondent
    units: int
    waiting: int


def systems() -> list[System]:
    """Return the other systems by their names: three questions."""
    rows = Correspondent.objects.order_by("name", "id")
    units = dict(
        KnownUnit.objects.filter(ended_at=None).order_by().values_list("correspondent").annotate(n=Count("pk"))
    )
    waiting = dict(
        OutgoingMessage.objects.filter(state__in=[MessageState.WAITING, MessageState.HANDED])
        .order_by()
        .values_list("lane__correspondent")
        .annotate(n=Count("pk"))
    )
    return [System(row, units.get(row.id, 0), waiting.get(row.id, 0)) for row in rows]


@dataclass(frozen=True)
class Axis:
    """The national axis in use: how many agencies it names, when they were fetched, what waits for it, and why."""

    name: str
    sentence: str
    units: int
    synchronised_at: datetime | None
    waiting: int
    problem: str


def axis() -> Axis | None:
    """Return how the national axis stands; none when none was chosen. Nobody is called."""
    standing = next(row for row in outside.standings() if row.kind.code == AXIS)
    if standing.vendor is None:
        return None
    known = KnownUnit.objects.filter(correspondent=None, ended_at=None).aggregate(n=Count("pk"), at=Max("seen_at"))
    messages = OutgoingMessage.objects.filter(state=MessageState.WAITING, lane__route=Route.AXIS)
    waiting = messages.aggregate(n=Count("pk"), problem=Max("problem"))
    return Axis(
        name=str(standing.vendor.name),
        sentence=str(standing.vendor.sentence),
        units=known["n"],
        synchronised_at=known["at"],
        waiting=waiting["n"],
        problem=" ".join([*standing.problems, *filter(None, [waiting["problem"]])]),
    )


def events_told_to(row: Correspondent) -> list[str]:
    """Return the events of which another system is told."""
    return list(row.subscriptions.order_by("event").values_list("event", flat=True))


def system(key: UUID) -> Correspondent:
    """Return another system; raise ``NotFound``."""
    row = Correspondent.objects.filter(id=key).first()
    if row is None:
        raise NotFound
    return row
