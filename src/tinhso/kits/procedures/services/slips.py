"""Hand-over slips (phiếu bàn giao): one unit hands dossiers to another, and the other says what it has received.

What is confirmed after the cut-off hour counts from the next working day: the step's own time begins there. The due
time of the dossier, which the citizen was promised, does not move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from uuid import UUID

import yaml
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.worktime.calculator import counted_from
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import events, inbox_kinds
from tinhso.kits.procedures.coordination import HandOverSlip, HandOverSlipItem
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.permissions import HAND_OVER, PROCESS, RECEIVE, SIGN
from tinhso.kits.procedures.services.handing import STATUSES
from tinhso.kits.procedures.services.steps import open_steps_of, put_work_item
from tinhso.kits.procedures.services.transition import Transition, transition
from tinhso.kits.procedures.slips import ready_to_hand_over
from tinhso.kits.procedures.states import SlipState

MOST = 200
SENDERS = (RECEIVE, PROCESS, SIGN, HAND_OVER)


@dataclass(frozen=True)
class Cutoff:
    """From which day on which hour cuts a day off, and by which law."""

    valid_from: date
    cutoff: time
    basis: str


@cache
def cutoffs() -> tuple[Cutoff, ...]:
    """Return the cut-off hours of all times, the newest first."""
    rows = yaml.safe_load((Path(__file__).parents[1] / "data" / "hand_over.yaml").read_text(encoding="utf-8"))
    found = (Cutoff(row["valid_from"], time.fromisoformat(row["cutoff"]), row["basis"]) for row in rows)
    return tuple(sorted(found, key=lambda row: row.valid_from, reverse=True))


def cutoff_on(day: date) -> Cutoff | None:
    """Return the cut-off hour in force on a day."""
    return next((row for row in cutoffs() if row.valid_from <= day), None)


def counts_from(at: datetime) -> tuple[datetime, str]:
    """Return from when what is handed over at ``at`` counts, and the law that says so."""
    rule = cutoff_on(timezone.localdate(at))
    return counted_from(current_calendar(), at, rule.cutoff if rule else None), rule.basis if rule else ""


def may_send(actor: Actor, unit: OrganizationUnit) -> bool:
    """Tell whether the actor hands dossiers over for a unit."""
    return any(actor.may(permission, unit) for permission in SENDERS)


def receiving_right(unit: OrganizationUnit) -> str:
    """Return the right that it takes to confirm for a unit."""
    return RECEIVE if unit.kind == UnitKind.ONE_STOP else PROCESS


@transaction.atomic
def send(
    actor: Actor,
    from_unit: OrganizationUnit,
    to_unit: OrganizationUnit,
    dossier_ids: Sequence[UUID],
    *,
    note: str = "",
) -> HandOverSlip:
    """Make out a slip with the dossiers that go from one unit to another; raise ``Invalid`` or ``Forbidden``."""
    if not may_send(actor, from_unit):
        raise Forbidden(_("Quý vị không lập phiếu bàn giao thay cho {unit} được.").format(unit=from_unit.name))
    if not dossier_ids:
        raise Invalid({"chon": _("Hãy chọn ít nhất một hồ sơ để bàn giao.")})
    if len(dossier_ids) > MOST:
        raise Invalid({"chon": _("Mỗi phiếu nhiều nhất {most} hồ sơ.").format(most=MOST)})
    number = _number(from_unit)
    ready = {step.dossier_id for step in ready_to_hand_over(actor, from_unit).filter(unit=to_unit)}
    if not set(dossier_ids) <= ready:
        raise Conflict(_("Có hồ sơ vừa được bàn giao hoặc đã sang bước khác. Hãy tải lại trang rồi lập phiếu lại."))
    at = clock.now()
    slip = HandOverSlip(
        number=number, from_unit=from_unit, to_unit=to_unit, note=note.strip(), sent_at=at,
        sent_by_id=actor.account_id, sent_name=actor.name,
    )  # fmt: skip
    slip.save(force_insert=True)
    for dossier_id in sorted(set(dossier_ids)):
        with transition(dossier_id, actor, "slip", events.HANDED_ON, among=STATUSES) as change:
            change.unit, change.details = from_unit, {"slip": number, "to": to_unit.name}
            papers = sum(part.count for part in change.dossier.parts.all() if part.file_id is None)
            HandOverSlipItem.objects.create(slip=slip, dossier=change.dossier, papers=papers)
    inbox.put(
        inbox_kinds.SLIP,
        subject_id=slip.id,
        # Kept in the database, and so Vietnamese whoever reads it.
        title=f"Phiếu {number}",
        detail=f"{from_unit.name} bàn giao {len(set(dossier_ids))} hồ sơ",
        unit=to_unit,
        permission=receiving_right(to_unit),
        due_at=current_calendar().closing(timezone.localdate(counts_from(at)[0])),
    )
    return slip


def _number(unit: OrganizationUnit) -> str:
    """Return the unit's next number of the day; those who make out slips at one moment wait for each other."""
    day = clock.today()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"procedures.slip {unit.id}"])
    begin = f"BG-{unit.identifier}-{day:%y%m%d}-"
    return f"{begin}{HandOverSlip.objects.filter(number__startswith=begin).count() + 1:03d}"


