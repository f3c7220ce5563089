"""A year of directives over the province's agencies; drawn by chance, the same from the same seed.

Written by the bulk path: every row is what its ledger's lines make of it, line by line, as the services write them.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from tinhso.government.directives import lateness, permissions, rules
from tinhso.government.directives.models import Directive
from tinhso.government.directives.services import deciding, making, tasks
from tinhso.government.directives.services.making import Made, Order
from tinhso.government.directives.states import OPEN, Act, EntryKind, RuleKind, Source
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import units
from tinhso.kernel.worktime.queries import current_calendar

DAYS = 365
UNITS = 48
HANDED_ON = 0.15
"""The share of directives of which part is handed on to a division."""
_MATTERS = (
    "rà soát, báo cáo tình hình giải ngân vốn đầu tư công",
    "kiểm tra, xử lý phản ánh của người dân về ô nhiễm môi trường",
    "tham mưu văn bản trả lời kiến nghị của cử tri",
    "lập kế hoạch phòng, chống thiên tai và tìm kiếm cứu nạn",
    "báo cáo tiến độ giải phóng mặt bằng các dự án trọng điểm",
    "tổng hợp khó khăn, vướng mắc của doanh nghiệp và đề xuất hướng giải quyết",
    "rà soát thủ tục hành chính, đề xuất phương án cắt giảm, đơn giản hóa",
    "thẩm định, trình phê duyệt nhiệm vụ quy hoạch chung đô thị",
    "kiểm tra công tác an toàn thực phẩm dịp lễ, tết trên địa bàn",
    "xây dựng phương án sắp xếp, xử lý nhà, đất dôi dư sau sắp xếp đơn vị hành chính",
)
_LEADERS = (
    "Chủ tịch UBND tỉnh",
    "Phó Chủ tịch UBND tỉnh phụ trách kinh tế",
    "Phó Chủ tịch UBND tỉnh phụ trách văn hóa - xã hội",
)
_SOURCES = ((Source.DOCUMENT, 70), (Source.MEETING, 20), (Source.PHONE, 5), (Source.FIELD, 5))
_KINDS = ((EntryKind.NORMAL, 65), (EntryKind.URGENT, 15), (EntryKind.MANY, 20))


@dataclass
class _Cast:
    """Who acts: the unit that orders, the agencies that answer with their divisions, the Office."""

    top: OrganizationUnit
    leads: list[OrganizationUnit]
    divisions: dict[UUID, list[OrganizationUnit]]
    office: Account | None


@dataclass
class _Plan:
    """One directive to be: when it is entered, and for a part of another, of which."""

    moment: datetime
    above: "_Plan | None" = None
    parts: "list[_Plan]" = field(default_factory=list)
    made: Made | None = None
    ended_at: datetime | None = None


def generate_directives(count: int, *, seed: int = 20261101, most_units: int = UNITS) -> int:
    """Write ``count`` directives of the last year and return how many lines of the ledger that took."""
    random = Random(seed)  # noqa: S311 - a demonstration, not a secret
    now, cast = clock.now(), _cast(most_units)
    plans = _plans(random, count, now)
    years = Counter(lateness.local_day(plan.moment).year for plan in plans)
    with transaction.atomic():
        codes = {year: iter(making.next_codes(year, number)) for year, number in years.items()}
        for plan in plans:
            _enter(random, cast, plan, next(codes[lateness.local_day(plan.moment).year]))
        # Parts live first: a whole is reported when they have ended.
        for plan in sorted(plans, key=lambda plan: plan.above is None):
            _live(random, cast, plan, now)
        made = [plan.made for plan in plans if plan.made is not None]
        making.write_many(made)
        for one in made:
            if one.directive.phase in OPEN:
                tasks.settle(one.directive)
    return sum(len(one.events) for one in made)


def _cast(most_units: int) -> _Cast:
    top = units().filter(parent=None).first()
    if top is None:
        raise LookupError("no unit stands at the top")
    kinds = [UnitKind.DEPARTMENT, UnitKind.COMMUNE]
    leads = list(units(parent=top, kinds=kinds).order_by("-kind", "identifier")[:most_units])
    divisions: dict[UUID, list[OrganizationUnit]] = {}
    for division in units(kinds=[UnitKind.DIVISION]).filter(parent__in=leads):
        divisions.setdefault(division.parent_id, []).append(division)  # type: ignore[arg-type]
    office = holders(permissions.CONFIRM, top.path).first()
    return _Cast(top, leads, divisions, office)


def _plans(random: Random, count: int, now: datetime) -> list[_Plan]:
    """Draw when directives are entered, on working days in working hours, in order."""
    calendar = current_calendar()
    # Units of today have stood since the reform of 1 July 2025.
    first = max(lateness.local_day(now) - timedelta(days=DAYS), date(2025, 7, 1))
    span = calendar.working_minutes(calendar.opening(first), now)
    begin = calendar.opening(first)
    plans: list[_Plan] = []
    while len(plans) < count:
        whole = _Plan(calendar.add_minutes(begin, random.randint(1, max(2, span - 1))))
        plans.append(whole)
        if random.random() < HANDED_ON and len(plans) < count:
            moment = calendar.add_minutes(whole.moment, random.randint(60, 960))
            if moment < now:
                part = _Plan(moment, whole)
                whole.parts.append(part)
                plans.append(part)
    plans.sort(key=lambda plan: (plan.moment, plan.above is not None))
    return plans


def _enter(random: Random, cast: _Cast, plan: _Plan, code: str) -> None:
    calendar, counter = current_calendar(), lateness.days()
    above = plan.above.made.directive if plan.above is not None and plan.above.made is not None else None
    kind = random.choices([kind for kind, _w in _KINDS], [weight for _k, weight in _KINDS])[0]
    back = random.choices((20, 300, 600, 1500), (60, 25, 10, 5))[0]
    ordered_at = plan.moment - timedelta(minutes=random.randint(1, back)) if above is None else plan.moment
    due_day = counter.shifted(
        lateness.local_day(plan.moment), random.choices((3, 5, 10, 20, 40), (10, 30, 35, 20, 5))[0]
    )
    due_at: datetime | None = calendar.closing(due_day)
    if above is not None:
        due_at = min(calendar.closing(due_day), above.due_at) if above.due_at else due_at
        lead = random.choice(cast.divisions.get(above.lead_id) or [above.lead])
        unit, ordered, source = above.lead, "Lãnh đạo đơn vị", above.source
        words, label = f"Thực hiện phần việc của {above.code}: {above.title}", above.source_label
    else:
        lead, unit, ordered = random.choice(cast.leads), cast.top, random.choice(_LEADERS)
        source = random.choices([source for source, _w in _SOURCES], [weight for _s, weight in _SOURCES])[0]
        words = f"Giao {lead.name} chủ trì, phối hợp với các đơn vị liên quan {random.choice(_MATTERS)}."
        label = _label(random, source, ordered_at)
        if random.random() < 0.03:
            due_at = None
    if due_at is not None and due_at <= plan.moment:
        due_at = above.due_at if above is not None else due_at
    order = Order(
        order=words, unit=unit, lead=lead, ordered_name=ordered, ordered_at=ordered_at, source=source,
        source_label=label, due_at=due_at, entry_kind=kind, parent=above,
        monitor=cast.office if above is None else None,
        joint=[] if above is not None or random.random() < 0.6 else [random.choice(cast.leads)],
    )  # fmt: skip
    rule = rules.rule_on(RuleKind.ENTRY, lateness.local_day(ordered_at))
    plan.made = making.make(
        order, code, entered_by=cast.office, entered_name=str(cast.office or "Văn phòng"), entered_at=plan.moment,
        entry_due=rules.entry_due(calendar, rule, kind, ordered_at),
    )  # fmt: skip


def _label(random: Random, source: str, at: datetime) -> str:
    number = random.randint(1, 19_000)
    if source == Source.DOCUMENT:
        return f"{number}/UBND-{random.choice(('THKH', 'NNMT', 'CN', 'VX', 'NC'))}"
    if source == Source.MEETING:
        return f"Thông báo {number % 600}/TB-UBND, phiên họp ngày {at.astimezone(clock.VIETNAM):%d/%m/%Y}"
    return ""


class _Story:
    """Lines written one after the other, none after now."""

    def __init__(self, random: Random, cast: _Cast, made: Made, now: datetime) -> None:
        self.random, self.cast, self.made, self.now = random, cast, made, now
        self.at = made.directive.entered_at
        self.calendar = current_calendar()

    def later(self, least: int, most: int) -> datetime:
        """Return a moment some working minutes on."""
        return self.calendar.add_minutes(self.at, self.random.randint(least, most))

    def tell(self, act: Act, at: datetime, *, by_office: bool = False, text: str = "", **data: object) -> bool:
        """Write a line; false when its moment has not come."""
        at = max(at, self.at)
        if at >= self.now:
            return False
        directive = self.made.directive
        name = "Văn phòng UBND tỉnh" if by_office else f"Cán bộ {directive.lead.name}"
        self.made.events.append(
            making.line(
                directive, act, at=at, account=self.cast.office if by_office else None, name=name,
                unit=directive.unit if by_office else directive.lead, text=text, data=data,
            )
        )  # fmt: skip
        self.at = at
        return True


def _live(random: Random, cast: _Cast, plan: _Plan, now: datetime) -> None:
    made = plan.made
    if made is None:
        return
    story, row = _Story(random, cast, made, now), made.directive
    if random.random() < 0.04 or not story.tell(Act.STARTED, story.later(30, 960)):
        return
    if not plan.parts and plan.above is None:
        fate = random.random()
        if fate < 0.02:
            story.tell(Act.CANCELLED, story.later(480, 2400), by_office=True, text="Thay bằng chỉ đạo khác")
            return
        if fate < 0.05 and not _rest(story, row):
            return
    if random.random() < 0.3:
        story.tell(Act.NOTED, story.later(60, 960), text="Đang tổng hợp số liệu của các đơn vị.")
    if random.random() < 0.08:
        other = random.choice(cast.leads)
        told = story.tell(Act.BLOCKED, story.later(60, 960), text="Chưa có số liệu phối hợp.", waits_for=str(other.pk))
        if not told or (random.random() < 0.8 and not story.tell(Act.CLEARED, story.later(240, 2400))):
            return
    if row.due_at is not None and random.random() < 0.12:
        _extend(story, row)
    _finish(story, plan, row)


def _rest(story: _Story, row: Directive) -> bool:
    """Let it rest for some days; false when it still does."""
    suspended = story.later(60, 960)
    if not story.tell(Act.SUSPENDED, suspended, by_office=True, text="Chờ Trung ương hướng dẫn"):
        return False
    again = story.later(960, 6000)
    due_at = deciding.resumed_due(row.due_at, max(suspended, row.suspended_at or suspended), again)
    return story.tell(Act.RESUMED, again, by_office=True, due=making.text_of(due_at))


def _extend(story: _Story, row: Directive) -> None:
    due_at = row.due_at
    if due_at is None:
        return
    wanted = story.calendar.closing(lateness.days().shifted(lateness.local_day(due_at), story.random.randint(2, 15)))
    parent = row.parent
    if parent is not None and parent.due_at is not None and wanted > parent.due_at:
        return
    asked = min(due_at - timedelta(hours=5), story.later(480, 2400))
    if not story.tell(Act.EXTENSION_ASKED, asked, text="Chờ số liệu của cấp xã", due=making.text_of(wanted)):
        return
    if story.random.random() < 0.75:
        story.tell(Act.EXTENDED, story.later(60, 960), by_office=True, text="Đồng ý", due=making.text_of(wanted))
    else:
        story.tell(Act.EXTENSION_REFUSED, story.later(60, 960), by_office=True, text="Không có lý do khách quan")


def _finish(story: _Story, plan: _Plan, row: Directive) -> None:
    """Report, before or after the due time; be returned now and then; be confirmed."""
    random, calendar = story.random, story.calendar
    if any(part.ended_at is None for part in plan.parts):
        return
    draw, due_at = random.random(), row.due_at or calendar.add_minutes(row.entered_at, 9600)
    if draw < 0.78:
        left = calendar.working_minutes(story.at, due_at)
        at = calendar.add_minutes(story.at, random.randint(0, max(1, left - 1)))
    elif draw < 0.94:
        at = calendar.add_minutes(max(due_at, story.at), random.randint(5, 12 * 480))
    else:
        if random.random() < 0.5:
            story.tell(Act.URGED, calendar.add_minutes(due_at, 600), by_office=True)
        return
    at = max([at, *(part.ended_at for part in plan.parts if part.ended_at is not None)])
    if draw > 0.85:
        story.tell(Act.URGED, min(at, calendar.add_minutes(due_at, 480)), by_office=True)
    product = [{"kind": "document", "label": f"{random.randint(1, 4000)}/BC-{row.lead.symbol or 'UBND'}"}]
    if not story.tell(Act.REPORTED, at, text="Báo cáo kết quả", products=product):
        return
    if random.random() < 0.07:
        if not story.tell(Act.RETURNED, story.later(120, 1200), by_office=True, text="Thiếu số liệu"):
            return
        if not story.tell(Act.REPORTED, story.later(240, 2400), text="Báo cáo bổ sung", products=product):
            return
    if story.tell(Act.CONFIRMED, story.later(60, 1440), by_office=True):
        plan.ended_at = story.at
