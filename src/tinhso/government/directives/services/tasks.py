"""What a directive puts into the one inbox, and for whom."""

from tinhso.government.directives import inbox_kinds, permissions
from tinhso.government.directives.models import Directive, DirectiveUnit
from tinhso.government.directives.states import ENDED, PartRole, Phase
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.inbox import services as inbox


def settle(directive: Directive, actor: Actor | None = None) -> None:
    """Bring the open items about a directive in line with how it stands."""
    if directive.phase in (*ENDED, Phase.SUSPENDED):
        inbox.close(directive.id, actor=actor)
        return
    if directive.phase == Phase.REPORTED:
        inbox.close(directive.id, inbox_kinds.TAKE, actor=actor)
        _ask_office(directive, inbox_kinds.CONFIRM)
    else:
        inbox.close(directive.id, inbox_kinds.CONFIRM, actor=actor)
        _give(directive)
    if directive.asked_due_at is not None:
        _ask_office(directive, inbox_kinds.EXTENSION)
    else:
        inbox.close(directive.id, inbox_kinds.EXTENSION, actor=actor)


def ask_joint(directive: Directive) -> None:
    """Tell the joint units once; their items stand until the directive ends."""
    parts = DirectiveUnit.objects.filter(directive=directive, role=PartRole.JOINT).select_related("unit")
    for part in parts:
        inbox.put(
            inbox_kinds.JOIN,
            subject_id=directive.id,
            title=f"{directive.code} · {directive.title}",
            detail=directive.lead.name,
            unit=part.unit,
            permission=permissions.HAND,
            due_at=directive.due_at,
            priority=directive.priority,
        )


def _give(directive: Directive) -> None:
    inbox.put(
        inbox_kinds.TAKE,
        subject_id=directive.id,
        title=f"{directive.code} · {directive.title}",
        detail=directive.ordered_name,
        unit=directive.lead,
        permission=permissions.DO if directive.account_id else permissions.HAND,
        account=directive.account,
        due_at=directive.due_at,
        priority=directive.priority,
    )


def _ask_office(directive: Directive, kind: str) -> None:
    inbox.put(
        kind,
        subject_id=directive.id,
        title=f"{directive.code} · {directive.title}",
        detail=directive.lead.name,
        unit=directive.unit,
        permission=permissions.CONFIRM,
        account=confirmer(directive),
        due_at=directive.due_at,
        priority=directive.priority,
    )


def confirmer(directive: Directive) -> Account | None:
    """Return who confirms: the monitor, else who entered it, while he holds the right; none means the unit's pool."""
    wanted = [key for key in (directive.monitor_id, directive.entered_by_id) if key]
    if not wanted:
        return None
    found = {account.pk: account for account in holders(permissions.CONFIRM, directive.unit.path).filter(pk__in=wanted)}
    return next((found[key] for key in wanted if key in found), None)
