"""Reminders: one digest a day for each person, however many directives there are; and the message of an urging."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.government.directives import lateness, permissions, rules
from tinhso.government.directives.models import Directive, DirectiveDigest
from tinhso.government.directives.states import Phase, RuleKind
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.notify import services as notify
from tinhso.kernel.worktime.queries import current_calendar

MOST_LINES = 20
MOST_HEADS = 5
"""To how many of a unit's heads one directive is told."""


@dataclass
class Digest:
    """What one person is told on a day."""

    account: Account
    own: list[tuple[int, Directive]] = field(default_factory=list)
    """Directives to be done by this person or the unit led, with the working days left (negative: late)."""
    escalated: list[tuple[int, Directive]] = field(default_factory=list)
    """Late directives of others, for whoever stands above."""


def send_digests(day: date | None = None) -> int:
    """Send the digests of a working day to everybody who has none yet; return how many were sent."""
    today = day or clock.today()
    if not current_calendar(today).is_working_day(today):
        return 0
    sent = 0
    for digest in gather(today).values():
        sent += _send(digest, today)
    return sent


def gather(today: date) -> dict[UUID, Digest]:
    """Return who is to be told what on a day, by the rule in force."""
    rule = rules.rule_on(RuleKind.REMINDERS, today).content
    counter = lateness.days()
    found: dict[UUID, Digest] = {}
    heads: dict[tuple[str, str], list[Account]] = {}

    def digest(account: Account) -> Digest:
        return found.setdefault(account.pk, Digest(account))

    def those(right: str, path: str) -> list[Account]:
        if (right, path) not in heads:
            heads[right, path] = list(holders(right, path)[:MOST_HEADS])
        return heads[right, path]

    rows = (
        Directive.objects.filter(phase__in=[Phase.WAITING, Phase.DOING], due_at__isnull=False)
        .select_related("lead", "unit", "account__person", "monitor__person", "entered_by__person")
        .order_by("due_sort", "id")
    )
    for directive in rows.iterator(chunk_size=2000):
        due_day = lateness.local_day(directive.due_sort)
        left = counter.between(today, due_day) if due_day >= today else -counter.between(due_day, today)
        late = directive.due_sort < clock.now() and left <= 0
        if not late and left not in rule["before"]:
            continue
        doers = [directive.account] if directive.account else those(permissions.HAND, directive.lead.path)
        for doer in doers:
            digest(doer).own.append((left, directive))
        if late and directive.account and -left >= rule["head_after"]:
            for head in those(permissions.HAND, directive.lead.path):
                if head.pk != directive.account_id:
                    digest(head).escalated.append((left, directive))
        office = directive.monitor or directive.entered_by
        if late and office is not None and -left >= rule["office_after"]:
            digest(office).escalated.append((left, directive))
    return found


@transaction.atomic
def _send(digest: Digest, today: date) -> int:
    count = len(digest.own) + len(digest.escalated)
    # Whoever was told today is not told again; two workers at one moment wait for each other at the unique row.
    _row, fresh = DirectiveDigest.objects.get_or_create(account=digest.account, day=today, defaults={"lines": count})
    if not fresh:
        return 0
    own, escalated = _lines(digest.own), _lines(digest.escalated)
    data: dict[str, Any] = {
        "name": digest.account.person.full_name,
        "late": sum(left < 0 or _is_late(row) for left, row in digest.own),
        "soon": sum(not (left < 0 or _is_late(row)) for left, row in digest.own),
        "escalated": len(digest.escalated),
        "own_lines": own,
        "escalated_lines": escalated,
        "more": max(0, len(digest.own) - MOST_LINES) + max(0, len(digest.escalated) - MOST_LINES),
        "url": reverse("directives:list"),
    }
    notify.notify("directives-digest", account=digest.account, subject_id=digest.account.pk, data=data)
    return 1


def _is_late(row: Directive) -> bool:
    return row.due_at is not None and row.due_at < clock.now()


def _lines(rows: Iterable[tuple[int, Directive]]) -> list[str]:
    lines = []
    for left, row in list(rows)[:MOST_LINES]:
        if left < 0:
            words = _("quá hạn {days} ngày làm việc").format(days=-left)
        elif _is_late(row):
            words = _("quá hạn trong ngày")
        else:
            words = _("còn {days} ngày làm việc").format(days=left) if left else _("hạn hôm nay")
        title = row.title if not row.restricted else _("nhiệm vụ hạn chế người xem")
        lines.append(f"{row.code} ({words}): {title}")
    return lines


def tell_urged(directive: Directive, actor: Actor, text: str) -> None:
    """Tell those who answer for a directive that somebody urged them."""
    told = (
        [directive.account] if directive.account else list(holders(permissions.HAND, directive.lead.path)[:MOST_HEADS])
    )
    due_at = directive.due_at
    for account in told:
        notify.notify(
            "directives-urged",
            account=account,
            subject_id=directive.id,
            data={
                "code": directive.code,
                "title": directive.title,
                "name": account.person.full_name,
                "by": actor.name,
                "text": text,
                "due": f"{due_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}" if due_at else "",
                "url": reverse("directives:directive", args=[directive.id]),
            },
        )
