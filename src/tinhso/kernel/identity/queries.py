"""What screens and services read about accounts, roles and rights."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.kernel.audit import queries as audit
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity import second_factor
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account, AccountKind, ApiKey, Role, RoleAssignment
from tinhso.kernel.identity.posts import posts_of
from tinhso.kernel.organizations.models import OrganizationUnit

PROGRAM = "program"
"""The kind of actor that an account of a program becomes; ``system`` is the house itself and may everything."""


def account_is_valid(account: Account, day: date | None = None) -> bool:
    """Tell whether the account may be used on ``day`` (today when not given)."""
    return account.is_active and (account.valid_to is None or account.valid_to >= (day or clock.today()))


def actor_for(account: Account, *, address: str = "", strong: bool = False, assurance: int = 0) -> Actor:
    """Return the account as an actor with its posts of today; an account that may not be used has none.

    ``address`` is the network address it acts from; ``strong`` says whether the second factor was given.
    """
    return Actor(
        account_id=account.pk,
        name=account.person.full_name,
        kind=PROGRAM if account.kind == AccountKind.SYSTEM else account.kind,
        person_id=account.person_id,
        posts=posts_of(account.pk) if account_is_valid(account) else (),
        address=address,
        strong=strong,
        assurance=assurance,
    )


def account_by_username(username: str) -> Account:
    """Return the account of that name, without regard to case; raise ``NotFound``."""
    account = Account.objects.select_related("person").filter(username__iexact=username.strip()).first()
    if account is None:
        raise NotFound(f"Không có tài khoản nào mang tên đăng nhập {username}.")
    return account


def assignments(day: date | None = None) -> QuerySet[RoleAssignment]:
    """Return the assignments that hold on ``day``, with account, person, role and unit."""
    rows: QuerySet[RoleAssignment] = RoleAssignment.objects.on(day).select_related("account__person", "role", "unit")
    return rows


def holders(permission: str, unit_path: str) -> QuerySet[Account]:
    """Return the accounts that hold ``permission`` today over the unit whose path is ``unit_path``."""
    ancestors: list[str] = []
    for part in unit_path.rstrip(".").split("."):
        ancestors.append(f"{ancestors[-1] if ancestors else ''}{part}.")
    held = RoleAssignment.objects.on().filter(unit__path__in=ancestors, role__permissions__contains=[permission])
    return (
        Account.objects.select_related("person")
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()), is_active=True)
        .filter(pk__in=held.values("account_id"))
        .order_by("person__folded", "id")
    )


def role_by_code(code: str) -> Role:
    """Return the role; raise ``NotFound``."""
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise NotFound(f"Không có vai trò nào mang mã {code}.")
    return role


def api_keys() -> QuerySet[ApiKey]:
    """Return every key, the newest first, with its account."""
    return ApiKey.objects.select_related("account__person").order_by("-created_at", "-id")


def api_key_by_prefix(prefix: str) -> ApiKey:
    """Return the key that begins with ``prefix``; raise ``NotFound``."""
    key = ApiKey.objects.filter(prefix=prefix.removeprefix("ts_")[:12]).first()
    if key is None:
        raise NotFound(f"Không có khoá nào bắt đầu bằng {prefix}.")
    return key


def account_by_key(key: UUID) -> Account | None:
    """Return the account with its person, or none when it is unknown or may not be used."""
    account = Account.objects.select_related("person").filter(pk=key).first()
    return account if account is not None and account_is_valid(account) else None


def account_by_subject(subject: str) -> Account | None:
    """Return the account that another system knows as ``subject``, unless it may no longer be used."""
    try:
        return account_by_key(UUID(subject))
    except ValueError:
        return None


def looks_at(person_id: UUID, *, most: int) -> list[dict[str, Any]]:
    """Return the latest looks at a person's data: when, who, at which unit, for what."""
    entries = list(audit.looked_at(person_id)[:most])
    units = OrganizationUnit.objects.in_bulk({entry.unit_id for entry in entries if entry.unit_id})
    return [
        {
            "at": entry.at,
            "who": entry.account_name,
            "unit": units.get(entry.unit_id) if entry.unit_id else None,
            "what": audit.sentence(entry),
            "purpose": entry.purpose,
        }
        for entry in entries
    ]


def profile(account_id: UUID) -> dict[str, Any]:
    """Return what the account's own page shows: the account, its roles of today, its security."""
    return {
        "account": Account.objects.select_related("person__area").get(pk=account_id),
        "assignments": list(assignments().filter(account_id=account_id)),
        "enrolled": second_factor.is_enrolled(account_id),
        "codes_left": second_factor.recovery_codes_left(account_id),
        "sign_ins": list(
            AuditEntry.objects.filter(account_id=account_id, code=happened.SIGNED_IN).order_by("-at")[:10]
        ),
    }
