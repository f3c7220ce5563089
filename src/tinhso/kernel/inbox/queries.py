"""What screens read of the inbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox.models import WorkItem

ORDER = ("due_sort", "id")
"""The order of the list, and the key of its pages: the latest first, items without a due time last."""

SOON = timedelta(days=1)


@dataclass(frozen=True)
class Filters:
    """What a reader narrows the list to."""

    mine: bool = False
    pool: bool = False
    late: bool = False
    kind: str = ""
    unit_id: UUID | None = None
    priority: int | None = None


@dataclass(frozen=True)
class Counts:
    """How many open items await the actor: in all, named to the actor, in the pool, late, due within a day."""

    total: int
    mine: int
    pool: int
    late: int
    soon: int


def visible_to(actor: Actor) -> QuerySet[WorkItem]:
    """Return the open items that await the actor: those named to the account, those of the pools of the units over
    which the actor holds the item's permission, and those named to somebody in whose place the actor stands."""
    if actor.account_id is None:
        return WorkItem.objects.none()
    condition = Q(account_id=actor.account_id)
    # Posts at one place are one condition; the keys of units are written out so that the pool's index serves.
    permissions: dict[str, set[str]] = {}
    for post in actor.posts:
        permissions.setdefault(post.unit_path, set()).update(post.permissions)
    for path, held in permissions.items():
        condition |= Q(account__isnull=True, unit_id__in=actor.units_below([path]), permission__in=held)
    for post in actor.stand_ins:
        condition |= Q(
            account_id=post.giver_id, unit_id__in=actor.units_below([post.unit_path]), permission__in=post.permissions
        )
    return WorkItem.objects.filter(condition, closed_at__isnull=True)


def items_for(actor: Actor, filters: Filters | None = None, *, now: datetime | None = None) -> QuerySet[WorkItem]:
    """Return the actor's open items, the latest first, with unit and account; page by ``ORDER``."""
    filters = filters or Filters()
    items = visible_to(actor)
    if filters.mine and actor.account_id is not None:
        items = items.filter(account_id=actor.account_id)
    if filters.pool:
        items = items.filter(account__isnull=True)
    if filters.late:
        items = items.filter(due_sort__lt=now or clock.now())
    if filters.kind:
        items = items.filter(kind=filters.kind)
    if filters.unit_id is not None:
        items = items.filter(unit_id=filters.unit_id)
    if filters.priority is not None:
        items = items.filter(priority__gte=filters.priority)
    return items.select_related("unit", "account__person").order_by(*ORDER)


def counts_for(actor: Actor, *, now: datetime | None = None) -> Counts:
    """Return how many items await the actor; one query over open items only."""
    moment = now or clock.now()
    row = visible_to(actor).aggregate(
        total=Count("id"),
        mine=Count("id", filter=Q(account_id=actor.account_id)),
        pool=Count("id", filter=Q(account__isnull=True)),
        late=Count("id", filter=Q(due_sort__lt=moment)),
        soon=Count("id", filter=Q(due_sort__gte=moment, due_sort__lt=moment + SOON)),
    )
    return Counts(**row)


def open_items(subject_id: UUID) -> QuerySet[WorkItem]:
    """Return the open items about a subject, whoever they await."""
    return (
        WorkItem.objects.filter(subject_id=subject_id, closed_at__isnull=True)
        .select_related("unit", "account__person")
        .order_by(*ORDER)
    )
