"""Opinions: asked for in the course of a step, answered by each unit, taken for given when the law allows it.

The dossier is locked first, then what belongs to it: an answer and the clock that would take silence for agreement
meet at the dossier, and one of them comes first.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures import events, inbox_kinds, permissions
from tinhso.kits.procedures.coordination import Consultation, Opinion, Suspension
from tinhso.kits.procedures.models import Dossier, DossierStep
from tinhso.kits.procedures.services import asking
from tinhso.kits.procedures.services.asking import Question
from tinhso.kits.procedures.services.processing import WORKED_ON, go_on, step_to_do
from tinhso.kits.procedures.services.steps import close_step, park, running_steps_of, wake
from tinhso.kits.procedures.services.transition import Transition, transition
from tinhso.kits.procedures.states import OPEN, OpinionState, StepState, Verdict

MOST_AT_ONCE = 500
MOST_UNITS = 30


def ask(
    actor: Actor,
    dossier_id: UUID,
    *,
    question: str,
    units: Sequence[OrganizationUnit],
    working_days: int | None = None,
    seen_revision: int | None = None,
) -> Dossier:
    """Ask other units for their opinions in the course of one's own step; it comes back when all have answered.

    What their silence means and what the clock does are rules of the version. Raise ``Invalid`` or ``Refused``.
    """
    with transition(
        dossier_id, actor, "consult", events.CONSULTED, among=WORKED_ON, seen_revision=seen_revision
    ) as change:
        rule = change.clock.consultation
        step = step_to_do(change, "do", "propose")
        if not rule.allowed:
            raise Refused(_("Thủ tục này không cho lấy ý kiến ngoài các bước của quy trình."), code="not-allowed")
        _check_question(change, question, units, working_days)
        days = working_days or rule.working_days
        until = asking.answer_by(change.at, working_days=days)
        if step.account_id is None:
            step.account_id = change.account_id
            step.save(update_fields=["account"])
        park(change, step)
        asking.begin(
            change, step, [Question(unit, until) for unit in units], rule, text=question.strip(), in_route=False
        )
        change.note = question.strip()
        change.details = {"asked": [unit.name for unit in units]}
    return change.dossier


def _check_question(
    change: Transition, question: str, units: Sequence[OrganizationUnit], working_days: int | None
) -> None:
    problems = {}
    if not question.strip():
        problems["question"] = _("Hãy ghi nội dung cần hỏi.")
    if not units:
        problems["units"] = _("Hãy chọn ít nhất một đơn vị để hỏi.")
    elif len({unit.id for unit in units}) != len(units):
        problems["units"] = _("Mỗi đơn vị chỉ hỏi một lần.")
    elif len(units) > MOST_UNITS:
        problems["units"] = _("Mỗi lần hỏi nhiều nhất {most} đơn vị.").format(most=MOST_UNITS)
    else:
        ended = [unit.name for unit in units if not unit.holds_on(timezone.localdate(change.at))]
        if ended:
            problems["units"] = _("{names} không còn hoạt động.").format(names=", ".join(ended))
    if working_days is not None and not 1 <= working_days <= 60:
        problems["working_days"] = _("Thời hạn trả lời từ 1 đến 60 ngày làm việc.")
    if problems:
        raise Invalid(problems)


def answer(
    actor: Actor,
    dossier_id: UUID,
    *,
    verdict: str,
    text: str = "",
    file: StoredFile | None = None,
    unit_id: UUID | None = None,
    seen_revision: int | None = None,  # noqa: ARG001 - others answer at the same time; each writes only his own
) -> Dossier:
    """Answer for the unit that was asked; with the last answer the dossier goes back to who asked.

    ``unit_id`` says for which unit when the actor may answer for several. Raise ``Conflict`` with who answered
    first and when, ``Forbidden``, ``Invalid`` or ``Refused``.
    """
    _check_answer(verdict, text)
    with transition(dossier_id, actor, "opine", events.OPINION_GIVEN, among=list(OPEN)) as change:
        opinion = _mine(change, unit_id)
        change.unit, change.note = opinion.unit, text.strip()
        change.step_code = opinion.consultation.step.code
        change.details = {"verdict": verdict}
        opinion.state, opinion.verdict, opinion.text, opinion.file = OpinionState.ANSWERED, verdict, text.strip(), file
        opinion.answered_by_id, opinion.answered_name, opinion.answered_at = actor.account_id, change.who, change.at
        opinion.save()
        _settle(change, opinion)
    return change.dossier


def _check_answer(verdict: str, text: str) -> None:
    problems = {}
    if verdict not in Verdict.values:
        problems["verdict"] = _("Hãy chọn một câu trả lời.")
    elif verdict != Verdict.AGREE and not text.strip():
        problems["text"] = _("Hãy ghi rõ điều kiện, hoặc vì sao không đồng ý.")
    if problems:
        raise Invalid(problems)


def _mine(change: Transition, unit_id: UUID | None) -> Opinion:
    """Return the question that the actor may answer; raise ``Conflict``, ``Forbidden`` or ``NotFound``."""
    rows = list(
        Opinion.objects.filter(dossier=change.dossier)
        .select_related("unit", "consultation__step")
        .order_by("-consultation__number", "due_at")
    )
    if unit_id is not None:
        rows = [row for row in rows if row.unit_id == unit_id]
    if not rows:
        raise NotFound
    mine = [row for row in rows if change.actor.may(permissions.OPINE, row.unit)]
    if not mine:
        change.actor.demand(permissions.OPINE, rows[0].unit)
    asked = next((row for row in mine if row.state == OpinionState.ASKED), None)
    if asked is None:
        raise _settled_before(mine[0])
    change.demand(permissions.OPINE, asked.unit)
    return asked


def _settled_before(opinion: Opinion) -> Conflict | Forbidden:
    if opinion.state == OpinionState.ANSWERED and opinion.answered_at is not None:
        when = f"{opinion.answered_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
        return Conflict(
            _("{who} đã trả lời thay mặt {unit} lúc {when}.").format(
                who=opinion.answered_name, unit=opinion.unit.name, when=when
            )
        )
    if opinion.state == OpinionState.DEEMED:
        return Conflict(
            _("{unit} không trả lời trong thời hạn nên đã được coi như đồng ý ({basis}).").format(
                unit=opinion.unit.name, basis=opinion.consultation.basis
            )
        )
    return Conflict(_("Câu hỏi này đã được rút; không cần trả lời nữa."))


def _settle(change: Transition, opinion: Opinion) -> None:
    """Take the question off the unit's inbox; when enough have answered, the dossier goes on."""
    consultation = opinion.consultation
    inbox.close(
        change.dossier.id, inbox_kinds.OPINION, unit=opinion.unit, slot=asking.slot_of(consultation), actor=change.actor
    )
    given = (OpinionState.ANSWERED, OpinionState.DEEMED)
    if Opinion.objects.filter(consultation=consultation, state__in=given).count() >= consultation.needed:
        asking.drop(change, consultation)
        _return(change, consultation)


