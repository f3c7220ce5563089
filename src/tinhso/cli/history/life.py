"""The life of one dossier, drawn: what happened, when, until now."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.worktime.calculator import WorkCalendar
from tinhso.kits.procedures import clocks, rules
from tinhso.kits.procedures.definition import Definition, Step
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.states import Channel, ClockEventKind, Status, StepState

REFUSED, WITHDRAWN, STOPPED, SUPPLEMENTED, LATE, RATED = 0.03, 0.012, 0.008, 0.11, 0.045, 0.38


@dataclass(frozen=True)
class Lane:
    """A procedure at an agency: everything that its dossiers share."""

    version: ProcedureVersion
    definition: Definition
    agency: OrganizationUnit
    desk: OrganizationUnit
    steps: tuple[tuple[Step, OrganizationUnit], ...]
    answers: tuple[dict[str, Any], ...]
    weight: float


@dataclass
class ClockLine:
    """A line of the deadline ledger that is to be written."""

    kind: str
    at: datetime
    reason: str
    basis: str = ""
    term: dict[str, Any] = field(default_factory=dict)
    due_after: datetime | None = None
    calendar: UUID | None = None


@dataclass
class StepRun:
    """A step that was, or is being, done."""

    position: int
    step: Step
    unit: OrganizationUnit
    opened_at: datetime
    due_at: datetime | None
    state: str = StepState.OPEN
    closed_at: datetime | None = None


@dataclass
class LogLine:
    """A line of the story."""

    at: datetime
    act: str
    unit: OrganizationUnit | None
    before: int | None
    after: int
    step_code: str = ""
    reason: str = ""
    article: str = ""


@dataclass
class Life:
    """A dossier's life up to now."""

    lane: Lane
    channel: Channel
    submitted_at: datetime
    answers: dict[str, Any]
    status: int = Status.SUBMITTED
    term: dict[str, Any] = field(default_factory=dict)
    received_at: datetime | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    handed_over_at: datetime | None = None
    supplement: tuple[datetime, datetime | None] | None = None
    steps: list[StepRun] = field(default_factory=list)
    log: list[LogLine] = field(default_factory=list)
    clock: list[ClockLine] = field(default_factory=list)
    score: int = 0

    def note(self, at: datetime, act: str, after: Status, unit: OrganizationUnit | None, **words: str) -> None:
        """Write a line of the story, and the status it leads to."""
        before = self.status if self.log else None
        if before is not None and before != after:
            rules.check_follows(before, after)
        self.log.append(LogLine(at, act, unit, before, after, **words))
        self.status = after

    def tick(self, calendar: WorkCalendar, line: ClockLine) -> None:
        """Write a ledger line and the due time that follows."""
        self.clock.append(line)
        line.calendar = calendar.stamp
        line.due_after = self.due_at = clocks.replay(calendar, self.lane.definition.clock, self.clock).due_at


def live(
    lane: Lane, channel: Channel, submitted_at: datetime, now: datetime, calendar: WorkCalendar, random: Random
) -> Life:
    """Draw the life of a dossier sent at ``submitted_at``, as far as it has come by ``now``."""
    life = Life(lane, channel, submitted_at, random.choice(lane.answers))
    life.note(submitted_at, "submit", Status.SUBMITTED, lane.desk if channel is Channel.COUNTER else None)
    wait = random.randint(1, 6) if channel is Channel.COUNTER else random.randint(15, 300)
    received_at = calendar.add_minutes(submitted_at, wait)
    if received_at > now:
        return life
    if random.random() < REFUSED:
        life.note(
            received_at, "refuse", Status.REFUSED, lane.desk,
            reason="Hồ sơ không thuộc thẩm quyền giải quyết", article="Điều 17 NĐ 61/2018/NĐ-CP",
        )  # fmt: skip
        life.finished_at = received_at
        return life
    due_at = _receive(life, received_at, calendar)
    _process(life, received_at, due_at, now, calendar, random)
    return life


def _receive(life: Life, at: datetime, calendar: WorkCalendar) -> datetime | None:
    case = life.lane.definition.term_case(life.answers)
    life.term = case.model_dump(mode="json", exclude={"when"}, exclude_defaults=True)
    life.received_at = at
    life.note(at, "receive", Status.RECEIVED, life.lane.desk)
    start = ClockLine(ClockEventKind.START, at, "Tiếp nhận hồ sơ đầy đủ, hợp lệ", case.basis, life.term)
    life.tick(calendar, start)
    return life.due_at


