"""Accounts, roles and keys as the desk shows them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tinhso.kernel.audit import queries as audit
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import second_factor
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account, AccountKind, ApiKey, Role, RoleAssignment
from tinhso.kernel.identity.permissions import MANAGE_KEYS, SEE_ACCOUNTS
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import is_root
from tinhso.kernel.search.queries import words_of

_LATEST = 20


def visible(actor: Actor, permission: str = SEE_ACCOUNTS) -> QuerySet[Account]:
    """Return the officials' accounts in the actor's reach: those with a post, of any time, in his units.

    Who holds the right over the whole province also reaches accounts that never had a post.
    """
    accounts = Account.objects.filter(kind=AccountKind.OFFICIAL).select_related("person")
    if actor.is_system or any(is_root(path) for path in actor.roots(permission)):
        return accounts
    held = RoleAssignment.objects.filter(account=OuterRef("pk"), unit_id__in=actor.unit_ids(permission))
    return accounts.filter(Exists(held))


def listed(
    actor: Actor, *, text: str = "", role: str = "", unit: OrganizationUnit | None = None, state: str = ""
) -> QuerySet[Account]:
    """Return the accounts that the list shows."""
    accounts = visible(actor)
    for word in words_of(text):
        accounts = accounts.filter(Q(person__folded__contains=word) | Q(username__contains=word))
    if role or unit is not None:
        held = RoleAssignment.objects.on().filter(account=OuterRef("pk"))
        if role:
            held = held.filter(role__code=role)
        if unit is not None:
            held = held.filter(unit__path__startswith=unit.path)
        accounts = accounts.filter(Exists(held))
    if state == "active":
        accounts = accounts.filter(is_active=True)
    elif state == "suspended":
        accounts = accounts.filter(is_active=False)
    elif state == "no-post":
        accounts = accounts.exclude(Exists(RoleAssignment.objects.on().filter(account=OuterRef("pk"))))
    elif state == "no-factor":
        accounts = accounts.exclude(pk__in=second_factor.enrolled_accounts())
    return accounts


def with_posts(accounts: Iterable[Account]) -> list[Account]:
    """Return the accounts of a page, each with ``posts`` of today and whether it is ``enrolled``; two queries."""
    rows = list(accounts)
    keys = [account.pk for account in rows]
    posts: dict[UUID, list[RoleAssignment]] = {}
    for post in RoleAssignment.objects.on().filter(account_id__in=keys).select_related("role", "unit").order_by("id"):
        posts.setdefault(post.account_id, []).append(post)
    enrolled = set(second_factor.enrolled_accounts(keys))
    for account in rows:
        account.posts = posts.get(account.pk, [])  # type: ignore[attr-defined]
        account.enrolled = account.pk in enrolled  # type: ignore[attr-defined]
    return rows


def account_for(actor: Actor, key: UUID, permission: str = SEE_ACCOUNTS) -> Account:
    """Return an account in the actor's reach; raise ``NotFound``."""
    account = visible(actor, permission).filter(pk=key).first()
    if account is None:
        raise NotFound
    return account


def facts(account: Account) -> dict[str, Any]:
    """Return what the page of an account shows."""
    entries = list(audit.about(account.pk)[:_LATEST])
    return {
        "assignments": list(
            RoleAssignment.objects.filter(account=account).select_related("role", "unit").order_by("-valid_from", "-id")
        ),
        "enrolled": second_factor.is_enrolled(account.pk),
        "codes_left": second_factor.recovery_codes_left(account.pk),
        "entries": [{"entry": entry, "sentence": audit.sentence(entry)} for entry in entries],
    }


def assignment_of(account: Account, key: UUID) -> RoleAssignment:
    """Return an assignment of the account; raise ``NotFound``."""
    found = RoleAssignment.objects.select_related("role", "unit", "account__person").filter(account=account, pk=key)
    assignment = found.first()
    if assignment is None:
        raise NotFound
    return assignment


def roles() -> QuerySet[Role]:
    """Return the roles by name."""
    return Role.objects.order_by("name")


def roles_with_sentences() -> list[dict[str, Any]]:
    """Return the roles, each with the sentences of its permissions and how many people hold it today."""
    today = RoleAssignment.objects.on().order_by()
    held = dict(today.values_list("role").annotate(count=Count("account", distinct=True)))
    return [
        {
            "role": role,
            "sentences": [sentence(code) for code in role.permissions],
            "count": held.get(role.pk, 0),
        }
        for role in roles()
    ]


def sentence(code: str) -> str:
    """Return a permission's sentence; its bare code when its module is switched off."""
    words = str(PERMISSIONS[code].sentence) if code in PERMISSIONS else code
    return words[:1].upper() + words[1:]


def role_by_code(code: str) -> Role:
    """Return the role; raise ``NotFound``."""
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise NotFound
    return role


def permission_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every declared permission with its sentence, by module."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for permission in PERMISSIONS.values():
        groups.setdefault(permission.code.split(".")[0], []).append((permission.code, sentence(permission.code)))
    return sorted(groups.items())


def keys(actor: Actor) -> list[ApiKey]:
    """Return the keys at units in the actor's reach, the newest first, each with its ``posts``."""
    units = (
        None if actor.is_system or any(is_root(p) for p in actor.roots(MANAGE_KEYS)) else actor.unit_ids(MANAGE_KEYS)
    )
    posts = RoleAssignment.objects.filter(account__kind=AccountKind.SYSTEM).select_related("role", "unit")
    if units is not None:
        posts = posts.filter(unit_id__in=units)
    by_account: dict[UUID, list[RoleAssignment]] = {}
    for post in posts:
        by_account.setdefault(post.account_id, []).append(post)
    found = list(ApiKey.objects.filter(account_id__in=by_account).order_by("-created_at", "-id"))
    for key in found:
        key.posts = by_account[key.account_id]  # type: ignore[attr-defined]
    return found


def key_for(actor: Actor, key_id: UUID) -> ApiKey:
    """Return a key in the actor's reach; raise ``NotFound``."""
    for key in keys(actor):
        if key.pk == key_id:
            return key
    raise NotFound
