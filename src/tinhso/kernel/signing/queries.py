"""Reading credentials."""

from uuid import UUID

from django.db.models import QuerySet

from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.signing.models import Credential, CredentialKind, PaperSignature


def person_credential(account_id: UUID | None) -> Credential | None:
    """Return the credential with which an account signs now, if it has one."""
    return _in_force().filter(kind=CredentialKind.PERSON, account_id=account_id).first() if account_id else None


def agency_credential(unit: OrganizationUnit) -> Credential | None:
    """Return the seal of a unit, or of the nearest unit above it that has one."""
    chain: list[UUID] = []
    above: OrganizationUnit | None = unit
    while above is not None:
        chain.append(above.id)
        above = above.parent
    found = {
        item.unit_id: item for item in _in_force().filter(kind=CredentialKind.AGENCY, unit_id__in=chain).order_by("id")
    }
    return next((found[key] for key in chain if key in found), None)


def signatures_of(paper_id: UUID) -> list[PaperSignature]:
    """Return a paper's signatures in the order of signing."""
    return list(PaperSignature.objects.filter(paper_id=paper_id).order_by("id").select_related("credential"))


def _in_force() -> QuerySet[Credential]:
    now = clock.now()
    return Credential.objects.filter(revoked_at=None, valid_from__lte=now, valid_to__gte=now).order_by("-id")
