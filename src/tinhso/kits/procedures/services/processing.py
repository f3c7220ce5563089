"""A dossier is worked on: assigned, appraised, answered by another unit, returned, proposed."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kits.procedures import events
from tinhso.kits.procedures.coordination import Opinion, Suspension
from tinhso.kits.procedures.models import Dossier, DossierResult, DossierStep
from tinhso.kits.procedures.permissions import ASSIGN, PROCESS, STEP_PERMISSIONS
from tinhso.kits.procedures.services import asking
from tinhso.kits.procedures.services.steps import (
    close_step,
    open_next_steps,
    open_step,
    put_work_item,
    route_of,
    running_steps_of,
)
from tinhso.kits.procedures.services.transition import Transition, demand_reason, transition
from tinhso.kits.procedures.states import OpinionState, Status, StepState

WORKED_ON = [Status.RECEIVED, Status.PROCESSING]


def step_to_do(change: Transition, *kinds: str) -> DossierStep:
    """Return the open step of one of ``kinds`` that the actor may do; raise ``Refused`` or ``Forbidden``."""
    running = running_steps_of(change)
    steps = [step for step in running if step.kind in kinds and step.state == StepState.OPEN]
    if not steps:
        raise _nothing_to_do(change, [step for step in running if step.kind in kinds])
    actor = change.actor
    mine = [step for step in steps if actor.may(STEP_PERMISSIONS[step.kind], step.unit)]
    if not mine:
        actor.demand(STEP_PERMISSIONS[steps[0].kind], steps[0].unit)
    for step in mine:
        post = actor.post_for(STEP_PERMISSIONS[step.kind], step.unit, step.account_id)
        if post is not None or actor.is_system:
            change.unit, change.step_code, change.post = step.unit, step.code, post
            return step
    raise Forbidden(
        _("Bước “{step}” đang giao cho {who}. Người phân công có thể giao lại cho quý vị.").format(
            step=mine[0].name, who=mine[0].account
        )
    )


def _nothing_to_do(change: Transition, waiting: list[DossierStep]) -> Refused:
    """Return why no step can be done now: it waits for others, rests, or has gone on."""
    code = change.dossier.code
    if Suspension.objects.filter(dossier=change.dossier, ended_at__isnull=True).exists():
        return Refused(_("Hồ sơ {code} đang tạm dừng giải quyết. Hãy tiếp tục giải quyết trước.").format(code=code))
    if waiting:
        units = Opinion.objects.filter(consultation__step__in=waiting, state=OpinionState.ASKED)
        names = ", ".join(units.values_list("unit__name", flat=True).order_by("due_at")[:5])
        return Refused(
            _("Hồ sơ {code} đang chờ ý kiến của {names}. Có thể rút câu hỏi nếu không cần chờ nữa.").format(
                code=code, names=names
            ),
            code="awaits-opinions",
        )
    return Refused(
        _("Hồ sơ {code} không ở bước này nữa. Hãy tải lại trang để xem bước hiện nay.").format(code=code),
        code="wrong-step",
    )


def assign(actor: Actor, dossier_id: UUID, to: Account, *, note: str = "", seen_revision: int | None = None) -> Dossier:
    """Give the dossier to a specialist; on an assigned one, give it to somebody else."""
    with transition(
        dossier_id, actor, "assign", events.ASSIGNED, among=WORKED_ON, seen_revision=seen_revision
    ) as change:
        steps = running_steps_of(change)
        assigning = next((step for step in steps if step.kind == "assign" and step.state == StepState.OPEN), None)
        change.note, change.assigned_to = note, to.id
        change.details = {"assigned_to": str(to.id), "assigned_name": str(to)}
        if assigning is not None:
            step = step_to_do(change, "assign")
            close_step(change, step, StepState.DONE, note)
            change.move_to(Status.PROCESSING)
            for opened in open_next_steps(change, after=step.position):
                if opened.account_id == to.id:
                    _check_holder(to, opened)
        else:
            _reassign(change, steps, to)
    return change.dossier


def _reassign(change: Transition, steps: list[DossierStep], to: Account) -> None:
    step = next((step for step in steps if step.kind in ("do", "consult", "propose")), None)
    if step is None:
        raise Refused(_("Hồ sơ không ở bước có thể phân công."), code="wrong-step")
    change.demand(ASSIGN, step.unit)
    give(change, step, to)


def give(change: Transition, step: DossierStep, to: Account | None) -> None:
    """Give a running step to an officer of its unit, or back to its pool; raise ``Invalid``."""
    if to is not None:
        _check_holder(to, step)
    change.unit, change.step_code = step.unit, step.code
    step.account = to
    step.save(update_fields=["account"])
    change.dossier.holder_account = to
    if step.state == StepState.OPEN and change.dossier.status in WORKED_ON:
        put_work_item(change, step)


def _check_holder(account: Account, step: DossierStep) -> None:
    """Raise ``Invalid`` when ``account`` does not hold the right that the step takes, at its unit."""
    if not holders(STEP_PERMISSIONS[step.kind], step.unit.path).filter(id=account.id).exists():
        raise Invalid(
            {
                "to": _("{who} chưa được giao việc tại {unit}; hãy chọn người khác.").format(
                    who=account, unit=step.unit.name
                )
            }
        )


def do(actor: Actor, dossier_id: UUID, *, note: str, seen_revision: int | None = None) -> Dossier:
    """Finish an appraisal or an answer to a consultation; the next step opens when its neighbours are done too."""
    if not note.strip():
        raise Invalid({"note": _("Hãy ghi ý kiến thẩm định hoặc nội dung đã làm.")})
    with transition(dossier_id, actor, "do", events.STEP_DONE, among=WORKED_ON, seen_revision=seen_revision) as change:
        step = step_to_do(change, "do", "consult")
        change.note = note
        _take(change, step)
        close_step(change, step, StepState.DONE, note)
        change.move_to(Status.PROCESSING)
        go_on(change, step)
    return change.dossier


def go_on(change: Transition, step: DossierStep) -> None:
    """Open what follows a step that was closed, when its neighbours are done too."""
    if not running_steps_of(change):
        open_next_steps(change, after=_end_of_group(change, step))


def propose(
    actor: Actor,
    dossier_id: UUID,
    *,
    granted: bool,
    content: dict[str, Any],
    note: str = "",
    reason: str = "",
    article: str = "",
    seen_revision: int | None = None,
) -> Dossier:
    """Put a result before the leader: a grant with its content, or a denial with reason and legal article."""
    if not granted:
        demand_reason(reason, article)
    with transition(
        dossier_id, actor, "propose", events.PROPOSED, among=WORKED_ON, seen_revision=seen_revision
    ) as change:
        step = step_to_do(change, "propose")
        change.note, change.reason, change.article = note, reason, article
        _take(change, step)
        DossierResult.objects.update_or_create(
            dossier=change.dossier,
            defaults={"granted": granted, "content": content, "reason": reason, "article": article},
        )
        close_step(change, step, StepState.DONE, note)
        change.move_to(Status.PROCESSING)
        open_next_steps(change, after=step.position)
    return change.dossier


def return_step(
    actor: Actor, dossier_id: UUID, *, to_step: str, reason: str, seen_revision: int | None = None
) -> Dossier:
    """Send the dossier back to an earlier step, to the officer who did it, with the reason."""
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi rõ lý do trả lại để người xử lý biết cần sửa gì.")})
    with transition(
        dossier_id, actor, "return", events.STEP_RETURNED, among=WORKED_ON, seen_revision=seen_revision
    ) as change:
        step = step_to_do(change, "do", "propose", "initial", "sign", "assign")
        route = route_of(change)
        position = next((index for index, earlier in enumerate(route, 1) if earlier.code == to_step), None)
        if position is None or position >= step.position:
            raise NotFound
        change.reason = reason
        change.details = {"to_step": to_step}
        for running in running_steps_of(change):
            close_step(change, running, StepState.RETURNED, reason)
        asking.drop_all(change)
        change.move_to(Status.PROCESSING)
        open_step(change, position, route[position - 1])
    return change.dossier


def _take(change: Transition, step: DossierStep) -> None:
    """Note on a step of the pool who did it, so that it comes back to the same officer."""
    if step.account_id is None and change.account_id is not None and change.actor.may(PROCESS, step.unit):
        step.account_id = change.account_id
        step.save(update_fields=["account"])


def _end_of_group(change: Transition, step: DossierStep) -> int:
    """Return the position of the last step that runs side by side with ``step``."""
    route = route_of(change)
    position = step.position
    together = route[position - 1].together
    while together and position < len(route) and route[position].together == together:
        position += 1
    return position
