"""What screens and rules read of delegations."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity.delegation_models import Delegation
from tinhso.kernel.identity.models import Account, AccountKind, RoleAssignment
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind

_OF_A_BODY = {UnitKind.DIVISION, UnitKind.ONE_STOP}
NEVER = "identity."
"""Rights that begin so, over accounts and roles, are never delegated."""


def in_force(day: date | None = None) -> QuerySet[Delegation]:
    """Return the delegations that count on ``day``: not ended, of a role that the giver still holds."""
    day = day or clock.today()
    role_holds = Q(assignment__valid_from__lte=day) & (
        Q(assignment__valid_to__isnull=True) | Q(assignment__valid_to__gte=day)
    )
    rows: QuerySet[Delegation] = Delegation.objects.on(day)
    return rows.filter(role_holds, revoked_at__isnull=True, giver__is_active=True)


def delegations_of(account_id: UUID) -> QuerySet[Delegation]:
    """Return what the account gave and received, the newest first."""
    return (
        Delegation.objects.filter(Q(giver_id=account_id) | Q(receiver_id=account_id))
        .select_related("assignment__role", "assignment__unit", "giver__person", "receiver__person")
        .order_by("-valid_from", "-id")
    )


def delegation_by_key(key: UUID) -> Delegation:
    """Return the delegation; raise ``NotFound``."""
    found = (
        Delegation.objects.filter(pk=key)
        .select_related("assignment__unit", "assignment__role", "giver__person", "receiver__person")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def roles_to_delegate(account_id: UUID) -> list[RoleAssignment]:
    """Return the roles that the account holds itself, today or from a later day, and that carry a right to give."""
    today = clock.today()
    held = RoleAssignment.objects.filter(account_id=account_id).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    )
    rows = held.select_related("account__person", "role", "unit").order_by("valid_from", "id")
    return [row for row in rows if rights_of(row)]


def assignment_by_key(key: UUID) -> RoleAssignment:
    """Return a role held; raise ``NotFound``."""
    found = RoleAssignment.objects.filter(pk=key).select_related("account__person", "role", "unit").first()
    if found is None:
        raise NotFound
    return found


def rights_of(assignment: RoleAssignment) -> list[str]:
    """Return which rights of a role can be delegated, in the order in which modules declare them."""
    held = set(assignment.role.permissions)
    return [code for code in PERMISSIONS if code in held and not code.startswith(NEVER)]


def body_of(unit: OrganizationUnit) -> OrganizationUnit:
    """Return the agency that a unit belongs to: a division's or a desk's own, else the unit itself."""
    while unit.kind in _OF_A_BODY and unit.parent is not None:
        unit = unit.parent
    return unit


def possible_receivers(assignment: RoleAssignment) -> QuerySet[Account]:
    """Return the officials of the same agency, without the giver: those who hold a role in it today."""
    body = body_of(assignment.unit)
    held = RoleAssignment.objects.on().filter(unit__path__startswith=body.path)
    return (
        Account.objects.filter(pk__in=held.values("account_id"), kind=AccountKind.OFFICIAL, is_active=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()))
        .exclude(pk=assignment.account_id)
        .select_related("person")
        .order_by("person__folded", "id")
    )
