"""Reading the directory, open to whoever may look, and the agreements, open to those whom they concern."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange import permissions
from tinhso.kits.exchange.access import of_units
from tinhso.kits.exchange.models import Agreement, AgreementState, Participant, Service, ServiceVersion, Subsystem


def visible_to(actor: Actor) -> QuerySet[Service]:
    """Return the services of the directory, with their owners and health, for whoever may look."""
    actor.demand(permissions.VIEW)
    return Service.objects.select_related("subsystem__participant", "owner", "health")


def services(actor: Actor, *, text: str = "", sandbox: bool = False) -> QuerySet[Service]:
    """Return the services narrowed by words; page by ``name``, ``id``."""
    rows = visible_to(actor).filter(subsystem__sandbox=sandbox)
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(subsystem__code__icontains=word))
    return rows


def service_for(actor: Actor, key: UUID) -> Service:
    """Return a service; raise ``NotFound``."""
    found = visible_to(actor).filter(id=key).first()
    if found is None:
        raise NotFound
    return found


def versions_of(service: Service) -> list[ServiceVersion]:
    """Return a service's versions, the newest first."""
    return list(service.versions.order_by("-published_at", "-id"))


def schema_of(actor: Actor, key: UUID, version: str) -> ServiceVersion:
    """Return a version with its description; raise ``NotFound``."""
    found = ServiceVersion.objects.filter(service=service_for(actor, key), version=version).first()
    if found is None:
        raise NotFound
    return found


def participants(actor: Actor) -> QuerySet[Participant]:
    """Return the members; page by ``name``, ``id``."""
    actor.demand(permissions.VIEW)
    return Participant.objects.select_related("unit").annotate(systems=Count("subsystems"))


def participant_for(actor: Actor, key: UUID) -> Participant:
    """Return a member; raise ``NotFound``."""
    found = participants(actor).filter(id=key).first()
    if found is None:
        raise NotFound
    return found


def parts_of(participant: Participant) -> dict[str, list[Any]]:
    """Return a member's systems and certificates."""
    return {
        "subsystems": list(participant.subsystems.order_by("code")),
        "certificates": list(participant.certificates.order_by("-valid_to")),
    }


def certificate_participant(actor: Actor, key: UUID) -> Participant:
    """Return the member whose certificate this is; raise ``NotFound``."""
    found = participants(actor).filter(certificates__id=key).first()
    if found is None:
        raise NotFound
    return found


def consumers(actor: Actor) -> QuerySet[Subsystem]:
    """Return the systems for which the actor may ask."""
    rows = Subsystem.objects.select_related("participant").filter(of_units(actor, permissions.ASK, "participant__unit"))
    return rows.order_by("participant__name", "name", "id")


def agreements(actor: Actor, *, state: str = "", service: Service | None = None) -> QuerySet[Agreement]:
    """Return the agreements that concern the actor's units; page by ``-id``."""
    actor.demand(permissions.VIEW)
    rows = Agreement.objects.select_related(
        "consumer__participant", "service__subsystem__participant", "service__owner"
    )
    rows = rows.filter(of_units(actor, permissions.VIEW, "consumer__participant__unit", "service__owner"))
    if state:
        rows = rows.filter(state=state)
    return rows.filter(service=service) if service else rows


def agreement_for(actor: Actor, key: UUID) -> Agreement:
    """Return an agreement that the actor may see; raise ``NotFound``."""
    found = agreements(actor).filter(id=key).first()
    if found is None:
        raise NotFound
    return found


def waiting(actor: Actor) -> int:
    """Return how many requests wait for a decision."""
    return agreements(actor, state=AgreementState.ASKED).count()


def in_force(made: Agreement) -> bool:
    """Tell whether an agreement opens anything today."""
    today = clock.today()
    ends = made.valid_to
    return made.state == AgreementState.APPROVED and made.valid_from <= today and (ends is None or today <= ends)


def own_unit() -> OrganizationUnit | None:
    """Return the unit whose member this installation speaks for."""
    own = Participant.objects.select_related("unit").filter(own=True, instance=settings.EXCHANGE_INSTANCE).first()
    return own.unit if own else None
