"""Telling other systems of what happens here: CloudEvents, in order, at least once, to those that an official allowed.

Whoever publishes an event offers it (``offer``); without an offer nobody outside can be told of it, and without an
entry of ``EventSubscription`` nobody is.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import EventRecord, subscribe
from tinhso.kernel.events.declarations import EVENTS
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange.messages import audit_events, permissions
from tinhso.kits.exchange.messages.models import Correspondent, EventSubscription, OutgoingMessage
from tinhso.kits.exchange.messages.services import queueing
from tinhso.kits.exchange.messages.states import Kind

PREFIX = "vn.tinhso."
"""What stands before a domain event's name in a CloudEvent's ``type``."""
_OFFERED: set[str] = set()


def offer(name: str) -> None:
    """Let other systems be told of a declared event; it must hold no personal data. Called once, from subscribers."""
    _OFFERED.add(name)
    subscribe(name, code=f"exchange_messages.tell:{name}")(tell)


def offered() -> list[tuple[str, str]]:
    """Return the events of which other systems can be told, with what each says."""
    return [(name, str(EVENTS[name].sentence)) for name in sorted(_OFFERED)]


def tell(event: EventRecord) -> None:
    """Put an event into the lanes of those that are to be told of it."""
    rows = EventSubscription.objects.filter(event=event.name, correspondent__active=True)
    root = OrganizationUnit.objects.on().filter(parent=None).order_by("path").values_list("identifier", flat=True)
    for row in rows.select_related("correspondent").order_by("correspondent_id"):
        said = {
            "type": f"{PREFIX}{event.name}",
            "subject": str(event.subject_id),
            "time": event.at.isoformat(),
            "data": event.data,
        }
        sender = root.first() or "LOCAL"
        message = OutgoingMessage(kind=Kind.EVENT, event=said)
        queueing.put(sender, row.correspondent.route, row.correspondent, [message])


@transaction.atomic
def subscribe_to(actor: Actor, correspondent: Correspondent, names: Collection[str]) -> None:
    """Set of which events another system is told from now on; raise ``Invalid`` for one that is not offered."""
    actor.demand(permissions.MANAGE)
    unknown = set(names) - _OFFERED
    if unknown:
        raise Invalid(
            {"events": _("Không gửi được cho hệ thống khác: {names}.").format(names=", ".join(sorted(unknown)))}
        )
    standing = set(correspondent.subscriptions.values_list("event", flat=True))
    correspondent.subscriptions.exclude(event__in=names).delete()
    EventSubscription.objects.bulk_create(
        EventSubscription(correspondent=correspondent, event=name) for name in sorted(set(names) - standing)
    )
    audit.record(
        actor,
        audit_events.EVENTS,
        subject_kind="exchange.correspondent",
        subject_id=correspondent.id,
        subject_label=correspondent.name,
        correspondent=correspondent.code,
        events=sorted(names),
    )
