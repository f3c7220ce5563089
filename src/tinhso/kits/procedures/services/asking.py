"""Opinions are asked for: the question with its addressees, their inboxes, and the clock when the rules stop it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.worktime.calculator import Term, due
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import inbox_kinds, permissions, routing
from tinhso.kits.procedures.coordination import Consultation, Notice, Opinion
from tinhso.kits.procedures.definition import Silence, Step
from tinhso.kits.procedures.models import DossierStep
from tinhso.kits.procedures.rules import MINUTES_PER_HOUR
from tinhso.kits.procedures.services.transition import Transition
from tinhso.kits.procedures.states import ClockEventKind, NoticeKind, NoticeState, OpinionState, StepState


@dataclass(frozen=True)
class Question:
    """What one unit is asked, and until when."""

    unit: OrganizationUnit
    due_at: datetime
    text: str = ""


def answer_by(
    at: datetime,
    *,
    working_days: int | None = None,
    working_hours: int | None = None,
    calendar_days: int | None = None,
) -> datetime:
    """Return until when a unit asked at ``at`` has time: the closing of its last day, or so many working hours on."""
    calendar = current_calendar()
    if working_days is not None or calendar_days is not None:
        return due(calendar, at, Term(whole_days=working_days or 0, calendar_days=calendar_days or 0), cutoff=None)
    return calendar.add_minutes(at, (working_hours or 0) * MINUTES_PER_HOUR)


def questions_of(change: Transition, step: Step) -> list[Question]:
    """Return whom a step of the route asks on this dossier; a unit named twice is asked once, until the later time."""
    assert step.consultation is not None  # noqa: S101 - only called for steps that consult
    dossier, day = change.dossier, timezone.localdate(change.at)
    questions: dict[UUID, Question] = {}
    for asked in step.consultation.asked_for(dossier.answers):
        unit = routing.unit_for(asked.unit, agency=dossier.agency, desk=dossier.reception_unit, day=day)
        until = answer_by(
            change.at,
            working_days=asked.working_days,
            working_hours=asked.working_hours,
            calendar_days=asked.calendar_days,
        )
        before = questions.get(unit.id)
        text = "\n".join(filter(None, (before.text if before else "", asked.question)))
        questions[unit.id] = Question(unit, max(until, before.due_at) if before else until, text)
    return list(questions.values())


def begin(
    change: Transition,
    step: DossierStep,
    questions: Sequence[Question],
    rule: Silence,
    *,
    text: str,
    quorum: int | None = None,
    in_route: bool,
) -> Consultation:
    """Put the questions to their units, each with an item of its own; the step waits until the answers are there."""
    dossier = change.dossier
    consultation = Consultation(
        dossier=dossier,
        step=step,
        number=Consultation.objects.filter(dossier=dossier).count() + 1,
        question=text,
        asker_unit=step.unit,
        asked_by_id=change.account_id,
        asked_at=change.at,
        clock=rule.clock,
        silence=rule.silence,
        basis=rule.basis,
        needed=min(quorum or len(questions), len(questions)),
        in_route=in_route,
    )
    consultation.save(force_insert=True)
    Opinion.objects.bulk_create(
        Opinion(
            consultation=consultation, dossier=dossier, unit=question.unit, question=question.text,
            due_at=question.due_at,
        )
        for question in questions
    )  # fmt: skip
    change.take_part([question.unit for question in questions])
    for question in questions:
        put_question(change, consultation, question)
    if rule.clock == "pause":
        change.tick(
            ClockEventKind.PAUSE,
            kept("Chờ ý kiến của đơn vị được hỏi"),
            basis=rule.basis,
            term={"cause": cause_of(consultation)},
        )
    step.state = StepState.WAITING
    return consultation


def put_question(change: Transition, consultation: Consultation, question: Question) -> None:
    """Put a question into the inbox of the unit that is asked."""
    dossier = change.dossier
    inbox.put(
        inbox_kinds.OPINION,
        subject_id=dossier.id,
        title=f"{dossier.code} · {dossier.applicant_name}",
        detail=f"{consultation.asker_unit.name}: {consultation.question}",
        unit=question.unit,
        permission=permissions.OPINE,
        due_at=question.due_at,
        slot=slot_of(consultation),
    )


def cause_of(consultation: Consultation) -> str:
    """Return the name of the pause that the consultation makes in the ledger."""
    return f"opinions-{consultation.number}"


def slot_of(consultation: Consultation) -> str:
    """Return the slot of the consultation's items in the inboxes."""
    return f"y-kien-{consultation.number}"


def drop(change: Transition, consultation: Consultation) -> None:
    """End a consultation: who has not answered need not any more, and the clock that waited for it runs on."""
    Opinion.objects.filter(consultation=consultation, state=OpinionState.ASKED).update(state=OpinionState.DROPPED)
    inbox.close(change.dossier.id, inbox_kinds.OPINION, slot=slot_of(consultation), actor=change.actor)
    consultation.closed_at = change.at
    consultation.save(update_fields=["closed_at"])
    if consultation.clock == "pause":
        change.tick(
            ClockEventKind.RESUME,
            kept("Hết chờ ý kiến của đơn vị được hỏi"),
            basis=consultation.basis,
            term={"cause": cause_of(consultation)},
        )


def drop_all(change: Transition) -> None:
    """End every consultation that still runs."""
    for consultation in Consultation.objects.filter(dossier=change.dossier, closed_at__isnull=True):
        drop(change, consultation)


def close_all(change: Transition) -> None:
    """End what still runs around a dossier that has ended: questions, and an apology that waits to be signed.

    The ledger gets no line: the clock has stopped.
    """
    dossier = change.dossier
    Opinion.objects.filter(dossier=dossier, state=OpinionState.ASKED).update(state=OpinionState.DROPPED)
    Consultation.objects.filter(dossier=dossier, closed_at__isnull=True).update(closed_at=change.at)
    inbox.close(dossier.id, inbox_kinds.OPINION, actor=change.actor)
    drop_apology(change)


def drop_apology(change: Transition) -> None:
    """Take back an apology that waits to be signed: nothing is put off any more."""
    waiting = Notice.objects.filter(dossier=change.dossier, kind=NoticeKind.APOLOGY, state=NoticeState.WAITING)
    if waiting.update(state=NoticeState.DECLINED, closed_at=change.at, answer=kept("Hồ sơ đã kết thúc")):
        inbox.close(change.dossier.id, inbox_kinds.NOTICE, actor=change.actor)
