"""What screens and services read of hand-over slips."""

from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.coordination import HandOverSlip, HandOverSlipItem
from tinhso.kits.procedures.models import DossierStep
from tinhso.kits.procedures.permissions import VIEW
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.states import StepState


def ready_to_hand_over(actor: Actor, unit: OrganizationUnit) -> QuerySet[DossierStep]:
    """Return the steps that wait at other units for dossiers that ``unit`` had last and has not handed over yet."""
    before = DossierStep.objects.filter(
        dossier_id=OuterRef("dossier_id"), position=OuterRef("position") - 1, state=StepState.DONE, unit=unit
    )
    on_a_slip = HandOverSlipItem.objects.filter(
        dossier_id=OuterRef("dossier_id"), slip__from_unit=unit, slip__to_unit=OuterRef("unit_id"),
        slip__sent_at__gte=OuterRef("opened_at"),
    )  # fmt: skip
    return (
        DossierStep.objects.filter(state=StepState.OPEN, dossier__in=visible_to(actor))
        .filter(Q(position=1, dossier__reception_unit=unit) | Exists(before))
        .exclude(unit=unit)
        .exclude(Exists(on_a_slip))
        .select_related("unit", "dossier__procedure")
        .order_by("unit__sort_key", "opened_at", "id")
    )


def slips_for(actor: Actor) -> QuerySet[HandOverSlip]:
    """Return the slips that the actor's units made out or received, the newest first."""
    units = actor.unit_ids(VIEW)
    return (
        HandOverSlip.objects.filter(Q(from_unit_id__in=units) | Q(to_unit_id__in=units))
        .select_related("from_unit", "to_unit")
        .annotate(total=Count("items"), missing=Count("items", filter=Q(items__received=False)))
        .order_by(F("sent_at").desc(), "-id")
    )


def slip_by_key(actor: Actor, key: UUID) -> HandOverSlip:
    """Return a slip that the actor may see; raise ``NotFound``."""
    found = slips_for(actor).filter(id=key).first()
    if found is None:
        raise NotFound
    return found
