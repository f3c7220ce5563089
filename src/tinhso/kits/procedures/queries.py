"""What screens, the API and services read of procedures and dossiers."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import is_root
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.models import Dossier, DossierUnit, Draft, Procedure, ProcedureVersion
from tinhso.kits.procedures.states import VersionState

READ_WITH = ("procedure__field", "version", "agency", "reception_unit", "holder_unit", "holder_account__person")


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers that ``actor`` may see: a citizen those he sent, an officer those his units take part in.

    A citizen's personal number is claimed, not proven, so what was lodged under it elsewhere is not shown to him.
    """
    dossiers = Dossier.objects.all()
    if actor.is_system:
        return dossiers
    if actor.kind == "citizen":
        return dossiers.filter(account_id=actor.account_id)
    if any(is_root(path) for path in actor.roots(permissions.VIEW)):
        return dossiers
    units = actor.unit_ids(permissions.VIEW)
    if not units:
        return dossiers.none()
    return dossiers.filter(Exists(DossierUnit.objects.filter(dossier_id=OuterRef("id"), unit_id__in=units)))


def get_dossier(actor: Actor, dossier_id: UUID) -> Dossier:
    """Return the dossier with what a page shows of it; raise ``NotFound``."""
    dossier = visible_to(actor).filter(id=dossier_id).select_related(*READ_WITH).first()
    if dossier is None:
        raise NotFound
    return dossier


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """Return the applications that the actor has begun and not sent."""
    return Draft.objects.filter(account_id=actor.account_id, dossier__isnull=True).select_related(
        "version__procedure", "agency"
    )


def published_version(procedure: Procedure) -> ProcedureVersion:
    """Return the version in force today; raise ``NotFound``."""
    version = (
        ProcedureVersion.objects.on()
        .filter(procedure=procedure, state=VersionState.PUBLISHED)
        .select_related("procedure__field")
        .order_by("-valid_from", "-number")
        .first()
    )
    if version is None:
        raise NotFound
    return version
