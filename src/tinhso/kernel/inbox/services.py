"""The only place that writes work items."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.inbox.declarations import INBOX_KINDS
from tinhso.kernel.inbox.models import NEVER, Priority, WorkItem
from tinhso.kernel.organizations.models import OrganizationUnit

_TOLD = ("permission", "account_id", "assigned_at", "title", "detail", "priority", "due_at", "due_sort")
"""The columns that are brought up to date when the item is there already."""


def put(
    kind: str,
    *,
    subject_id: UUID,
    title: str,
    unit: OrganizationUnit,
    permission: str,
    account: Account | None = None,
    due_at: datetime | None = None,
    detail: str = "",
    priority: int = Priority.NORMAL,
    slot: str = "",
) -> WorkItem:
    """Open an item, or bring the open one of the same kind, subject, unit and ``slot`` up to date.

    Without ``account`` it awaits anybody who holds ``permission`` over ``unit``. Raise ``KeyError`` when the kind
    or the permission is not declared.
    """
    INBOX_KINDS[kind]
    PERMISSIONS[permission]
    now = clock.now()
    item = WorkItem(
        created_at=now,
        kind=kind,
        subject_id=subject_id,
        unit=unit,
        slot=slot,
        permission=permission,
        account=account,
        assigned_at=now if account else None,
        title=title[:250],
        detail=detail[:500],
        priority=priority,
        due_at=due_at,
        due_sort=due_at or NEVER,
        opened_at=now,
    )
    fields = WorkItem._meta.concrete_fields
    columns = [connection.ops.quote_name(str(field.column)) for field in fields]
    values = [field.get_db_prep_save(getattr(item, field.attname), connection) for field in fields]
    told = ", ".join(f"{column} = EXCLUDED.{column}" for column in _TOLD)
    with connection.cursor() as cursor:
        # One statement, so that two who put the same item at once make one of it.
        cursor.execute(
            f"INSERT INTO inbox_workitem ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(values))}) "  # noqa: S608
            "ON CONFLICT (subject_id, kind, unit_id, slot) WHERE closed_at IS NULL "
            f"DO UPDATE SET {told} RETURNING id, opened_at",
            values,
        )
        item.id, item.opened_at = cursor.fetchone()
    item._state.adding = False
    return item


@transaction.atomic
def close(
    subject_id: UUID,
    kind: str | None = None,
    *,
    unit: OrganizationUnit | None = None,
    slot: str | None = None,
    actor: Actor | None = None,
) -> int:
    """Close the open items about a subject, all or those of a kind, unit or slot; return how many were closed."""
    items = WorkItem.objects.filter(subject_id=subject_id, closed_at__isnull=True)
    if kind is not None:
        items = items.filter(kind=kind)
    if unit is not None:
        items = items.filter(unit=unit)
    if slot is not None:
        items = items.filter(slot=slot)
    return items.update(closed_at=clock.now(), closed_by_id=actor.account_id if actor else None)


@transaction.atomic
def set_due(subject_id: UUID, due_at: datetime | None, *, kind: str | None = None) -> int:
    """Move the due time of the open items about a subject; return how many were moved."""
    items = WorkItem.objects.filter(subject_id=subject_id, closed_at__isnull=True)
    if kind is not None:
        items = items.filter(kind=kind)
    return items.update(due_at=due_at, due_sort=due_at or NEVER)


@transaction.atomic
def claim(item_id: UUID, actor: Actor) -> WorkItem:
    """Take an item of the pool; raise ``Conflict`` with who took or closed it first and when, or ``Forbidden``."""
    item = _locked(item_id)
    _demand(item, actor)
    post = actor.post_for(item.permission, item.unit)
    # Whoever stands in for somebody absent takes it in that one's name: it is still there when he comes back.
    holder = (post.giver_id if post else None) or actor.account_id
    if item.account_id is not None and item.account_id in (holder, actor.account_id):
        return item
    if item.account_id is not None:
        raise _taken(item)
    return _give(item, holder)


@transaction.atomic
def release(item_id: UUID, actor: Actor) -> WorkItem:
    """Give one's own item back to the pool; raise ``Conflict`` when it is another's or closed."""
    item = _locked(item_id)
    if item.account_id is None:
        return item
    stands_in = actor.post_for(item.permission, item.unit, item.account_id)
    if item.account_id != actor.account_id and stands_in is None:
        raise _taken(item)
    return _give(item, None)


@transaction.atomic
def reassign(item_id: UUID, account: Account | None, *, actor: Actor, seen: UUID | None = None) -> WorkItem:
    """Hand an open item to ``account``, or to the pool.

    ``seen`` is the key of the account that the actor saw on screen: when the item has gone to somebody else
    since, raise ``Conflict``. The actor and the receiver must hold the item's permission over its unit.
    """
    item = _locked(item_id)
    if item.account_id != actor.account_id:
        _demand(item, actor)
    if seen is not None and item.account_id not in (None, seen):
        raise _taken(item)
    if account is not None and not holders(item.permission, item.unit.path).filter(pk=account.pk).exists():
        raise Invalid(
            {
                "account": _("%(name)s chưa được giao quyền “%(right)s” tại %(unit)s. Hãy chọn người khác.")
                % {"name": account, "right": PERMISSIONS[item.permission].sentence, "unit": item.unit.name}
            }
        )
    return _give(item, account.pk if account else None)


def _locked(item_id: UUID) -> WorkItem:
    """Return the open item, locked until the transaction ends; those who come later wait and see the result."""
    item = WorkItem.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=item_id).first()
    if item is None:
        raise NotFound
    if item.closed_at is not None:
        raise Conflict(
            _("Việc này đã được %(who)s hoàn thành lúc %(when)s.")
            % {"who": item.closed_by or _("hệ thống"), "when": _when(item.closed_at)},
            who=str(item.closed_by or ""),
            at=item.closed_at.isoformat(),
        )
    return item


def _demand(item: WorkItem, actor: Actor) -> None:
    if actor.account_id is None and not actor.is_system:
        raise Forbidden(_("Quý vị cần đăng nhập để nhận việc."), permission=item.permission)
    actor.demand(item.permission, item.unit)


def _give(item: WorkItem, account_id: UUID | None) -> WorkItem:
    item.account_id = account_id
    item.assigned_at = clock.now() if account_id else None
    item.save(update_fields=["account", "assigned_at"])
    return item


def _taken(item: WorkItem) -> Conflict:
    moment = item.assigned_at or item.opened_at
    return Conflict(
        _("%(who)s đã nhận việc này lúc %(when)s.") % {"who": item.account, "when": _when(moment)},
        who=str(item.account),
        at=moment.isoformat(),
    )


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
