"""How services are doing."""

from django.db.models import Case, QuerySet, When

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.exchange.models import Service
from tinhso.kits.exchange.queries.directory import visible_to

ORDER = ("-troubled", "name", "id")


def services(actor: Actor) -> QuerySet[Service]:
    """Return the services with their health, those that fail first; page by ``ORDER``."""
    troubled = Case(When(health__failed__gt=0, then=2), When(health__probe_ok=False, then=1), default=0)
    return visible_to(actor).filter(closed_at=None).annotate(troubled=troubled)
