"""The frame of every transition of a dossier.

One transaction locks the dossier, checks that it is still as the actor saw it, and writes the change together
with its log line, ledger lines, work items, event and audit entry; or nothing at all.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as events
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor, Post
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import clocks, rules
from tinhso.kits.procedures.audit_events import DOSSIER_ACT
from tinhso.kits.procedures.definition import ClockRules, Definition
from tinhso.kits.procedures.models import ClockEvent, Dossier, DossierLogEntry, DossierUnit
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.states import ClockEventKind, Status
from tinhso.kits.procedures.terms import clock_rules
from tinhso.kits.procedures.versions import definition_of

LOCKED_WITH = ("version", "procedure", "agency", "reception_unit", "holder_unit", "area")


@dataclass
class Transition:
    """A change of a dossier under way: the locked dossier, who acts, when, and what the change will write."""

    dossier: Dossier
    definition: Definition
    actor: Actor
    act: str
    at: datetime
    status_before: int | None
    event: str = ""
    unit: OrganizationUnit | None = None
    step_code: str = ""
    note: str = ""
    reason: str = ""
    article: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    assigned_to: UUID | None = None
    """Who was chosen to work on the dossier in this change."""
    post: Post | None = None
    """By which post the actor acts; a delegated one makes the record say in whose place."""

    def demand(self, permission: str, unit: OrganizationUnit) -> None:
        """Raise ``Forbidden`` unless the actor may; remember by which post, his own or in somebody's place."""
        self.actor.demand(permission, unit)
        self.post = self.actor.post_for(permission, unit)

    @property
    def who(self) -> str:
        """Who acts, as the record says it: ``Lê Văn An thay Trần Thị Bình`` for whoever stands in."""
        if self.post is None or self.post.giver_id is None:
            return self.actor.name
        return f"{self.actor.name} thay {self.post.giver_name}"[:120]

    @property
    def account_id(self) -> UUID | None:
        """Whose work it becomes: of whom the actor stands in for, else his own."""
        return (self.post.giver_id if self.post else None) or self.actor.account_id

    @property
    def clock(self) -> ClockRules:
        """The rules by which the dossier's clock runs."""
        return clock_rules(self.dossier, self.definition)

    def move_to(self, status: Status) -> None:
        """Put the dossier into ``status``; raise ``Refused`` when the rules do not let it follow."""
        if self.dossier.status != status:
            rules.check_follows(self.dossier.status, status)
        self.dossier.status = status

    def tick(self, kind: ClockEventKind, reason: str, *, basis: str = "", term: dict[str, Any] | None = None) -> None:
        """Write a line into the deadline ledger and set the due time that follows from all its lines.

        ``reason`` is kept as it is, in Vietnamese; screens translate what the system itself wrote.
        """
        calendar = current_calendar()
        lines = list(ClockEvent.objects.filter(dossier=self.dossier).order_by("position"))
        line = ClockEvent(
            dossier=self.dossier,
            position=len(lines) + 1,
            kind=kind,
            at=self.at,
            reason=reason,
            basis=basis,
            term=term or {},
            calendar=calendar.stamp,
        )
        state = clocks.replay(calendar, self.definition.clock, [*lines, line])
        line.due_after = state.due_at
        line.save(force_insert=True)
        self.dossier.due_at = state.due_at

    def take_part(self, units: Sequence[OrganizationUnit]) -> None:
        """Let units see the dossier from now on."""
        DossierUnit.objects.bulk_create(
            [
                DossierUnit(dossier=self.dossier, unit_id=unit_id, submitted_at=self.dossier.submitted_at)
                for unit_id in {unit.id for unit in units}
            ],
            ignore_conflicts=True,
        )

    def write(self) -> None:
        """Write the log line, the event and the audit entry; called last."""
        DossierLogEntry(
            dossier=self.dossier,
            at=self.at,
            act=self.act,
            actor_id=self.actor.account_id,
            actor_name=self.who,
            unit=self.unit,
            status_before=self.status_before,
            status_after=self.dossier.status,
            step_code=self.step_code,
            note=self.note,
            reason=self.reason,
            article=self.article,
            details=self.details,
        ).save(force_insert=True)
        recorded = self.actor if self.who == self.actor.name else self.actor.named(self.who)
        events.publish(
            self.event, self.dossier.id, actor=recorded, code=self.dossier.code, status=int(self.dossier.status)
        )
        audit.record(
            recorded,
            DOSSIER_ACT,
            subject_kind="procedures.dossier",
            subject_id=self.dossier.id,
            subject_label=self.dossier.code,
            unit_id=self.unit.id if self.unit else None,
            act=self.act,
            status=int(self.dossier.status),
        )


