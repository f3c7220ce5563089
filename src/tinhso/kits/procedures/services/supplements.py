"""A supplement is asked for, once and whole, and answered; the clock waits as the version says."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.foundation.errors import Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.worktime.calculator import Term, due
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import events, forms, inbox_kinds, permissions
from tinhso.kits.procedures.models import Dossier, Supplement
from tinhso.kits.procedures.services.intake import GivenPart, add_parts
from tinhso.kits.procedures.services.processing import step_to_do
from tinhso.kits.procedures.services.steps import close_items, open_steps_of, put_work_item
from tinhso.kits.procedures.services.transition import Transition, transition
from tinhso.kits.procedures.states import ClockEventKind, Status
from tinhso.kits.procedures.terms import term_for


def ask(
    actor: Actor,
    dossier_id: UUID,
    items: Sequence[dict[str, str]],
    *,
    note: str = "",
    seen_revision: int | None = None,
) -> Dossier:
    """Ask the citizen for everything that is missing, in one letter; each item says what, why and by which article.

    The version says how often this may be done (``Refused`` beyond that) and what it does to the clock.
    """
    check_items(items)
    with transition(
        dossier_id,
        actor,
        "ask-supplement",
        events.SUPPLEMENT_REQUESTED,
        among=[Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING],
        seen_revision=seen_revision,
    ) as change:
        dossier, rule = change.dossier, change.clock.supplement
        if dossier.status == Status.SUBMITTED:
            change.demand(permissions.RECEIVE, dossier.reception_unit)
            change.unit = dossier.reception_unit
        else:
            step_to_do(change, "do", "propose")
        if dossier.supplements >= rule.most:
            raise Refused(
                _("Thủ tục này chỉ được yêu cầu bổ sung {most} lần; hồ sơ đã yêu cầu {done} lần ({basis}).").format(
                    most=rule.most, done=dossier.supplements, basis=rule.basis
                ),
                code="too-many-supplements",
            )
        _check_in_time(change)
        dossier.supplements += 1
        change.note = note
        change.reason = "; ".join(item["reason"] for item in items)
        change.article = "; ".join(dict.fromkeys(item["article"] for item in items))[:250]
        Supplement.objects.create(
            dossier=dossier,
            number=dossier.supplements,
            items=list(items),
            asked_at=change.at,
            asked_by_id=actor.account_id,
            answer_by=_answer_by(change),
        )
        if dossier.received_at is not None:
            change.tick(ClockEventKind.PAUSE, kept("Chờ người dân bổ sung hồ sơ"), basis=rule.basis)
        change.move_to(Status.SUPPLEMENT)
        close_items(change)
    return change.dossier


def check_items(items: Sequence[dict[str, str]]) -> None:
    """Raise ``Invalid`` unless each item says what, why and by which article."""
    problems = {} if items else {"items": _("Hãy ghi ít nhất một nội dung cần bổ sung.")}
    for index, item in enumerate(items):
        for key, message in (
            ("what", _("Hãy ghi cần bổ sung gì.")),
            ("reason", _("Hãy ghi vì sao cần bổ sung.")),
            ("article", _("Hãy ghi căn cứ pháp lý của yêu cầu này.")),
        ):
            if not item.get(key, "").strip():
                problems[f"items.{index}.{key}"] = message
    if problems:
        raise Invalid(problems)


def _check_in_time(change: Transition) -> None:
    """Raise ``Refused`` when the version's time for asking after the receipt is over."""
    rule, received_at = change.clock.supplement, change.dossier.received_at
    if received_at is None or rule.ask_within_working_days is None:
        return
    last = _working_days_after(received_at, rule.ask_within_working_days)
    if change.at > last:
        raise Refused(
            _("Chỉ được yêu cầu bổ sung trong {days} ngày làm việc kể từ khi tiếp nhận, đến {last} ({basis}).").format(
                days=rule.ask_within_working_days,
                last=timezone.localtime(last).strftime("%H:%M %d/%m/%Y"),
                basis=rule.basis,
            ),
            code="too-late-to-ask",
        )


