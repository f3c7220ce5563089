"""An official lets another hold his role while he is absent; it ends by itself, or is ended earlier.

What the other does is recorded as done by him in the place of the first; see ``actor.Post``.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.delegation_models import Delegation
from tinhso.kernel.identity.delegation_queries import possible_receivers, rights_of
from tinhso.kernel.identity.models import Account, RoleAssignment
from tinhso.kernel.identity.permissions import ASSIGN_ROLES

MOST_DAYS = 366
"""An absence; who is away for longer has his role given to another."""


@transaction.atomic
def delegate(
    actor: Actor,
    assignment: RoleAssignment,
    receiver: Account,
    *,
    permissions: Sequence[str],
    valid_from: date,
    valid_to: date,
    reason: str,
) -> Delegation:
    """Let ``receiver`` hold rights of a role in its holder's place, from one day to another, both included.

    The holder himself does this, or who assigns roles at the unit for somebody already absent. Raise ``Forbidden``,
    ``Invalid``, or ``Conflict`` when the receiver holds it in that time already.
    """
    held = RoleAssignment.objects.select_for_update(of=("self",)).select_related("account__person", "role", "unit")
    assignment = held.get(pk=assignment.pk)
    _check_actor(actor, assignment, receiver)
    _check(assignment, receiver, permissions, valid_from, valid_to, reason)
    delegation = Delegation(
        assignment=assignment,
        giver=assignment.account,
        receiver=receiver,
        permissions=[code for code in rights_of(assignment) if code in set(permissions)],
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason.strip(),
        made_by_id=actor.account_id,
    )
    try:
        with transaction.atomic():
            delegation.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("{receiver} đã được ủy quyền vai trò này trong thời gian trùng với khoảng ngày trên.").format(
                receiver=receiver.person.full_name
            )
        ) from error
    _note(actor, happened.DELEGATED, delegation)
    return delegation


def _check_actor(actor: Actor, assignment: RoleAssignment, receiver: Account) -> None:
    if actor.account_id == assignment.account_id or actor.is_system:
        return
    actor.demand(ASSIGN_ROLES, assignment.unit)
    post = actor.post_for(ASSIGN_ROLES, assignment.unit)
    if receiver.pk == actor.account_id or post is None or post.giver_id is not None:
        raise Forbidden(_("Không ai tự nhận ủy quyền của người khác. Hãy nhờ người quản trị khác."))


def _check(
    assignment: RoleAssignment,
    receiver: Account,
    permissions: Sequence[str],
    valid_from: date,
    valid_to: date,
    reason: str,
) -> None:
    wrong: dict[str, str] = {}
    if receiver.pk == assignment.account_id:
        wrong["receiver"] = _("Hãy chọn người khác để ủy quyền.")
    elif not possible_receivers(assignment).filter(pk=receiver.pk).exists():
        wrong["receiver"] = _("{name} không giữ vai trò nào trong cơ quan này; hãy chọn người của cơ quan.").format(
            name=receiver.person.full_name
        )
    if not permissions:
        wrong["permissions"] = _("Hãy chọn ít nhất một quyền.")
    elif not set(permissions) <= set(rights_of(assignment)):
        wrong["permissions"] = _("Chỉ ủy quyền được những quyền mà vai trò này có, trừ quyền về tài khoản và vai trò.")
    if valid_from < clock.today():
        wrong["valid_from"] = _("Ngày bắt đầu từ hôm nay trở đi.")
    if valid_to < valid_from:
        wrong["valid_to"] = _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    elif valid_to - valid_from > timedelta(days=MOST_DAYS):
        wrong["valid_to"] = _("Ủy quyền dài nhất là một năm. Vắng lâu hơn, hãy giao vai trò cho người khác.")
    elif assignment.valid_to is not None and assignment.valid_to < valid_to:
        wrong["valid_to"] = _("Vai trò này kết thúc ngày {day}; không ủy quyền được quá ngày đó.").format(
            day=f"{assignment.valid_to:%d/%m/%Y}"
        )
    if not reason.strip():
        wrong["reason"] = _("Hãy ghi lý do vắng mặt.")
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def end(actor: Actor, delegation: Delegation) -> Delegation:
    """End a delegation at once: by who gave it, who received it, or who assigns roles at the unit."""
    locked = Delegation.objects.select_for_update(of=("self",)).select_related("assignment__unit", "receiver__person")
    delegation = locked.get(pk=delegation.pk)
    if actor.account_id not in (delegation.giver_id, delegation.receiver_id):
        actor.demand(ASSIGN_ROLES, delegation.assignment.unit)
    if delegation.revoked_at is not None or (delegation.valid_to and delegation.valid_to < clock.today()):
        raise Conflict(_("Ủy quyền này đã kết thúc."))
    delegation.revoked_at, delegation.revoked_by_id = clock.now(), actor.account_id
    delegation.save(update_fields=["revoked_at", "revoked_by"])
    _note(actor, happened.DELEGATION_ENDED, delegation)
    return delegation


def _note(actor: Actor, code: str, delegation: Delegation) -> None:
    audit.record(
        actor,
        code,
        subject_kind="delegation",
        subject_id=delegation.pk,
        subject_label=f"{delegation.receiver} thay {delegation.giver}",
        unit_id=delegation.assignment.unit_id,
        role=delegation.assignment.role.code,
        since=delegation.valid_from.isoformat(),
        until=delegation.valid_to.isoformat() if delegation.valid_to else "",
        rights=len(delegation.permissions),
    )
