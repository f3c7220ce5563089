"""Reading the directory, open to whoever may look, and the agreements, open to those whom they concern."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations import queries as organizations
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange import describing, permissions
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


def subsystems_of(participant: Participant) -> QuerySet[Subsystem]:
    """Return a member's systems, for pickers."""
    return participant.subsystems.select_related("participant").order_by("name", "id")


def owners() -> QuerySet[OrganizationUnit]:
    """Return the units that stand today, for pickers."""
    return organizations.units()


def words_for_next_version(participant: Participant, service_key: str) -> dict[str, Any]:
    """Return what the newest version of a member's service says, to begin the next one with; nothing when none is."""
    try:
        key = UUID(service_key)
    except ValueError:
        return {}
    version = (
        ServiceVersion.objects.select_related("service")
        .filter(service=key, service__subsystem__participant=participant, handler="")
        .order_by("-published_at", "-id")
        .first()
    )
    if version is None:
        return {}
    service = version.service
    of_service = ("name", "code", "description", "contact", "legal_ground", "personal")
    of_version = ("address", "methods", "timeout_seconds", "probe_path")
    return {
        "subsystem": service.subsystem_id,
        "owner": service.owner_id,
        "version": "",
        "field_lines": describing.field_lines(version.fields),
        **{name: getattr(service, name) for name in of_service},
        **{name: getattr(version, name) for name in of_version},
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


def own_unit() -> OrganizationUnit | None:
    """Return the unit whose member this installation speaks for."""
    own = Participant.objects.select_related("unit").filter(own=True, instance=settings.EXCHANGE_INSTANCE).first()
    return own.unit if own else None
