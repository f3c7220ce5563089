"""A test run: an invented application goes along the route, and every due time, fee and paper is told.

Nothing is written: the rules of the kit are asked, as its services ask them, and the clock is one's own.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tinhso.desks.administration.builder import invented
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.worktime.calculator import Term, WorkCalendar, due
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import clocks, permissions, routing, rules
from tinhso.kits.procedures.definition import Definition, Part, Step, TermCase
from tinhso.kits.procedures.permissions import STEP_PERMISSIONS

_MINUTES = 60


@dataclass
class _Start:
    """The first line of a deadline ledger."""

    kind: str
    at: datetime
    term: dict[str, Any]


@dataclass
class Asked:
    """A unit that is asked in a step: until when, and what its silence means."""

    unit: str
    due_at: datetime
    words: str
    trouble: str = ""


@dataclass
class Ran:
    """A step as it ran."""

    step: Step
    unit: str = ""
    people: list[str] = field(default_factory=list)
    opened_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    beside: bool = False
    asked: list[Asked] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


@dataclass
class Trial:
    """What the run showed."""

    agency: OrganizationUnit
    desk: OrganizationUnit
    received_at: datetime
    term: TermCase
    due_at: datetime
    fees: list[dict[str, Any]]
    parts: list[Part]
    answers: dict[str, Any]
    steps: list[Ran] = field(default_factory=list)
    ends_at: datetime | None = None
    troubles: list[str] = field(default_factory=list)

    @property
    def late(self) -> bool:
        """Whether the run ends after its due time."""
        return self.ends_at is not None and self.ends_at > self.due_at


def run(
    definition: Definition, agency: OrganizationUnit, *, at: datetime, channel: str, chosen: dict[str, Any]
) -> Trial:
    """Play an application of ``agency`` from ``at`` on, every step taking all of its time; raise ``Refused``."""
    day = at.astimezone(clock.VIETNAM).date()
    calendar = current_calendar()
    answers = invented.answers(definition, chosen)
    desk = routing.desk_of(agency, day)
    term = definition.term_case(answers)
    line = _Start("start", at, term.model_dump(mode="json", exclude={"when"}, exclude_defaults=True))
    due_at = clocks.replay(calendar, definition.clock, [line]).due_at
    assert due_at is not None  # noqa: S101 - a clock that has just started has a due time
    trial = Trial(
        agency=agency,
        desk=desk,
        received_at=at,
        term=term,
        due_at=due_at,
        fees=rules.fees_for(definition, answers, channel),
        parts=definition.parts_for(answers),
        answers=answers,
    )
    try:
        routing.check_agency(definition, agency, day)
    except Refused as refused:
        trial.troubles.append(refused.message)
    _walk(trial, definition, calendar)
    return trial


def _walk(trial: Trial, definition: Definition, calendar: WorkCalendar) -> None:
    route = definition.route_for(trial.answers)
    now, place = trial.received_at, 0
    while place < len(route):
        group = [route[place]]
        while (
            group[0].together
            and place + len(group) < len(route)
            and route[place + len(group)].together == group[0].together
        ):
            group.append(route[place + len(group)])
        ran = [_step(trial, step, now, calendar, beside=number > 0) for number, step in enumerate(group)]
        now = max([now, *(one.closed_at for one in ran if one.closed_at is not None)])
        trial.steps += ran
        place += len(group)
        if group[-1].kind in ("sign", "seal") and not any(step.kind in ("sign", "seal") for step in route[place:]):
            trial.ends_at = now


def _step(trial: Trial, step: Step, opened_at: datetime, calendar: WorkCalendar, *, beside: bool) -> Ran:
    ran = Ran(step, opened_at=opened_at, beside=beside)
    try:
        unit = routing.unit_for(step.unit, agency=trial.agency, desk=trial.desk, day=clock.today())
    except Refused as refused:
        ran.troubles.append(refused.message)
    else:
        ran.unit = unit.name
        permission = STEP_PERMISSIONS[step.kind]
        ran.people = [account.person.full_name for account in holders(permission, unit.path)[:4]]
        if not ran.people:
            ran.troubles.append(_("Chưa ai ở {unit} được giao việc này.").format(unit=unit.name))
    if step.working_hours is not None:
        ran.due_at = calendar.add_minutes(opened_at, step.working_hours * _MINUTES)
    ran.closed_at = ran.due_at or opened_at
    if step.consultation is not None:
        _ask(trial, ran, calendar)
    return ran


def _ask(trial: Trial, ran: Ran, calendar: WorkCalendar) -> None:
    consultation = ran.step.consultation
    assert consultation is not None and ran.opened_at is not None  # noqa: S101 - only called for steps that consult
    words = _("không trả lời thì coi như đồng ý") if consultation.silence == "agree" else _("không trả lời thì bị nhắc")
    for one in consultation.asked_for(trial.answers):
        if one.working_days is not None:
            until = due(calendar, ran.opened_at, Term(whole_days=one.working_days), cutoff=None)
        else:
            until = calendar.add_minutes(ran.opened_at, (one.working_hours or 0) * _MINUTES)
        name, trouble = "", ""
        try:
            unit = routing.unit_for(one.unit, agency=trial.agency, desk=trial.desk, day=clock.today())
            name = unit.name
            if not holders(permissions.OPINE, unit.path).exists():
                trouble = _("Chưa ai ở {unit} được giao việc trả lời lấy ý kiến.").format(unit=unit.name)
        except Refused as refused:
            trouble = refused.message
        ran.asked.append(Asked(name, until, words, trouble))
    last = max([ran.opened_at, *(one.due_at for one in ran.asked)])
    ran.closed_at = max(last, ran.closed_at or last)
