"""What the pages of handing work on read: whose work, to whom, and what waits to be handed over between units."""

from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account, RoleAssignment
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.permissions import ASSIGN
from tinhso.kits.procedures.services.slips import SENDERS
from tinhso.kits.procedures.slips import ready_to_hand_over

MOST_READY = 200


def _governed(actor: Actor) -> QuerySet[WorkItem]:
    """Return the open work named to somebody in the units where the actor assigns."""
    return WorkItem.objects.filter(
        closed_at__isnull=True, account__isnull=False, unit_id__in=actor.unit_ids(ASSIGN)
    ).select_related("unit", "account__person")


def people_with_work(actor: Actor) -> list[tuple[Account, int]]:
    """Return who has open work where the actor assigns, with how much, the fullest first."""
    rows = _governed(actor).order_by().values_list("account").annotate(total=Count("id"))
    load = dict(rows.exclude(account=actor.account_id).order_by("-total")[:200])
    people = Account.objects.select_related("person").in_bulk(load)
    return [(people[key], total) for key, total in load.items()]


def work_of(actor: Actor, account_id: UUID) -> QuerySet[WorkItem]:
    """Return an officer's open work where the actor assigns, the latest first."""
    return _governed(actor).filter(account_id=account_id).order_by("due_sort", "id")[:MOST_READY]


def people_for_work(actor: Actor, absent: UUID) -> list[tuple[str, str]]:
    """Return who could take the work, as choices: those who hold a role where the actor assigns."""
    today = clock.today()
    held = RoleAssignment.objects.on(today).filter(unit_id__in=actor.unit_ids(ASSIGN)).values("account_id")
    rows = (
        Account.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), is_active=True, pk__in=held)
        .exclude(pk=absent)
        .select_related("person")
        .order_by("person__folded", "id")
    )
    return [(str(account.pk), str(account)) for account in rows[:500]]


def units_handing_over(actor: Actor) -> list[OrganizationUnit]:
    """Return the units at which the actor holds a post that hands dossiers over."""
    keys = dict.fromkeys(post.unit_id for post in actor.posts if post.permissions & set(SENDERS))
    found = OrganizationUnit.objects.in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def to_hand_over(actor: Actor, unit: OrganizationUnit) -> list[dict[str, Any]]:
    """Return what waits to be handed over by a unit, a group for each unit that receives."""
    steps = ready_to_hand_over(actor, unit)[:MOST_READY]
    return [{"unit": group, "steps": list(rows)} for group, rows in groupby(steps, key=attrgetter("unit"))]
