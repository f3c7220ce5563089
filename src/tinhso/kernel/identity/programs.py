"""Keys of programs: giving and revoking. A key acts as an account of its own that holds one role at one unit."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.keys import new_key
from tinhso.kernel.identity.models import Account, AccountKind, ApiKey, Person, Role, RoleAssignment
from tinhso.kernel.identity.permissions import MANAGE_KEYS
from tinhso.kernel.organizations.models import OrganizationUnit


@transaction.atomic
def create_api_key(
    actor: Actor, *, unit: OrganizationUnit, role: Role, label: str, days: int | None = None
) -> tuple[ApiKey, str]:
    """Return a new key holding ``role`` at ``unit`` and its text, which is shown once and kept nowhere.

    ``days`` is how long it lasts; without it, until revoked. Raises ``Forbidden``, ``Invalid``.
    """
    actor.demand(MANAGE_KEYS, unit)
    for permission in role.permissions:
        if permission.startswith("identity.") and permission in PERMISSIONS:
            actor.demand(permission, unit)
    label = " ".join(label.split())
    if not label or len(label) > 120:
        raise Invalid({"label": _("Hãy đặt tên cho khoá, tối đa 120 ký tự, ví dụ tên phần mềm sẽ dùng khoá.")})
    if days is not None and not 1 <= days <= 3660:
        raise Invalid({"days": _("Thời hạn từ 1 đến 3660 ngày.")})
    now = clock.now()
    prefix, digest, text = new_key()
    person = Person.objects.create(full_name=label, folded=fold(label)[:120])
    account = Account(username=f"key-{prefix}", kind=AccountKind.SYSTEM, person=person)
    account.set_unusable_password()
    account.save(force_insert=True)
    RoleAssignment.objects.create(account=account, role=role, unit=unit, valid_from=clock.today())
    key = ApiKey.objects.create(
        prefix=prefix,
        digest=digest,
        label=label,
        account=account,
        ends_at=now + timedelta(days=days) if days is not None else None,
    )
    _note(actor, happened.KEY_CREATED, key, unit, role=role.code, label=label)
    return key, text


@transaction.atomic
def revoke_api_key(actor: Actor, key: ApiKey) -> None:
    """Stop a key at once; raise ``Forbidden``, or ``Conflict`` when it is revoked already."""
    locked = ApiKey.objects.select_for_update().select_related("account").get(pk=key.pk)
    units = [held.unit for held in locked.account.assignments.select_related("unit")]
    for unit in units:
        actor.demand(MANAGE_KEYS, unit)
    if locked.revoked_at is not None:
        raise Conflict(_("Khoá {label} đã bị thu hồi trước đó.").format(label=locked.label))
    locked.revoked_at = key.revoked_at = clock.now()
    locked.save(update_fields=["revoked_at"])
    _note(actor, happened.KEY_REVOKED, locked, units[0] if units else None, label=locked.label)


def _note(actor: Actor, code: str, key: ApiKey, unit: OrganizationUnit | None, **details: Any) -> None:
    audit.record(
        actor,
        code,
        subject_kind="api-key",
        subject_id=key.pk,
        subject_label=key.prefix,
        unit_id=unit.pk if unit else None,
        **details,
    )
