"""Changing what a role carries: a change reaches everybody who holds the role, at once."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Role
from tinhso.kernel.identity.permissions import EDIT_ROLES
from tinhso.kernel.organizations.queries import is_root


@transaction.atomic
def change_role(
    actor: Actor, role: Role, *, name: str, permissions: Iterable[str], seen: Iterable[str] | None = None
) -> Role:
    """Give a role another name and set of permissions.

    Roles are the province's, so the right is held at its top. Nobody changes a role that they hold themself, nor
    puts a right over accounts and roles into one without holding it. ``seen`` are the permissions that the actor
    looked at. Raises ``Forbidden``, ``Invalid``, or ``Conflict`` when somebody changed the role meanwhile.
    """
    actor.demand(EDIT_ROLES)
    if not actor.is_system and not any(is_root(path) for path in actor.roots(EDIT_ROLES)):
        raise Forbidden(
            _("Vai trò dùng chung cả tỉnh nên chỉ người quản trị của tỉnh sửa được."), permission=EDIT_ROLES
        )
    locked = Role.objects.select_for_update().get(pk=role.pk)
    if any(post.role_code == locked.code for post in actor.posts):
        raise Forbidden(_("Không ai tự sửa vai trò mình đang giữ. Hãy nhờ người quản trị khác."), permission=EDIT_ROLES)
    before, after = set(locked.permissions), set(permissions)
    if seen is not None and set(seen) != before:
        raise Conflict(_("Vai trò này vừa được người khác sửa. Hãy mở lại trang để xem các quyền hiện nay."))
    unknown = sorted(code for code in after - before if code not in PERMISSIONS)
    if unknown:
        raise Invalid({"permissions": _("Quyền chưa được khai báo: {codes}.").format(codes=", ".join(unknown))})
    for code in sorted(before ^ after):
        if code.startswith("identity.") and code in PERMISSIONS:
            actor.demand(code)
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Invalid({"name": _("Hãy đặt tên cho vai trò, tối đa 120 ký tự.")})
    if (locked.name, before) == (name, after):
        return locked
    locked.name, locked.permissions = name, sorted(after)
    locked.save(update_fields=["name", "permissions"])
    audit.record(
        actor,
        happened.ROLE_CHANGED,
        subject_kind="role",
        subject_id=locked.pk,
        subject_label=locked.code,
        given=sorted(after - before),
        taken=sorted(before - after),
        name=name,
    )
    return locked
