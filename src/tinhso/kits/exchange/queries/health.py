"""How services are doing."""

from django.db.models import F, QuerySet

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.exchange.models import Service
from tinhso.kits.exchange.queries.directory import visible_to


def services(actor: Actor) -> QuerySet[Service]:
    """Return the services with their health, those that fail first; page by ``-failing``, ``name``, ``id``."""
    return visible_to(actor).filter(closed_at=None).annotate(failing=F("health__failed")).order_by("name", "id")
