"""A new directive as rows: what the screen, the event of a document, the calendar and bulk loading all make alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from tinhso.government.directives.models import NEVER, Directive, DirectiveEvent, DirectiveTemplate, DirectiveUnit
from tinhso.government.directives.standing import COLUMNS, Standing, apply
from tinhso.government.directives.states import Act, EntryKind, PartRole, Source
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.models import Account
from tinhso.kernel.inbox.models import Priority
from tinhso.kernel.organizations.models import OrganizationUnit


@dataclass(frozen=True)
class Order:
    """What is ordered, of whom, by whom, until when."""

    order: str
    unit: OrganizationUnit
    """In whose name it is ordered; that unit's Office confirms."""
    lead: OrganizationUnit
    ordered_name: str
    ordered_at: datetime
    source: str = Source.DOCUMENT
    due_at: datetime | None = None
    title: str = ""
    clause: str = ""
    source_label: str = ""
    source_key: UUID | None = None
    instruction_key: UUID | None = None
    ordered_by: Account | None = None
    entry_kind: str = EntryKind.NORMAL
    joint: Sequence[OrganizationUnit] = ()
    monitor: Account | None = None
    account: Account | None = None
    priority: int = Priority.NORMAL
    restricted: bool = False
    parent: Directive | None = None
    template: DirectiveTemplate | None = None
    occurrence: date | None = None


@dataclass
class Made:
    """The rows of a new directive."""

    directive: Directive
    units: list[DirectiveUnit]
    events: list[DirectiveEvent] = field(default_factory=list)


def next_codes(year: int, count: int = 1) -> list[str]:
    """Return the next codes of a year; the counter is locked until the transaction ends: no gap, no double."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directives_directivenumber (year, last) VALUES (%s, %s) ON CONFLICT (year) "
            "DO UPDATE SET last = directives_directivenumber.last + EXCLUDED.last RETURNING last",
            [year, count],
        )
        (last,) = cursor.fetchone()
    return [f"NV{year}-{number:05d}" for number in range(last - count + 1, last + 1)]


def make(
    order: Order, code: str, *, entered_by: Account | None, entered_name: str, entered_at: datetime, entry_due: datetime
) -> Made:
    """Return the rows of a new directive with the first line of its ledger."""
    parent = order.parent
    title = " ".join((order.title or order.order).split())
    directive = Directive(
        id=new_id(),
        created_at=entered_at,
        code=code,
        parent=parent,
        root_id=(parent.root_id or parent.id) if parent else None,
        level=parent.level + 1 if parent else 0,
        title=title if len(title) <= 250 else f"{title[:249]}…",
        order=order.order,
        clause=order.clause,
        source=order.source,
        source_label=order.source_label[:300],
        source_key=order.source_key,
        instruction_key=order.instruction_key,
        template=order.template,
        occurrence=order.occurrence,
        unit=order.unit,
        lead=order.lead,
        ordered_by=order.ordered_by,
        ordered_name=order.ordered_name,
        ordered_at=order.ordered_at,
        entry_kind=order.entry_kind,
        entry_due_at=entry_due,
        entered_by=entered_by,
        entered_name=entered_name,
        entered_at=entered_at,
        monitor=order.monitor,
        monitor_name=str(order.monitor) if order.monitor else "",
        priority=order.priority,
        restricted=order.restricted or bool(parent and parent.restricted),
        first_due_at=order.due_at,
        folded=fold(f"{code} {title} {order.source_label} {order.lead.name} {order.ordered_name}"),
    )
    parts = [(order.unit, PartRole.ISSUER), (order.lead, PartRole.LEAD)]
    parts += [(unit, PartRole.JOINT) for unit in order.joint if unit.pk != order.lead.pk]
    made = Made(directive, [DirectiveUnit(directive=directive, unit=unit, role=role) for unit, role in parts])
    made.events.append(
        line(
            directive,
            Act.ASSIGNED,
            at=entered_at,
            account=entered_by,
            name=entered_name,
            unit=order.unit,
            text=order.order,
            data={
                "due": text_of(order.due_at),
                "account": str(order.account.pk) if order.account else None,
                "account_name": str(order.account) if order.account else "",
                "unit": str(order.unit.pk),
                "lead": str(order.lead.pk),
                "level": directive.level,
                "joint": [str(unit.pk) for unit in order.joint],
                "entry_kind": str(order.entry_kind),
                "ordered_at": text_of(order.ordered_at),
                "entry_due": text_of(entry_due),
            },
        )
    )
    return made


def line(
    directive: Directive,
    act: str,
    *,
    at: datetime,
    account: Account | UUID | None,
    name: str,
    unit: OrganizationUnit | None = None,
    text: str = "",
    data: Mapping[str, Any] | None = None,
) -> DirectiveEvent:
    """Return the next line of a directive's ledger and let it have its effect on the row; nothing is written yet."""
    key = account.pk if isinstance(account, Account) else account
    event = DirectiveEvent(
        id=new_id(),
        created_at=at,
        directive=directive,
        position=directive.position + 1,
        act=act,
        at=at,
        actor_id=key,
        actor_name=name[:200],
        unit=unit,
        text=text,
        data=dict(data or {}),
    )
    standing = Standing(**{column: getattr(directive, column) for column in COLUMNS})
    apply(standing, event)
    for column in COLUMNS:
        setattr(directive, column, getattr(standing, column))
    directive.due_sort = directive.due_at or NEVER
    return event


def write_many(made: Iterable[Made], batch: int = 2000) -> int:
    """Write new directives with their whole ledgers at once; return how many. Parents come before children."""
    rows = list(made)
    Directive.objects.bulk_create([row.directive for row in rows], batch_size=batch)
    DirectiveUnit.objects.bulk_create([unit for row in rows for unit in row.units], batch_size=batch)
    DirectiveEvent.objects.bulk_create([event for row in rows for event in row.events], batch_size=batch)
    return len(rows)


def text_of(moment: datetime | None) -> str | None:
    """Return a moment as the ledger keeps it."""
    return moment.isoformat() if moment else None
