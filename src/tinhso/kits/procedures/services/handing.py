"""Work changes hands: an officer takes a step of the pool, gives it back, or his work goes to others in his absence.

The dossier is locked before the item in the inbox, as every transition does; whoever takes the item takes the step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kits.procedures import events, inbox_kinds
from tinhso.kits.procedures.models import Dossier, DossierStep
from tinhso.kits.procedures.permissions import ASSIGN, STEP_PERMISSIONS
from tinhso.kits.procedures.services.processing import give
from tinhso.kits.procedures.services.steps import put_work_item, running_steps_of
from tinhso.kits.procedures.services.transition import Transition, transition
from tinhso.kits.procedures.states import Status

STATUSES = (Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT, Status.FINISHED)


def take(actor: Actor, dossier_id: UUID, step_code: str) -> Dossier:
    """Take a step of the pool with its item in the inbox; raise ``Conflict`` with who was first and when."""
    with transition(dossier_id, actor, "take", events.STEP_TAKEN, among=STATUSES) as change:
        step = _step(change, step_code)
        change.demand(STEP_PERMISSIONS[step.kind], step.unit)
        if step.account_id is not None and step.account_id != change.account_id:
            raise _taken(change.dossier, step)
        _hold(change, step, change.account_id)
    return change.dossier


def give_back(actor: Actor, dossier_id: UUID, step_code: str) -> Dossier:
    """Give one's own step back to the pool of its unit; raise ``Conflict`` when it is another's."""
    with transition(dossier_id, actor, "give-back", events.STEP_TAKEN, among=STATUSES) as change:
        step = _step(change, step_code)
        change.demand(STEP_PERMISSIONS[step.kind], step.unit)
        change.post = actor.post_for(STEP_PERMISSIONS[step.kind], step.unit, step.account_id)
        if step.account_id is not None and change.post is None and not actor.is_system:
            raise _taken(change.dossier, step)
        _hold(change, step, None)
    return change.dossier


def _step(change: Transition, code: str) -> DossierStep:
    step = next((step for step in running_steps_of(change) if step.code == code), None)
    if step is None:
        raise Conflict(
            _("Bước này của hồ sơ {code} đã được {who} làm xong.").format(
                code=change.dossier.code, who=change.dossier.last_actor
            )
        )
    change.unit, change.step_code = step.unit, step.code
    return step


def _hold(change: Transition, step: DossierStep, account_id: UUID | None) -> None:
    step.account_id = account_id
    step.save(update_fields=["account"])
    step = DossierStep.objects.select_related("unit", "account__person").get(id=step.id)
    change.dossier.holder_account_id = account_id
    if WorkItem.objects.filter(
        subject_id=change.dossier.id, kind=inbox_kinds.STEP, slot=step.code, closed_at__isnull=True
    ).exists():
        put_work_item(change, step)


def _taken(dossier: Dossier, step: DossierStep) -> Conflict:
    item = WorkItem.objects.filter(subject_id=dossier.id, slot=step.code, closed_at__isnull=True).first()
    when = (item.assigned_at if item else None) or step.opened_at
    return Conflict(
        _("{who} đã nhận việc này lúc {when}.").format(
            who=step.account, when=timezone.localtime(when).strftime("%H:%M %d/%m/%Y")
        ),
        who=str(step.account),
        at=when.isoformat(),
    )


def reassign(actor: Actor, dossier_id: UUID, step_code: str, to: Account, *, reason: str) -> Dossier:
    """Give an officer's step to another of its unit, with the reason; raise ``Invalid`` or ``Forbidden``."""
    _check_reason(reason)
    with transition(dossier_id, actor, "reassign", events.STEP_TAKEN, among=STATUSES) as change:
        step = _step(change, step_code)
        change.demand(ASSIGN, step.unit)
        before = str(step.account or "")
        give(change, step, to)
        change.reason = reason.strip()
        change.details = {"from_name": before, "assigned_to": str(to.pk), "assigned_name": str(to)}
    return change.dossier


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi vì sao giao lại việc, ví dụ nghỉ phép từ ngày nào.")})


@dataclass(frozen=True)
class Moved:
    """How one item of an absent officer ended: ``problem`` says why it stayed."""

    item: WorkItem
    problem: str = ""


def reassign_work(actor: Actor, absent: Account, to: Account, item_ids: Sequence[UUID], *, reason: str) -> list[Moved]:
    """Give selected open items of an absent officer to another; each is a transaction of its own, one may stay.

    Raise ``Invalid`` when nothing was selected, nobody chosen, or no reason given.
    """
    _check_reason(reason)
    if to.pk == absent.pk:
        raise Invalid({"to": _("Hãy chọn người khác để giao việc.")})
    items = list(
        WorkItem.objects.filter(id__in=item_ids, account=absent, closed_at__isnull=True)
        .select_related("unit")
        .order_by("due_sort", "id")
    )
    if not items:
        raise Invalid({"items": _("Hãy chọn ít nhất một việc đang mở của người vắng mặt.")})
    return [_move(actor, item, to, reason) for item in items]


def _move(actor: Actor, item: WorkItem, to: Account, reason: str) -> Moved:
    try:
        if item.kind == inbox_kinds.STEP:
            reassign(actor, item.subject_id, item.slot, to, reason=reason)
        else:
            actor.demand(ASSIGN, item.unit)
            inbox.reassign(item.id, to, actor=actor, seen=item.account_id)
    except Invalid as invalid:
        return Moved(item, " ".join(invalid.fields.values()))
    except (Forbidden, NotFound, Conflict, Refused) as refused:
        return Moved(item, str(refused.message))
    return Moved(item)
