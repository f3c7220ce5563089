"""Giving orders: from a document, a meeting or on the spot; handed on to those below, within the parent's term."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.directives import events, lateness, permissions, rules
from tinhso.government.directives.models import Directive, DirectiveEvent, DirectiveUnit
from tinhso.government.directives.services import making, tasks
from tinhso.government.directives.services.ledger import demand_phase, locked, note, publish, write
from tinhso.government.directives.services.making import Order
from tinhso.government.directives.states import OPEN, Act, RuleKind, Source
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.worktime.queries import current_calendar

MOST_LEADS = 200


def due_of(day: date) -> datetime:
    """Return the due time of a day: its closing hour; of a day off, that of the next working day."""
    return current_calendar(day).closing(day)


@transaction.atomic
def assign(actor: Actor, order: Order) -> Directive:
    """Enter an order; raise ``Forbidden`` without the right at its unit, ``Invalid`` with what is missing."""
    actor.demand(permissions.ASSIGN, order.unit)
    return _assign(actor, order)


@transaction.atomic
def assign_all(actor: Actor, order: Order, leads: Sequence[OrganizationUnit]) -> list[Directive]:
    """Enter the same order for each of several leading units: one directive for each, with its own clock."""
    actor.demand(permissions.ASSIGN, order.unit)
    if not leads:
        raise Invalid({"lead": _("Hãy chọn đơn vị chủ trì.")})
    if len(leads) > MOST_LEADS:
        raise Invalid({"lead": _("Mỗi lần giao nhiều nhất {most} đơn vị.").format(most=MOST_LEADS)})
    return [_assign(actor, replace(order, lead=lead)) for lead in leads]


@transaction.atomic
def hand_on(
    actor: Actor,
    parent_id: UUID,
    *,
    lead: OrganizationUnit,
    order: str,
    due_at: datetime | None,
    account: Account | None = None,
    joint: Sequence[OrganizationUnit] = (),
    seen: int | None = None,
) -> Directive:
    """Hand part of a directive on to a unit within the leading one, due no later than the whole."""
    parent = locked(actor, parent_id, seen)
    actor.demand(permissions.HAND, parent.lead)
    demand_phase(parent, *OPEN)
    if not lead.path.startswith(parent.lead.path):
        raise Invalid({"lead": _("Chỉ giao tiếp được cho đơn vị thuộc {unit}.").format(unit=parent.lead.name)})
    own = _account_of(actor)
    made = _assign(
        actor,
        Order(
            order=order,
            unit=parent.lead,
            lead=lead,
            ordered_name=actor.name,
            ordered_by=own,
            ordered_at=clock.now(),
            source=parent.source,
            source_label=parent.source_label or parent.code,
            source_key=parent.source_key,
            due_at=due_at or parent.due_at,
            monitor=own,
            account=_doer(account, lead),
            joint=joint,
            priority=parent.priority,
            parent=parent,
        ),
    )
    if parent.phase == "waiting":
        write(parent, Act.STARTED, actor, unit=parent.lead)
    return made


@transaction.atomic
def hand(actor: Actor, directive_id: UUID, account: Account, *, seen: int | None = None) -> DirectiveEvent:
    """Give a directive to an officer of the leading unit."""
    directive = locked(actor, directive_id, seen)
    actor.demand(permissions.HAND, directive.lead)
    demand_phase(directive, *OPEN)
    doer = _doer(account, directive.lead)
    directive.account = doer
    return write(
        directive, Act.HANDED, actor, unit=directive.lead, text=str(doer), account=str(account.pk),
        account_name=str(doer),
    )  # fmt: skip


def _doer(account: Account | None, lead: OrganizationUnit) -> Account | None:
    if account is None:
        return None
    found = holders(permissions.DO, lead.path).filter(pk=account.pk).first()
    if found is None:
        raise Invalid(
            {"account": _("{name} chưa được giao quyền thực hiện nhiệm vụ tại {unit}.").format(
                name=account, unit=lead.name
            )}
        )  # fmt: skip
    return found


def _assign(actor: Actor, order: Order) -> Directive:
    _check(order)
    now = clock.now()
    calendar = current_calendar(now.astimezone(clock.VIETNAM).date())
    entry_due = rules.entry_due(
        calendar,
        rules.rule_on(RuleKind.ENTRY, order.ordered_at.astimezone(clock.VIETNAM).date()),
        order.entry_kind,
        order.ordered_at,
    )
    (code,) = making.next_codes(now.astimezone(clock.VIETNAM).year)
    entered_by = _account_of(actor)
    made = making.make(order, code, entered_by=entered_by, entered_name=actor.name, entered_at=now, entry_due=entry_due)
    directive = made.directive
    directive.account = order.account
    directive.save(force_insert=True)
    DirectiveUnit.objects.bulk_create(made.units)
    DirectiveEvent.objects.bulk_create(made.events)
    tasks.settle(directive, actor)
    if order.joint:
        tasks.ask_joint(directive)
    note(actor, directive, Act.ASSIGNED, order.order)
    publish(events.ASSIGNED, directive, actor, source_key=str(order.source_key) if order.source_key else None)
    return directive


def _account_of(actor: Actor) -> Account | None:
    if actor.account_id is None:
        return None
    return Account.objects.select_related("person").filter(pk=actor.account_id).first()


def _covered(moment: datetime) -> bool:
    """Tell whether the calendar knows the year of a moment: lateness is counted by it."""
    return moment.year in current_calendar().years and lateness.local_day(moment).year in current_calendar().years


def _check(order: Order) -> None:
    wrong: dict[str, str] = {}
    if not order.order.strip():
        wrong["order"] = _("Hãy ghi nguyên văn chỉ đạo.")
    if not order.ordered_name.strip():
        wrong["ordered_name"] = _("Hãy ghi người chỉ đạo.")
    if order.ordered_at > clock.now():
        wrong["ordered_on"] = _("Thời điểm chỉ đạo không được ở tương lai.")
    if order.source in (Source.DOCUMENT, Source.MEETING) and not order.source_label.strip() and not order.parent:
        wrong["source_label"] = _("Hãy ghi số, ký hiệu văn bản hoặc tên cuộc họp.")
    if order.due_at is not None and order.due_at <= order.ordered_at:
        wrong["due"] = _("Hạn phải sau lúc chỉ đạo.")
    parent = order.parent
    if not _covered(order.ordered_at):
        wrong["ordered_on"] = _("Chưa có lịch làm việc của năm này; hãy ghi lại ngày chỉ đạo.")
    if order.due_at is not None and not _covered(order.due_at):
        wrong["due"] = _("Chưa có lịch làm việc của năm này; hãy chọn hạn gần hơn.")
    within = parent.due_at if parent is not None else None
    if within is not None and (order.due_at is None or order.due_at > within):
        wrong["due"] = _("Hạn phải trong hạn của nhiệm vụ cấp trên: {due}.").format(
            due=f"{within.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
        )
    if wrong:
        raise Invalid(wrong)