GUARDS: list[Callable[[Transition], None]] = []
"""Asked before every act; each may raise ``Refused``."""
FOLLOW_UPS: list[Callable[[Transition], None]] = []
"""Told after every act, in its transaction: what follows from where the dossier now stands."""


@contextmanager
def transition(
    dossier_id: UUID,
    actor: Actor,
    act: str,
    event: str,
    *,
    among: Sequence[Status],
    seen_revision: int | None = None,
) -> Iterator[Transition]:
    """Lock the dossier that ``actor`` may see and write the change that the block makes, or nothing.

    ``among`` are the statuses the act is possible in; ``seen_revision`` is the revision the actor looked at.
    Raise ``NotFound``, ``Conflict`` (somebody acted in between: says who and when) or ``Refused``.
    """
    with transaction.atomic():
        dossier = lock(actor, dossier_id)
        if seen_revision is not None and seen_revision != dossier.revision:
            raise acted_before(dossier)
        if dossier.status not in among:
            raise Refused(
                _("Hồ sơ {code} đang ở trạng thái “{status}” nên không thực hiện được việc này.").format(
                    code=dossier.code, status=dossier.get_status_display()
                ),
                code="wrong-status",
            )
        change = Transition(
            dossier=dossier,
            definition=definition_of(dossier.version),
            actor=actor,
            act=act,
            at=clock.now(),
            status_before=dossier.status,
            event=event,
        )
        for guard in GUARDS:
            guard(change)
        yield change
        dossier.revision += 1
        dossier.last_actor = change.who
        dossier.last_acted_at = change.at
        dossier.save()
        change.write()
        for follow in FOLLOW_UPS:
            follow(change)


def lock(actor: Actor, dossier_id: UUID) -> Dossier:
    """Return the dossier that ``actor`` may see, locked until the transaction ends; raise ``NotFound``.

    It is locked first and read after. In one statement, whoever waited would get the new dossier joined with the
    old holder, which do not match, and so nothing at all.
    """
    if visible_to(actor).filter(id=dossier_id).select_for_update().values_list("id").first() is None:
        raise NotFound
    return Dossier.objects.select_related(*LOCKED_WITH).defer("version__definition").get(id=dossier_id)


def acted_before(dossier: Dossier) -> Conflict:
    """Return the refusal that says who acted on the dossier meanwhile, and when."""
    when = timezone.localtime(dossier.last_acted_at).strftime("%H:%M:%S %d/%m/%Y") if dossier.last_acted_at else ""
    return Conflict(
        _("{who} vừa xử lý hồ sơ {code} lúc {when}. Hãy tải lại trang để xem hồ sơ hiện nay.").format(
            who=dossier.last_actor or _("Người khác"), code=dossier.code, when=when
        ),
        who=dossier.last_actor,
        at=dossier.last_acted_at.isoformat() if dossier.last_acted_at else "",
        revision=dossier.revision,
    )


def demand_reason(reason: str, article: str) -> None:
    """Raise ``Invalid`` unless both a reason and a legal article are given: every refusal carries them."""
    problems = {}
    if not reason.strip():
        problems["reason"] = _("Hãy ghi rõ lý do để người dân hiểu.")
    if not article.strip():
        problems["article"] = _("Hãy ghi căn cứ pháp lý: điều, khoản và tên văn bản.")
    if problems:
        raise Invalid(problems)
