"""What the Office of the unit that ordered decides: confirm, return, extend, suspend, go on, cancel; and urging."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.directives import lateness, permissions
from tinhso.government.directives.models import Directive, DirectiveEvent
from tinhso.government.directives.services import reminders
from tinhso.government.directives.services.ledger import demand_phase, locked, write
from tinhso.government.directives.services.making import text_of
from tinhso.government.directives.states import ENDED, OPEN, Act, Phase
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.worktime.queries import current_calendar


def _to_decide(actor: Actor, directive_id: UUID, seen: int | None) -> Directive:
    directive = locked(actor, directive_id, seen)
    actor.demand(permissions.CONFIRM, directive.unit)
    return directive


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid({"text": _("Hãy ghi lý do.")})
    return text.strip()


@transaction.atomic
def confirm(actor: Actor, directive_id: UUID, text: str = "", *, seen: int | None = None) -> DirectiveEvent:
    """Confirm the result: done, as of when it was reported."""
    directive = _to_decide(actor, directive_id, seen)
    demand_phase(directive, Phase.REPORTED)
    return write(directive, Act.CONFIRMED, actor, unit=directive.unit, text=text.strip())


@transaction.atomic
def give_back(actor: Actor, directive_id: UUID, text: str, *, seen: int | None = None) -> DirectiveEvent:
    """Return the result with the reason: it counts as not done, and the due time does not move."""
    directive = _to_decide(actor, directive_id, seen)
    demand_phase(directive, Phase.REPORTED)
    return write(directive, Act.RETURNED, actor, unit=directive.unit, text=_reason(text))


@transaction.atomic
def extend(actor: Actor, directive_id: UUID, due_at: datetime, text: str, *, seen: int | None = None) -> DirectiveEvent:
    """Move the due time with a reason; each time is counted and shown. A child stays within its parent's term."""
    directive = _to_decide(actor, directive_id, seen)
    demand_phase(directive, Phase.WAITING, Phase.DOING)
    reason = _reason(text)
    if directive.due_at is None or due_at <= directive.due_at:
        raise Invalid({"due": _("Hạn mới phải sau hạn hiện nay.")})
    parent = directive.parent
    if parent is not None and parent.due_at is not None and due_at > parent.due_at:
        raise Invalid(
            {"due": _("Hạn phải trong hạn của nhiệm vụ cấp trên: {due}.").format(
                due=f"{parent.due_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
            )}
        )  # fmt: skip
    return write(directive, Act.EXTENDED, actor, unit=directive.unit, text=reason, due=text_of(due_at))


@transaction.atomic
def refuse_extension(actor: Actor, directive_id: UUID, text: str, *, seen: int | None = None) -> DirectiveEvent:
    """Do not give more time."""
    directive = _to_decide(actor, directive_id, seen)
    if directive.asked_due_at is None:
        raise Refused(_("Không có đề nghị gia hạn nào đang chờ."), code="not-asked")
    return write(directive, Act.EXTENSION_REFUSED, actor, unit=directive.unit, text=_reason(text))


@transaction.atomic
def suspend(actor: Actor, directive_id: UUID, text: str, *, seen: int | None = None) -> DirectiveEvent:
    """Let a directive, and what was handed on of it, rest."""
    directive = _to_decide(actor, directive_id, seen)
    demand_phase(directive, *OPEN)
    reason = _reason(text)
    for child in _below(directive, OPEN):
        write(child, Act.SUSPENDED, actor, unit=directive.unit, text=reason)
    return write(directive, Act.SUSPENDED, actor, unit=directive.unit, text=reason)


@transaction.atomic
def resume(actor: Actor, directive_id: UUID, text: str = "", *, seen: int | None = None) -> DirectiveEvent:
    """Go on: the due time moves by the working days for which the directive rested."""
    directive = _to_decide(actor, directive_id, seen)
    demand_phase(directive, Phase.SUSPENDED)
    parent = directive.parent
    if parent is not None and parent.phase == Phase.SUSPENDED:
        raise Refused(_("Nhiệm vụ cấp trên {code} còn tạm dừng.").format(code=parent.code), code="parent-suspended")
    event = write(directive, Act.RESUMED, actor, unit=directive.unit, text=text.strip(), due=text_of(_moved(directive)))
    for child in _below(directive, (Phase.SUSPENDED,)):
        write(child, Act.RESUMED, actor, unit=directive.unit, text=text.strip(), due=text_of(_moved(child)))
    return event


def resumed_due(due_at: datetime | None, suspended_at: datetime, now: datetime) -> datetime | None:
    """Return the due time after a rest: as many working days later as began while it rested."""
    if due_at is None or suspended_at >= due_at:
        return due_at
    counter, first = lateness.days(), lateness.local_day(suspended_at)
    rested = counter.between(first, lateness.local_day(now))
    if not rested:
        return due_at
    day: date = counter.shifted(lateness.local_day(due_at), rested)
    return current_calendar(day).closing(day)


def _moved(directive: Directive) -> datetime | None:
    return resumed_due(directive.due_at, directive.suspended_at or clock.now(), clock.now())


@transaction.atomic
def cancel(actor: Actor, directive_id: UUID, text: str, *, seen: int | None = None) -> DirectiveEvent:
    """Cancel a directive, and what was handed on of it."""
    directive = _to_decide(actor, directive_id, seen)
    demand_phase(directive, *OPEN, Phase.SUSPENDED)
    reason = _reason(text)
    for child in _below(directive, (*OPEN, Phase.SUSPENDED)):
        write(child, Act.CANCELLED, actor, unit=directive.unit, text=reason)
    return write(directive, Act.CANCELLED, actor, unit=directive.unit, text=reason)


def _below(directive: Directive, phases: Iterable[str]) -> list[Directive]:
    """Return what was handed on of a directive, at any depth, parents first, locked."""
    found: list[Directive] = []
    above = [directive.pk]
    while above:
        rows = list(
            Directive.objects.select_for_update(of=("self",))
            .select_related("unit", "lead", "account", "monitor", "entered_by")
            .filter(parent__in=above)
            .order_by("id")
        )
        found += [row for row in rows if row.phase in phases]
        above = [row.pk for row in rows if row.phase not in ENDED]
    return found


@transaction.atomic
def urge(actor: Actor, directive_id: UUID, text: str = "") -> DirectiveEvent:
    """Urge those who answer for a directive; once a day for one directive, so that nobody is flooded."""
    directive = locked(actor, directive_id)
    named = actor.account_id is not None and actor.account_id in (
        directive.monitor_id, directive.ordered_by_id, directive.entered_by_id,
    )  # fmt: skip
    if not named:
        actor.demand(permissions.URGE, directive.unit)
    demand_phase(directive, Phase.WAITING, Phase.DOING)
    if directive.urged_at is not None and lateness.local_day(directive.urged_at) == clock.today():
        raise Refused(_("Nhiệm vụ {code} đã được đôn đốc hôm nay.").format(code=directive.code), code="urged-today")
    event = write(directive, Act.URGED, actor, unit=directive.unit, text=text.strip())
    reminders.tell_urged(directive, actor, text.strip())
    return event
