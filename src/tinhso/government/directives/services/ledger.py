"""One more line of a ledger: the frame of every act on a directive."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.government.directives import events, queries
from tinhso.government.directives.audit_events import DECIDED
from tinhso.government.directives.lateness import state_of
from tinhso.government.directives.models import Directive, DirectiveEvent
from tinhso.government.directives.services import making, tasks
from tinhso.government.directives.standing import COLUMNS
from tinhso.government.directives.states import ENDED, Act
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as outbox
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit

_DECISIONS = {
    Act.ASSIGNED, Act.CONFIRMED, Act.RETURNED, Act.EXTENDED, Act.EXTENSION_REFUSED, Act.SUSPENDED, Act.RESUMED,
    Act.CANCELLED,
}  # fmt: skip
WITH = ("unit", "lead", "parent", "account", "monitor", "entered_by", "ordered_by")


def locked(actor: Actor, directive_id: UUID, seen: int | None = None) -> Directive:
    """Return a directive that the actor may see, locked; raise ``Conflict`` when it has more lines than he saw."""
    rows = queries.visible_to(actor).filter(id=directive_id)
    key = Directive.objects.select_for_update(of=("self",)).filter(id__in=rows.values("id")).values_list("id").first()
    if key is None:
        raise NotFound
    directive = Directive.objects.select_related(*WITH).get(id=directive_id)
    if seen is not None and directive.position != seen:
        last = directive.ledger.order_by("-position").first()
        who = last.actor_name if last else ""
        when = last.at.astimezone(clock.VIETNAM) if last else clock.now()
        raise Conflict(
            _("{who} vừa xử lý nhiệm vụ này lúc {when}. Hãy xem lại rồi thực hiện.").format(
                who=who, when=f"{when:%H:%M %d/%m/%Y}"
            ),
            who=who,
        )
    return directive


def demand_phase(directive: Directive, *phases: str) -> None:
    """Raise ``Refused`` unless the directive is in one of the phases."""
    if directive.phase not in phases:
        raise Refused(
            _("Nhiệm vụ {code} đang ở tình trạng “{phase}” nên không làm được việc này.").format(
                code=directive.code, phase=directive.get_phase_display()
            ),
            code="wrong-phase",
        )


def write(
    directive: Directive,
    act: Act,
    actor: Actor,
    *,
    unit: OrganizationUnit | None = None,
    text: str = "",
    **data: Any,
) -> DirectiveEvent:
    """Append a line, bring the row and the inbox up to date, audit decisions, tell the house of what ended."""
    event = making.line(
        directive, act, at=clock.now(), account=actor.account_id, name=actor.name, unit=unit, text=text, data=data
    )
    event.save(force_insert=True)
    directive.save(update_fields=[*COLUMNS, "due_sort"])
    tasks.settle(directive, actor)
    if act in _DECISIONS:
        note(actor, directive, act, text)
    if act == Act.REPORTED:
        publish(events.REPORTED, directive, actor)
    if directive.phase in ENDED and act in (Act.CONFIRMED, Act.CANCELLED):
        publish(events.ENDED, directive, actor, state=str(state_of(directive)))
    return event


def note(actor: Actor, directive: Directive, act: str, text: str) -> None:
    """Put a decision into the audit log."""
    audit.record(
        actor,
        DECIDED,
        subject_kind="directive",
        subject_id=directive.id,
        subject_label=directive.code,
        unit_id=directive.unit_id,
        act=str(act),
        text=text[:500],
    )


def publish(name: str, directive: Directive, actor: Actor, **more: Any) -> None:
    """Tell the house."""
    outbox.publish(
        name,
        directive.id,
        actor=actor,
        code=directive.code,
        lead=directive.lead.identifier,
        due=making.text_of(directive.due_at),
        **more,
    )