def _answer_by(change: Transition) -> Any:
    days = change.clock.supplement.answer_within_working_days
    return _working_days_after(change.at, days) if days else None


def _working_days_after(moment: Any, days: int) -> Any:
    return due(current_calendar(), moment, Term(whole_days=days), cutoff=None)


def answer(
    actor: Actor,
    dossier_id: UUID,
    *,
    parts: Sequence[GivenPart] = (),
    answers: dict[str, Any] | None = None,
    note: str = "",
    seen_revision: int | None = None,
) -> Dossier:
    """Answer a supplement request, by the citizen himself or at the desk; the dossier goes back to who asked."""
    if not parts and not answers and not note.strip():
        raise Invalid({"parts": _("Hãy kèm giấy tờ được yêu cầu, sửa tờ khai hoặc ghi lời giải thích.")})
    with transition(
        dossier_id,
        actor,
        "answer-supplement",
        events.SUPPLEMENT_ANSWERED,
        among=[Status.SUPPLEMENT],
        seen_revision=seen_revision,
    ) as change:
        dossier = change.dossier
        _check_may_answer(actor, dossier)
        _check_known_parts(change, parts)
        request = Supplement.objects.filter(dossier=dossier, number=dossier.supplements).get()
        if answers:
            dossier.answers = forms.check(change.definition, dossier.answers | answers)
        add_parts(dossier, parts, supplement=request)
        request.answered_at, request.answer = change.at, note
        request.save(update_fields=["answered_at", "answer"])
        change.note = note
        if dossier.received_at is None:
            change.move_to(Status.SUBMITTED)
            inbox.put(
                inbox_kinds.RECEIVE,
                subject_id=dossier.id,
                title=f"{dossier.code} · {dossier.applicant_name}",
                detail=dossier.procedure.name,
                unit=dossier.reception_unit,
                permission=permissions.RECEIVE,
            )
        else:
            _run_again(change, request)
    return change.dossier


def _run_again(change: Transition, request: Supplement) -> None:
    """Let the clock run again as the version says, and move the inner due times of open steps with it."""
    dossier, rule = change.dossier, change.clock.supplement
    if rule.effect == "restart":
        case = term_for(dossier, change.definition, change.at)
        dossier.term = case.kept()
        change.tick(
            ClockEventKind.RESTART,
            kept("Đã nhận đủ hồ sơ bổ sung, tính lại từ đầu"),
            basis=rule.basis,
            term=dossier.term,
        )
    else:
        change.tick(ClockEventKind.RESUME, kept("Đã nhận hồ sơ bổ sung, tính tiếp"), basis=rule.basis)
    change.move_to(Status.PROCESSING)
    calendar = current_calendar()
    waited = calendar.working_minutes(request.asked_at, change.at)
    for step in open_steps_of(change):
        if step.due_at is not None:
            step.due_at = calendar.add_minutes(step.due_at, waited)
            step.save(update_fields=["due_at"])
        put_work_item(change, step)


def _check_may_answer(actor: Actor, dossier: Dossier) -> None:
    if actor.kind == "citizen" or actor.is_system:
        return
    if dossier.account_id == actor.account_id:
        return
    if not actor.may(permissions.RECEIVE, dossier.reception_unit):
        raise Forbidden(_("Chỉ người nộp hồ sơ hoặc cán bộ một cửa nơi tiếp nhận mới bổ sung được hồ sơ này."))


def _check_known_parts(change: Transition, parts: Sequence[GivenPart]) -> None:
    known = {part.code for part in change.definition.parts}
    problems = {
        f"parts.{part.code}": _("Thủ tục này không có thành phần hồ sơ mang mã này; hãy bỏ nó đi.")
        for part in parts
        if part.code not in known
    }
    if problems:
        raise Invalid(problems)
