"""Fetching from the national axis what waits there for this installation, and its catalogue of agencies."""

from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange.messages import queries
from tinhso.kits.exchange.messages.models import KnownUnit
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.services import correspondents, receiving
from tinhso.kits.exchange.messages.states import Kind, Route
from tinhso.kits.exchange.messages.transport.axis import vendor
from tinhso.kits.exchange.messages.vendors import Waiting

SOURCE = "document-axis"


def fetch() -> int:
    """Take in what waits at the axis, in its order; return how many. What cannot be taken is refused with a reason.

    Raises ``VendorFailed`` when the axis cannot be reached: the next turn tries again.
    """
    axis = vendor()
    roots = OrganizationUnit.objects.on().filter(parent=None).values_list("identifier", flat=True)
    count = 0
    for root in roots:
        for waiting in axis.waiting(root):
            data = axis.get(waiting.key)
            try:
                _take(waiting, data)
            except Undeliverable as refusal:
                if refusal.problem.passing:
                    break
                axis.settle(waiting.key, taken=False, words=refusal.message)
            else:
                axis.settle(waiting.key, taken=True)
                count += 1
    return count


def _take(waiting: Waiting, data: bytes) -> None:
    envelope = receiving.Envelope(
        source=SOURCE,
        route=Route.AXIS,
        correspondent=None,
        message_id=waiting.key,
        kind=Kind.STATUS if waiting.kind == Kind.STATUS else Kind.DOCUMENT,
    )
    receiving.receive(envelope, data)


def synchronise() -> int:
    """Name the own units to the axis, and keep the agencies that only it reaches; return how many."""
    axis = vendor()
    own = queries.own_names(list(OrganizationUnit.objects.on()))
    axis.register(own)
    nearer = set(KnownUnit.objects.exclude(correspondent=None).values_list("identifier", flat=True))
    found = {
        identifier: {"name": name}
        for identifier, name in axis.agencies().items()
        if identifier not in own and identifier not in nearer
    }
    return correspondents.keep_units(found, None)


def fetch_if_chosen() -> int:
    """Fetch when an axis was chosen and answers; nothing else, and no noise, when not.

    An axis that has just been chosen learns the own units, and names its agencies, before anything else.
    """
    try:
        vendor()
        if not KnownUnit.objects.filter(correspondent=None).exists():
            synchronise()
        return fetch()
    except VendorFailed:
        return 0


def synchronise_if_chosen() -> int:
    """Synchronise when an axis was chosen and answers."""
    try:
        return synchronise()
    except VendorFailed:
        return 0
