"""How a dossier ends: signed and handed over, withdrawn by the citizen, or stopped."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.foundation.errors import Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures import events, permissions
from tinhso.kits.procedures.coordination import Suspension
from tinhso.kits.procedures.models import Dossier, DossierResult, DossierStep
from tinhso.kits.procedures.services import asking
from tinhso.kits.procedures.services.papers import issue_result
from tinhso.kits.procedures.services.processing import WORKED_ON, step_to_do
from tinhso.kits.procedures.services.steps import close_step, open_next_steps, route_of, running_steps_of
from tinhso.kits.procedures.services.transition import Transition, demand_reason, transition
from tinhso.kits.procedures.states import OPEN, RUNNING, ClockEventKind, Status, StepState


def sign(actor: Actor, dossier_id: UUID, *, pin: str = "", note: str = "", seen_revision: int | None = None) -> Dossier:
    """Sign the proposed result as its leader, with the agency's seal: the paper is numbered, signed, final.

    The signature, the number and the change of state succeed together or not at all.
    """
    with transition(dossier_id, actor, "sign", events.FINISHED, among=WORKED_ON, seen_revision=seen_revision) as change:
        dossier = change.dossier
        step = step_to_do(change, "sign")
        result = DossierResult.objects.select_for_update().filter(dossier=dossier).first()
        if result is None:
            raise Refused(_("Hồ sơ chưa có dự thảo kết quả để ký."), code="nothing-proposed")
        change.note = note
        paper = issue_result(change, result)
        signing.sign_paper(paper, actor=actor, role="person", pin=pin)
        result.paper, result.signed_at, result.signed_by_id = paper, change.at, actor.account_id
        result.save()
        change.move_to(Status.PROCESSING)
        if any(later.kind == "seal" for later in route_of(change)):
            # The clerk puts the seal on; until then the result is not out.
            change.event = events.STEP_DONE
            close_step(change, step, StepState.DONE, note)
            open_next_steps(change, after=step.position)
        else:
            signing.sign_paper(paper, actor=actor, role="agency")
            _finish(change, step, note, kept("Đã ký kết quả"))
    return change.dossier


def initial(actor: Actor, dossier_id: UUID, *, note: str = "", seen_revision: int | None = None) -> Dossier:
    """Put one's short signature (ký nháy) to the draft: it goes on to who signs it."""
    with transition(
        dossier_id, actor, "initial", events.STEP_DONE, among=WORKED_ON, seen_revision=seen_revision
    ) as change:
        step = step_to_do(change, "initial")
        if not DossierResult.objects.filter(dossier=change.dossier).exists():
            raise Refused(_("Hồ sơ chưa có dự thảo kết quả để ký nháy."), code="nothing-proposed")
        if step.account_id is None:
            step.account_id = change.account_id
            step.save(update_fields=["account"])
        change.note = note
        close_step(change, step, StepState.DONE, note)
        change.move_to(Status.PROCESSING)
        open_next_steps(change, after=step.position)
    return change.dossier


def seal(actor: Actor, dossier_id: UUID, *, note: str = "", seen_revision: int | None = None) -> Dossier:
    """Put the agency's seal to the result that its leader has signed: the paper is final."""
    with transition(dossier_id, actor, "seal", events.FINISHED, among=WORKED_ON, seen_revision=seen_revision) as change:
        step = step_to_do(change, "seal")
        result = DossierResult.objects.select_for_update().filter(dossier=change.dossier).first()
        if result is None or result.paper is None:
            raise Refused(_("Kết quả chưa có chữ ký của người có thẩm quyền."), code="signing-order")
        signing.sign_paper(result.paper, actor=actor, role="agency")
        change.note = note
        _finish(change, step, note, kept("Đã đóng dấu kết quả"))
    return change.dossier


def _finish(change: Transition, step: DossierStep, note: str, reason: str) -> None:
    """Let the dossier be done: its clock stops, and the result waits to be handed over."""
    close_step(change, step, StepState.DONE, note)
    change.move_to(Status.FINISHED)
    change.dossier.finished_at = change.at
    change.tick(ClockEventKind.STOP, reason)
    asking.drop_apology(change)
    open_next_steps(change, after=step.position)


def hand_over(actor: Actor, dossier_id: UUID, *, note: str = "", seen_revision: int | None = None) -> Dossier:
    """Hand the result over to the citizen."""
    with transition(
        dossier_id, actor, "hand-over", events.HANDED_OVER, among=[Status.FINISHED], seen_revision=seen_revision
    ) as change:
        step = step_to_do(change, "hand_over")
        change.note = note
        close_step(change, step, StepState.DONE, note)
        change.move_to(Status.HANDED_OVER)
        change.dossier.handed_over_at = change.at
    return change.dossier


def withdraw(actor: Actor, dossier_id: UUID, *, reason: str, seen_revision: int | None = None) -> Dossier:
    """Let the citizen take his application back before the result is signed."""
    if not reason.strip():
        raise Invalid({"reason": _("Hãy cho biết vì sao quý vị rút hồ sơ.")})
    with transition(
        dossier_id, actor, "withdraw", events.WITHDRAWN, among=list(OPEN), seen_revision=seen_revision
    ) as change:
        dossier = change.dossier
        if not (dossier.account_id == actor.account_id or actor.may(permissions.RECEIVE, dossier.reception_unit)):
            raise Forbidden(_("Chỉ người nộp hồ sơ, hoặc một cửa thay mặt người nộp, mới rút được hồ sơ."))
        change.reason = reason
        _end(change, Status.WITHDRAWN, kept("Người dân rút hồ sơ"))
    return change.dossier


def stop(actor: Actor, dossier_id: UUID, *, reason: str, article: str, seen_revision: int | None = None) -> Dossier:
    """Stop the handling, with the reason and the legal article."""
    demand_reason(reason, article)
    with transition(dossier_id, actor, "stop", events.STOPPED, among=list(OPEN), seen_revision=seen_revision) as change:
        dossier = change.dossier
        if actor.may(permissions.RECEIVE, dossier.reception_unit):
            change.demand(permissions.RECEIVE, dossier.reception_unit)
        else:
            units = [step.unit for step in running_steps_of(change) if actor.may(permissions.PROCESS, step.unit)]
            change.demand(permissions.PROCESS, units[0] if units else dossier.holder_unit)
        change.reason, change.article = reason, article
        _end(change, Status.STOPPED, kept("Dừng giải quyết"))
    return change.dossier


def _end(change: Transition, status: Status, reason: str) -> None:
    dossier = change.dossier
    change.unit = dossier.holder_unit
    change.move_to(status)
    dossier.finished_at = change.at
    if dossier.received_at is not None:
        change.tick(ClockEventKind.STOP, reason)
    DossierStep.objects.filter(dossier=dossier, state__in=RUNNING).update(state=StepState.ENDED, closed_at=change.at)
    Suspension.objects.filter(dossier=dossier, ended_at__isnull=True).update(ended_at=change.at)
    asking.close_all(change)
    inbox.close(dossier.id)