def _return(change: Transition, consultation: Consultation) -> None:
    """Let what waited for the opinions go on: the route's step is done, an officer's own comes back to him."""
    step = DossierStep.objects.select_related("unit", "account__person").get(id=consultation.step_id)
    if step.state != StepState.WAITING:
        return
    if consultation.in_route:
        close_step(change, step, StepState.DONE, kept("Đã có ý kiến của các đơn vị được hỏi"))
        go_on(change, step)
        hold_if_suspended(change)
        return
    if not Suspension.objects.filter(dossier=change.dossier, ended_at__isnull=True).exists():
        wake(change, step, since=consultation.asked_at)


def hold_if_suspended(change: Transition) -> None:
    """Let the steps that opened while the dossier rests wait with it."""
    if Suspension.objects.filter(dossier=change.dossier, ended_at__isnull=True).exists():
        for step in running_steps_of(change):
            if step.state == StepState.OPEN:
                park(change, step)


def withdraw(actor: Actor, dossier_id: UUID, *, reason: str, seen_revision: int | None = None) -> Dossier:
    """Take back a question that still waits: what was answered stays, and the dossier goes on without the rest."""
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi vì sao không cần chờ ý kiến nữa.")})
    with transition(
        dossier_id, actor, "withdraw-question", events.OPINION_GIVEN, among=list(OPEN), seen_revision=seen_revision
    ) as change:
        running = Consultation.objects.filter(dossier=change.dossier, closed_at__isnull=True)
        consultation = running.select_related("asker_unit", "step").order_by("number").first()
        if consultation is None:
            raise Refused(_("Hồ sơ không chờ ý kiến của đơn vị nào."), code="nothing-asked")
        change.demand(permissions.PROCESS, consultation.asker_unit)
        change.unit, change.reason, change.step_code = consultation.asker_unit, reason, consultation.step.code
        asking.drop(change, consultation)
        _return(change, consultation)
    return change.dossier


def fall_silent() -> tuple[int, int]:
    """Act on the questions whose time is over; return how many count as agreement, and how many were reminded.

    Each is a transition of its own: one that fails does not hold the others up.
    """
    now = clock.now()
    over = Opinion.objects.filter(state=OpinionState.ASKED, due_at__lt=now).select_related("consultation")
    deemed = 0
    for opinion in over.filter(consultation__silence="agree").order_by("due_at")[:MOST_AT_ONCE]:
        deemed += _deem(opinion)
    late = over.filter(consultation__silence="wait", reminded_at__isnull=True).order_by("due_at")[:MOST_AT_ONCE]
    return deemed, sum(_remind(opinion) for opinion in late)


def _deem(late: Opinion) -> bool:
    try:
        with transition(late.dossier_id, SYSTEM, "deem-agreed", events.OPINION_GIVEN, among=list(OPEN)) as change:
            opinion = Opinion.objects.select_related("unit", "consultation__step").get(id=late.id)
            if opinion.state != OpinionState.ASKED or opinion.due_at >= change.at:
                raise Conflict(_("Câu hỏi này đã có câu trả lời."))
            change.unit, change.article = opinion.unit, opinion.consultation.basis[:250]
            change.reason = kept("Hết thời hạn trả lời mà đơn vị được hỏi không có ý kiến; coi như đồng ý")
            change.step_code = opinion.consultation.step.code
            opinion.state, opinion.verdict, opinion.answered_at = OpinionState.DEEMED, Verdict.AGREE, change.at
            opinion.save(update_fields=["state", "verdict", "answered_at"])
            _settle(change, opinion)
    except Refused:
        return False
    return True


def _remind(late: Opinion) -> bool:
    try:
        with transition(late.dossier_id, SYSTEM, "remind-opinion", events.OPINION_OVERDUE, among=list(OPEN)) as change:
            opinion = Opinion.objects.select_related("unit", "consultation__step").get(id=late.id)
            if opinion.state != OpinionState.ASKED or opinion.reminded_at is not None:
                raise Conflict(_("Câu hỏi này đã có câu trả lời."))
            change.unit, change.step_code = opinion.unit, opinion.consultation.step.code
            change.reason = kept("Đã hết thời hạn trả lời; nhắc đơn vị được hỏi")
            opinion.reminded_at = change.at
            opinion.save(update_fields=["reminded_at"])
    except Refused:
        return False
    return True