@transaction.atomic
def confirm(actor: Actor, slip_id: UUID, received: Sequence[UUID], *, note: str = "") -> HandOverSlip:
    """Say which dossiers of a slip have arrived; raise ``Conflict`` with who confirmed it before and when."""
    if not HandOverSlip.objects.select_for_update().filter(id=slip_id).values_list("id"):
        raise NotFound
    slip = HandOverSlip.objects.select_related("from_unit", "to_unit").get(id=slip_id)
    actor.demand(receiving_right(slip.to_unit), slip.to_unit)
    if slip.state == SlipState.CONFIRMED and slip.confirmed_at is not None:
        raise Conflict(
            _("{who} đã xác nhận phiếu này lúc {when}.").format(
                who=slip.confirmed_name, when=timezone.localtime(slip.confirmed_at).strftime("%H:%M %d/%m/%Y")
            )
        )
    at, there = clock.now(), set(received)
    begins, basis = counts_from(at)
    missing = [item for item in slip.items.all() if item.dossier_id not in there]
    if missing and not note.strip():
        raise Invalid({"note": _("Phiếu thiếu {count} hồ sơ: hãy ghi rõ vì sao.").format(count=len(missing))})
    for item in slip.items.order_by("dossier_id"):
        item.received = item.dossier_id in there
        item.save(update_fields=["received"])
        _arrived(actor, slip, item.dossier_id, begins, received=item.received)
    slip.state, slip.confirmed_at, slip.counts_from, slip.basis = SlipState.CONFIRMED, at, begins, basis
    slip.confirmed_by_id, slip.confirmed_name = actor.account_id, actor.name
    slip.note = "\n".join(filter(None, (slip.note, note.strip())))
    slip.save()
    inbox.close(slip.id, inbox_kinds.SLIP, actor=actor)
    return slip


def _arrived(actor: Actor, slip: HandOverSlip, dossier_id: UUID, begins: datetime, *, received: bool) -> None:
    if Dossier.objects.filter(id=dossier_id).exclude(status__in=STATUSES).exists():
        return
    with transition(dossier_id, actor, "slip-received", events.HANDED_ON, among=STATUSES) as change:
        change.unit = slip.to_unit
        change.details = {"slip": slip.number, "received": received}
        if received:
            _count_from(change, slip.to_unit, begins)


def _count_from(change: Transition, unit: OrganizationUnit, begins: datetime) -> None:
    """Let the time of the unit's own steps begin when the dossier counts as there."""
    calendar = current_calendar()
    for step in open_steps_of(change):
        if step.due_at is not None and step.unit_id == unit.id and step.opened_at < begins:
            late = calendar.working_minutes(step.opened_at, begins)
            step.due_at = calendar.add_minutes(step.due_at, late) if late else step.due_at
            step.save(update_fields=["due_at"])
            put_work_item(change, step)
