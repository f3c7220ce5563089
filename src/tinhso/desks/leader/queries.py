"""What the leader's home shows: papers to sign of every kind, what was ordered, figures of the day."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from tinhso.desks.leader.models import ItemState, SigningItem, SigningRun
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import queries as inbox
from tinhso.kernel.signing.signables import SIGNABLES, Signable, Waiting

MOST_BLOCKED = 6


def awaiting(actor: Actor) -> list[tuple[Signable, Sequence[Waiting]]]:
    """Return what awaits the actor's signature, by kind of paper; kinds that he may not sign are left out."""
    return [(kind, kind.awaiting(actor)) for kind in SIGNABLES.values() if actor.may(kind.permission)]


def inbox_counts(actor: Actor) -> inbox.Counts:
    """Return how much work awaits the actor in the one inbox."""
    return inbox.counts_for(actor)


def directives(actor: Actor) -> dict[str, Any] | None:
    """Return how the directives stand that the actor ordered or entered, and which are blocked longest."""
    if not apps.is_installed("tinhso.government.directives"):
        return None
    from tinhso.government.directives import permissions
    from tinhso.government.directives.queries import boards, rows

    if not actor.may(permissions.VIEW):
        return None
    found = boards.blocked(actor, most=MOST_BLOCKED)
    return {
        "counts": rows.counts(actor, rows.Filters()),
        "blocked": [{"block": block, "may_urge": rows.may_urge(actor, block.directive)} for block in found],
        "may_assign": actor.may(permissions.ASSIGN),
    }


def figures(actor: Actor) -> dict[str, int] | None:
    """Return the dossiers' figures of the day of the units that the actor supervises."""
    if not apps.is_installed("tinhso.government.statistics"):
        return None
    from tinhso.government.statistics import queries as statistics
    from tinhso.government.statistics.asked import asked
    from tinhso.kits.procedures.permissions import SUPERVISE

    if not actor.may(SUPERVISE):
        return None
    day = f"{clock.today():%d/%m/%Y}"
    whole = statistics.total(asked(actor, {"don_vi": "", "tu": day, "den": day}).cells())
    return {
        "came": whole.online + whole.direct, "resolved": whole.resolved, "late": whole.in_hand_late,
        "in_hand": whole.in_hand,
    }  # fmt: skip


def own_run(actor: Actor, key: UUID) -> SigningRun:
    """Return one of the actor's runs; raise ``NotFound``."""
    run = SigningRun.objects.filter(account_id=actor.own_id, pk=key).first()
    if run is None:
        raise NotFound
    return run


def items_of(run: SigningRun) -> list[SigningItem]:
    """Return the papers of a run in their order."""
    return list(run.items.order_by("position"))


def runs_of(actor: Actor, most: int) -> QuerySet[SigningRun]:
    """Return the actor's latest runs with how many papers each had, signed and refused."""
    rows = SigningRun.objects.filter(account_id=actor.own_id).annotate(
        total=Count("items"),
        signed=Count("items", filter=Q(items__state=ItemState.SIGNED)),
        refused=Count("items", filter=Q(items__state=ItemState.REFUSED)),
    )
    return rows.order_by("-started_at")[:most]
