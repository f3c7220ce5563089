"""What the actor may see of incoming documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tinhso.government.official_documents import permissions, reach
from tinhso.government.official_documents.models import Assignment, IncomingDocument
from tinhso.government.official_documents.states import OPEN_ASSIGNED, Assigned, Incoming
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.search.queries import words_of


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to."""

    text: str = ""
    state: str = ""
    kind: str = ""
    year: int | None = None
    first: date | None = None
    last: date | None = None
    unit: UUID | None = None
    late: bool = False


def visible_to(actor: Actor) -> QuerySet[IncomingDocument]:
    """Return the documents that the actor may see: his agency's as a clerk or with the right to see all, those of which
    a part was given to him, to his unit or to whom he stands in for, and those on which he gave instructions."""
    if actor.is_system:
        return IncomingDocument.objects.all()
    mine = reach.holders_of(actor)
    work = actor.unit_ids(permissions.WORK)
    led = actor.unit_ids(permissions.INSTRUCT)
    given = Assignment.objects.filter(document=OuterRef("pk")).exclude(state=Assigned.RECALLED)
    registers = reach.unit_ids(actor, permissions.REGISTER)
    pool = Q(account__isnull=True, unit_id__in=work) & ~Q(state=Assigned.PASSED_ON)
    # What another agency gave to an agency as a whole is known to its clerk, whoever there works on it.
    whole = Q(unit_id__in=registers) & ~Q(unit__kind__in=reach.INNER)
    given = given.filter(
        Q(account_id__in=mine) | pool | whole | Q(unit_id__in=led) | Q(instruction__given_by_id__in=mine)
    )
    agency = registers | reach.unit_ids(actor, permissions.SEE_ALL)
    # Who leads an agency sees what it received; who leads those above it does not.
    instructs = reach.unit_ids(actor, permissions.INSTRUCT) & {
        body.id for body in reach.own_units(actor, permissions.INSTRUCT)
    }
    return IncomingDocument.objects.filter(Q(unit_id__in=agency) | Q(unit_id__in=instructs) | Exists(given))


def document_of(actor: Actor, key: UUID) -> IncomingDocument:
    """Return a document that the actor may see; raise ``NotFound``."""
    found = (
        visible_to(actor)
        .select_related("unit__parent", "book", "registered_by__person", "replaces")
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def narrowed(rows: QuerySet[IncomingDocument], filters: Filters) -> QuerySet[IncomingDocument]:
    """Narrow a list; every word typed must occur in fields or text."""
    rows = rows.filter(as_typed(filters.text))
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.kind:
        rows = rows.filter(kind_code=filters.kind)
    if filters.year:
        rows = rows.filter(year=filters.year)
    if filters.first:
        rows = rows.filter(arrived_at__date__gte=filters.first)
    if filters.last:
        rows = rows.filter(arrived_at__date__lte=filters.last)
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.late:
        rows = rows.filter(due_on__lt=clock.today()).exclude(
            state__in=[Incoming.DONE, Incoming.REFUSED, Incoming.RECALLED]
        )
    return rows


def as_typed(text: str) -> Q:
    """Return the condition that every word of ``text`` occurs in ``folded``; the last may be the beginning of one."""
    words = words_of(text)
    condition = Q()
    for at, word in enumerate(words, 1):
        condition &= Q(folded__regex=rf"\m{word}" if at == len(words) else rf"\m{word}\M")
    return condition


def assignment_of(actor: Actor, key: UUID) -> Assignment:
    """Return a part of a document that the actor may see; raise ``NotFound``."""
    found = (
        Assignment.objects.filter(pk=key, document__in=visible_to(actor))
        .select_related("document", "unit", "account__person", "instruction")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def parts_of(document: IncomingDocument) -> list[Assignment]:
    """Return every part of a document with its instruction, in the order in which they were given."""
    rows = document.assignments.select_related(
        "unit", "account__person", "answer", "instruction__given_by__person", "instruction__unit", "instruction__above",
    )  # fmt: skip
    return list(rows.order_by("instruction__given_at", "created_at", "id"))


def open_parts(actor: Actor) -> QuerySet[Assignment]:
    """Return the open parts named to the actor or to whom he stands in for, the most urgent first."""
    rows = Assignment.objects.filter(account_id__in=reach.holders_of(actor), state__in=OPEN_ASSIGNED)
    return rows.select_related("document", "unit", "instruction").order_by("due_on", "id")