def _process(
    life: Life,
    received_at: datetime,
    due_at: datetime | None,
    now: datetime,
    calendar: WorkCalendar,
    random: Random,
) -> None:
    """Walk the route: each step takes its share of the whole, some dossiers run late, some wait, some end early."""
    whole = max(30, calendar.working_minutes(received_at, due_at)) if due_at else 30
    pace = random.uniform(1.02, 1.6) if random.random() < LATE else random.betavariate(5, 2.2)
    working = [entry for entry in route_of(life) if entry[0].kind != "hand_over"]
    shares = [step.working_hours or 1 for step, _unit in working]
    fate = random.random()
    supplements = life.lane.definition.clock.supplement.most and random.random() < SUPPLEMENTED
    at = received_at
    for position, (step, unit) in enumerate(working, 1):
        run = _open(life, position, step, unit, at, calendar)
        minutes = max(1, round(whole * pace * shares[position - 1] / sum(shares)))
        if supplements and step.kind in ("do", "propose"):
            supplements = False
            resumed = _wait(life, run, calendar.add_minutes(at, max(1, minutes // 3)), now, calendar, random)
            if resumed is None:
                return
            at = resumed
        done = calendar.add_minutes(at, minutes)
        if done > now:
            return
        if fate < WITHDRAWN + STOPPED and position == 2:
            _end_early(life, run, done, calendar, withdrawn=fate < WITHDRAWN)
            return
        run.state, run.closed_at = StepState.DONE, done
        act = {"assign": "assign", "propose": "propose", "sign": "sign"}.get(step.kind, "do")
        after = Status.FINISHED if step.kind == "sign" else Status.PROCESSING
        if after is Status.FINISHED:
            life.status = Status.PROCESSING
        life.note(done, act, after, unit, step_code=step.code)
        at = done
    life.finished_at = at
    life.tick(calendar, ClockLine(ClockEventKind.STOP, at, "Đã ký kết quả"))
    _hand_over(life, at, now, calendar, random)


def route_of(life: Life) -> list[tuple[Step, OrganizationUnit]]:
    """Return the steps that the dossier's answers call for, each with the unit that does it."""
    wanted = {step.code for step in life.lane.definition.route_for(life.answers)}
    return [entry for entry in life.lane.steps if entry[0].code in wanted]


def _open(
    life: Life, position: int, step: Step, unit: OrganizationUnit, at: datetime, calendar: WorkCalendar
) -> StepRun:
    due = calendar.add_minutes(at, step.working_hours * rules.MINUTES_PER_HOUR) if step.working_hours else None
    run = StepRun(position, step, unit, at, due)
    life.steps.append(run)
    return run


def _wait(
    life: Life, run: StepRun, asked: datetime, now: datetime, calendar: WorkCalendar, random: Random
) -> datetime | None:
    """Ask for a supplement and wait for the answer; return when it came, or nothing while it has not."""
    if asked > now:
        return None
    rule = life.lane.definition.clock.supplement
    life.note(
        asked, "ask-supplement", Status.SUPPLEMENT, run.unit, step_code=run.step.code,
        reason="Giấy tờ kèm theo mờ, chưa đủ trang", article=rule.basis[:250],
    )  # fmt: skip
    life.tick(calendar, ClockLine(ClockEventKind.PAUSE, asked, "Chờ người dân bổ sung hồ sơ", rule.basis))
    answered = asked + timedelta(minutes=random.randint(120, 8 * 24 * 60))
    if answered > now:
        life.supplement = (asked, None)
        return None
    life.supplement = (asked, answered)
    if rule.effect == "restart":
        line = ClockLine(
            ClockEventKind.RESTART, answered, "Đã nhận đủ hồ sơ bổ sung, tính lại từ đầu", rule.basis, life.term
        )
    else:
        line = ClockLine(ClockEventKind.RESUME, answered, "Đã nhận hồ sơ bổ sung, tính tiếp", rule.basis)
    life.note(answered, "answer-supplement", Status.PROCESSING, None)
    life.tick(calendar, line)
    if run.due_at is not None:
        run.due_at = calendar.add_minutes(run.due_at, calendar.working_minutes(asked, answered))
    return answered


def _end_early(life: Life, run: StepRun, at: datetime, calendar: WorkCalendar, *, withdrawn: bool) -> None:
    run.state, run.closed_at = StepState.ENDED, at
    life.finished_at = at
    if withdrawn:
        life.note(at, "withdraw", Status.WITHDRAWN, None, reason="Không còn nhu cầu")
        life.tick(calendar, ClockLine(ClockEventKind.STOP, at, "Người dân rút hồ sơ"))
        return
    life.note(
        at, "stop", Status.STOPPED, run.unit,
        reason="Có tranh chấp đang được tòa án giải quyết", article="Điều 19 NĐ 61/2018/NĐ-CP",
    )  # fmt: skip
    life.tick(calendar, ClockLine(ClockEventKind.STOP, at, "Dừng giải quyết"))


def _hand_over(life: Life, at: datetime, now: datetime, calendar: WorkCalendar, random: Random) -> None:
    route = route_of(life)
    position = len(route)
    step, unit = route[-1]
    run = _open(life, position, step, unit, at, calendar)
    minutes = random.randint(5, 60) if life.channel is Channel.ONLINE else random.randint(30, 5 * 480)
    handed = calendar.add_minutes(at, minutes)
    if handed > now:
        return
    run.state, run.closed_at = StepState.DONE, handed
    life.handed_over_at = handed
    life.note(handed, "hand-over", Status.HANDED_OVER, unit, step_code=step.code)
    if random.random() < RATED:
        on_time = life.due_at is not None and at <= life.due_at
        weights = (1, 1, 4, 24, 70) if on_time else (14, 18, 28, 24, 16)
        life.score = random.choices((1, 2, 3, 4, 5), weights)[0]
