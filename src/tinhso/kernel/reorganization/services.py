"""The verbs: save a plan, run it in steps, undo it until it is closed.

A run is a row with a position. Each step locks it, does its work and writes the next position, all in one
transaction: killed at any moment, it goes on where the last whole step ended, and nothing is lost or done twice.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pghistory
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as events
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.organizations.queries import is_root
from tinhso.kernel.reorganization import audit_events as happened
from tinhso.kernel.reorganization import events as told
from tinhso.kernel.reorganization import jobs
from tinhso.kernel.reorganization.ground import survey
from tinhso.kernel.reorganization.models import UNDER_WAY, Plan, Run, RunState
from tinhso.kernel.reorganization.permissions import MANAGE
from tinhso.kernel.reorganization.preview import preview
from tinhso.kernel.reorganization.reader import read_plan
from tinhso.kernel.reorganization.steps import back, forward

Progress = Callable[[Run], None]


def demand(actor: Actor) -> None:
    """Raise ``Forbidden`` unless the actor reorganises the whole province."""
    actor.demand(MANAGE)
    if not actor.is_system and not any(is_root(path) for path in actor.roots(MANAGE)):
        raise Forbidden(
            _("Sắp xếp đơn vị là việc của cả tỉnh nên chỉ người quản trị của tỉnh làm được."), permission=MANAGE
        )


@transaction.atomic
def save_plan(actor: Actor, text: str) -> Plan:
    """Keep a plan's file, new or instead of what stood under its code.

    Raises ``Invalid`` with every mistake of the file, ``Conflict`` when the plan is being carried out.
    """
    demand(actor)
    read = read_plan(text)
    plan = Plan.objects.select_for_update().filter(code=read.code).first()
    if plan is not None and plan.runs.exclude(state=RunState.UNDONE).exists():
        raise Conflict(
            _("Kế hoạch {code} đã được thực hiện. Muốn sửa, hãy hoàn tác trước, hoặc lập kế hoạch mới mã khác.").format(
                code=read.code
            )
        )
    plan = plan or Plan(code=read.code)
    plan.title, plan.decision, plan.effective_on = read.title, read.decision, read.effective_on
    plan.legal_basis, plan.text = read.legal_basis, text
    plan.saved_at, plan.saved_by_id, plan.saved_by_name = clock.now(), actor.account_id, actor.name[:120]
    plan.save()
    _note(actor, happened.PLANNED, plan, decision=plan.decision)
    return plan


@transaction.atomic
def start(actor: Actor, plan: Plan, *, background: bool = True) -> Run:
    """Begin to carry a plan out; the work is done by ``go_on``, in the background unless told otherwise.

    Raises ``Refused`` before the day of effect or while something is undecided, ``Conflict`` while another runs.
    """
    demand(actor)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.effective_on > clock.today():
        raise Refused(
            _("Kế hoạch có hiệu lực từ {day}; từ ngày đó mới thực hiện được. Trước ngày đó hãy xem trước.").format(
                day=f"{locked.effective_on:%d/%m/%Y}"
            ),
            code="too-early",
        )
    ground = survey(read_plan(locked.text))
    if ground.conflicts:
        raise Refused(
            _(
                "Còn {count} điều phải quyết định trước khi thực hiện. Hãy xem trước để thấy từng điều và cách xử lý."
            ).format(count=len(ground.conflicts)),
            code="undecided",
        )
    run = Run(plan=locked, started_by_id=actor.account_id, started_by_name=actor.name[:120])
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("Kế hoạch này đã thực hiện, hoặc một kế hoạch khác đang chạy. Hãy chờ xong rồi thử lại.")
        ) from error
    _note(actor, happened.BEGUN, locked)
    if background:
        jobs.go_on.later(run_id=str(run.pk))
    return run


def go_on(run_id: UUID, *, progress: Progress | None = None) -> Run:
    """Do step after step until the run, or its undoing, is finished; raise what stops a step, with the run kept."""
    while True:
        run = step(run_id)
        if progress is not None:
            progress(run)
        if run.state not in UNDER_WAY:
            return run


def step(run_id: UUID) -> Run:
    """Do one step; return the run after it."""
    try:
        with transaction.atomic(), pghistory.context(reorganization=str(run_id)):
            run = Run.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=run_id).first()
            if run is None:
                raise NotFound
            before = run.state
            if run.state == RunState.RUNNING:
                forward(run)
            elif run.state == RunState.UNDOING:
                back(run)
            else:
                return run
            run.position += 1
            run.trouble = ""
            run.save()
            if run.state != before:
                _finished(run)
            return run
    except DatabaseError as error:
        words = str(error).strip().splitlines()[0][:500]
        Run.objects.filter(pk=run_id).update(trouble=words)
        raise


def _finished(run: Run) -> None:
    """Tell the log and the house that a run, or its undoing, is finished."""
    plan = run.plan
    data = {"plan": plan.code, "effective_on": plan.effective_on.isoformat()}
    actor = Actor(run.started_by_id, run.started_by_name, "official") if run.started_by_id else SYSTEM
    if run.state == RunState.DONE:
        events.publish(told.DONE, subject_id=run.pk, actor=actor, **data)
        _note(actor, happened.DONE, plan, moved=run.done)
    else:
        events.publish(told.UNDONE, subject_id=run.pk, actor=actor, **data)
        _note(actor, happened.UNDONE, plan, back=run.back, stayed=int(run.report.get("stayed", 0)))


@transaction.atomic
def undo(actor: Actor, run: Run, *, reason: str, background: bool = True) -> Run:
    """Begin to undo a run that is done, or that stands in the middle; raise ``Invalid`` or ``Conflict``."""
    demand(actor)
    locked = Run.objects.select_for_update(of=("self",)).select_related("plan").get(pk=run.pk)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do hoàn tác.")})
    if locked.state == RunState.CLOSED:
        raise Conflict(_("Việc sắp xếp đã chốt nên không hoàn tác được nữa. Hãy lập kế hoạch mới."))
    if locked.state in (RunState.UNDONE, RunState.UNDOING):
        raise Conflict(_("Việc sắp xếp này đã hoặc đang được hoàn tác."))
    if Run.objects.filter(state__in=UNDER_WAY).exclude(pk=locked.pk).exists():
        raise Conflict(_("Một kế hoạch khác đang chạy. Hãy chờ xong rồi hoàn tác."))
    locked.state, locked.stage, locked.place, locked.reason = RunState.UNDOING, "", 0, reason.strip()[:300]
    locked.save()
    _note(actor, happened.UNDOING, locked.plan, reason=locked.reason)
    if background:
        jobs.go_on.later(run_id=str(locked.pk))
    return locked


@transaction.atomic
def close(actor: Actor, run: Run) -> Run:
    """Close a run that is done: from now on it stands; raise ``Conflict`` when it is not done."""
    demand(actor)
    locked = Run.objects.select_for_update(of=("self",)).select_related("plan").get(pk=run.pk)
    if locked.state != RunState.DONE:
        raise Conflict(_("Chỉ chốt được khi đã thực hiện xong và chưa hoàn tác."))
    locked.state, locked.closed_at = RunState.CLOSED, clock.now()
    locked.save()
    data = {"plan": locked.plan.code, "effective_on": locked.plan.effective_on.isoformat()}
    events.publish(told.CLOSED, subject_id=locked.pk, actor=actor, **data)
    _note(actor, happened.CLOSED, locked.plan)
    return locked


@transaction.atomic
def resume(actor: Actor, run: Run) -> Run:
    """Put a run that stands still back into the queue; what is done is not done again."""
    demand(actor)
    if run.state not in UNDER_WAY:
        raise Conflict(_("Việc này không còn dở dang."))
    jobs.go_on.later(run_id=str(run.pk))
    return run


def _note(actor: Actor, code: str, plan: Plan, **details: Any) -> None:
    audit.record(
        actor,
        code,
        subject_kind="reorganization",
        subject_id=plan.pk,
        subject_label=plan.title,
        plan=plan.code,
        **details,
    )


__all__ = ["close", "demand", "go_on", "preview", "resume", "save_plan", "start", "step", "undo"]
