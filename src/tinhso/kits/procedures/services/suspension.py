"""The handling rests on a legal ground (tạm đình chỉ), and is taken up again; both stand in the deadline ledger."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures import events, permissions
from tinhso.kits.procedures.coordination import Consultation, Suspension
from tinhso.kits.procedures.models import Dossier, DossierStep
from tinhso.kits.procedures.services.consultations import hold_if_suspended
from tinhso.kits.procedures.services.processing import WORKED_ON
from tinhso.kits.procedures.services.steps import running_steps_of, wake
from tinhso.kits.procedures.services.transition import Transition, demand_reason, transition
from tinhso.kits.procedures.states import ClockEventKind, StepState

CAUSE = "suspension"


def suspend(actor: Actor, dossier_id: UUID, *, reason: str, article: str, seen_revision: int | None = None) -> Dossier:
    """Let the handling rest, with the reason and the legal article: the clock stops, and every step waits."""
    demand_reason(reason, article)
    with transition(
        dossier_id, actor, "suspend", events.SUSPENDED, among=WORKED_ON, seen_revision=seen_revision
    ) as change:
        _demand(change, running_steps_of(change))
        if _running(change) is not None:
            raise Refused(_("Hồ sơ này đang tạm dừng giải quyết rồi."), code="suspended")
        Suspension.objects.create(
            dossier=change.dossier,
            reason=reason.strip(),
            article=article.strip(),
            began_at=change.at,
            began_by_id=actor.account_id,
        )
        change.reason, change.article = reason.strip(), article.strip()
        change.tick(
            ClockEventKind.PAUSE, kept("Tạm dừng giải quyết"), basis=article.strip()[:300], term={"cause": CAUSE}
        )
        hold_if_suspended(change)
    return change.dossier


def resume(actor: Actor, dossier_id: UUID, *, reason: str, seen_revision: int | None = None) -> Dossier:
    """Take the handling up again: the clock runs on, and each step goes back to the same officer."""
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi vì sao tiếp tục giải quyết: căn cứ tạm dừng không còn.")})
    with transition(
        dossier_id, actor, "resume", events.RESUMED, among=WORKED_ON, seen_revision=seen_revision
    ) as change:
        waiting = running_steps_of(change)
        _demand(change, waiting)
        suspension = _running(change)
        if suspension is None:
            raise Refused(_("Hồ sơ này không tạm dừng giải quyết."), code="not-suspended")
        suspension.ended_at, suspension.ended_by_id, suspension.end_reason = change.at, actor.account_id, reason.strip()
        suspension.save(update_fields=["ended_at", "ended_by", "end_reason"])
        change.reason, change.article = reason.strip(), suspension.article
        change.tick(ClockEventKind.RESUME, kept("Tiếp tục giải quyết"), basis=suspension.article, term={"cause": CAUSE})
        for step in waiting:
            _wake(change, step, suspension)
    return change.dossier


def _wake(change: Transition, step: DossierStep, suspension: Suspension) -> None:
    """Give a step back, unless it still waits for opinions; opinions that came meanwhile began its waiting."""
    asked = Consultation.objects.filter(step=step)
    if step.state != StepState.WAITING or asked.filter(closed_at__isnull=True).exists():
        return
    before = asked.filter(closed_at__gte=suspension.began_at, asked_at__lt=suspension.began_at).order_by("asked_at")
    first = before.values_list("asked_at", flat=True).first()
    wake(change, step, since=first or max(suspension.began_at, step.opened_at))


def _running(change: Transition) -> Suspension | None:
    return Suspension.objects.filter(dossier=change.dossier, ended_at__isnull=True).first()


def _demand(change: Transition, steps: list[DossierStep]) -> None:
    """Let those who work on it do this, and the leader of the agency; raise ``Forbidden``."""
    actor, agency = change.actor, change.dossier.agency
    for step in steps:
        if actor.may(permissions.PROCESS, step.unit):
            change.demand(permissions.PROCESS, step.unit)
            change.unit, change.step_code = step.unit, step.code
            return
    change.demand(permissions.SIGN, agency)
    change.unit = agency
