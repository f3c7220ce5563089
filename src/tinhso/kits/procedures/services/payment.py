"""A dossier waits for money, and goes on when it has come (status 6, Yêu cầu thực hiện nghĩa vụ tài chính).

The kit knows what is owed and what waits for it; who takes the money, and how, is a module's above it: it names
itself in ``COLLECTORS``, and while nobody does, nothing waits.

``Dossier.fees`` keeps each fee as it was counted; ``settled`` is added when it is paid, remitted or not to be
collected: ``{"how": "online", "at": …, "reference": …}``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import events
from tinhso.kits.procedures.models import ClockEvent, Dossier
from tinhso.kits.procedures.services.steps import open_steps_of, put_work_item
from tinhso.kits.procedures.services.transition import FOLLOW_UPS, GUARDS, Transition, lock
from tinhso.kits.procedures.states import Channel, ClockEventKind, Status
from tinhso.kits.procedures.versions import definition_of

COLLECTORS: set[str] = set()
"""The modules that take money; empty: nothing waits for a fee."""

CAUSE = {"cause": "payment"}
WAITS = kept("Chờ người dân nộp phí, lệ phí")


def open_fees(dossier: Dossier, *due: str) -> list[dict[str, Any]]:
    """Return the fees that are owed and not settled, those due at one of ``due`` when any is named."""
    return [
        fee
        for fee in dossier.fees
        if fee["amount"] > 0 and not fee.get("settled") and (not due or fee.get("due", "any_time") in due)
    ]


def guard(change: Transition) -> None:
    """Refuse to receive from afar, or to hand over, what is not paid for yet.

    At the counter the fee is taken in the same visit, so reception does not wait there.
    """
    if not COLLECTORS or change.act not in ("receive", "hand-over"):
        return
    dossier = change.dossier
    if change.act == "receive":
        owed = [] if dossier.channel == Channel.COUNTER else open_fees(dossier, "reception")
    else:
        owed = open_fees(dossier, "reception", "step", "hand_over")
    if owed:
        raise Refused(
            _("Hồ sơ {code} chưa nộp: {fees}. Thu tiền hoặc ghi nhận miễn, giảm trước khi làm việc này.").format(
                code=dossier.code, fees=", ".join(fee["name"] for fee in owed)
            ),
            code="fee-not-paid",
        )


def wait_when_due(change: Transition) -> None:
    """Stop the clock when a step has opened that waits for a fee."""
    dossier = change.dossier
    if not COLLECTORS or dossier.status not in (Status.RECEIVED, Status.PROCESSING):
        return
    owed = open_fees(dossier, "step")
    if not owed:
        return
    waiting = {step.code for step in open_steps_of(change)} & {fee["step"] for fee in owed}
    if not waiting:
        return
    owed = [fee for fee in owed if fee["step"] in waiting]
    asked = Transition(
        dossier, change.definition, SYSTEM, "ask-payment", change.at, dossier.status, event=events.PAYMENT_REQUESTED
    )
    asked.step_code = owed[0]["step"]
    asked.details = {"fees": [fee["code"] for fee in owed], "amount": sum(fee["amount"] for fee in owed)}
    asked.reason, asked.article = WAITS, "; ".join(dict.fromkeys(fee["basis"] for fee in owed))[:250]
    asked.tick(ClockEventKind.PAUSE, WAITS, basis=asked.article, term=CAUSE)
    asked.move_to(Status.PAYMENT)
    inbox.close(dossier.id)
    dossier.save()
    asked.write()


@transaction.atomic
def settle(
    actor: Actor, dossier_id: UUID, codes: Sequence[str], *, how: str, reference: str, amount: int = 0
) -> Dossier:
    """Note that fees are paid (``online``, ``cash``, ``transfer``) or ``exempt``; the dossier that waited goes on.

    The caller has checked the actor's right over the money. Settling what is settled changes nothing.
    """
    dossier = lock(SYSTEM, dossier_id)
    at = clock.now()
    settled = [fee for fee in dossier.fees if fee["code"] in codes and not fee.get("settled")]
    if not settled:
        return dossier
    for fee in settled:
        fee["settled"] = {"how": how, "at": at.isoformat(), "reference": reference}
    change = _change(dossier, actor, "settle-fee", at, events.FEE_SETTLED)
    change.details = {"fees": [fee["code"] for fee in settled], "how": how, "reference": reference, "amount": amount}
    _go_on(change)
    dossier.save()
    change.write()
    return dossier


@transaction.atomic
def reopen(actor: Actor, dossier_id: UUID, codes: Sequence[str], *, reason: str) -> Dossier:
    """Note that fees are owed again: the money that settled them has turned out not to be there, or went back."""
    dossier = lock(SYSTEM, dossier_id)
    again = [fee for fee in dossier.fees if fee["code"] in codes and fee.get("settled")]
    if not again:
        return dossier
    for fee in again:
        del fee["settled"]
    change = _change(dossier, actor, "reopen-fee", clock.now(), events.FEE_REOPENED)
    change.reason, change.details = reason, {"fees": [fee["code"] for fee in again]}
    dossier.save()
    change.write()
    wait_when_due(change)
    return dossier


def _change(dossier: Dossier, actor: Actor, act: str, at: datetime, event: str) -> Transition:
    return Transition(dossier, definition_of(dossier.version), actor, act, at, dossier.status, event=event)


def _go_on(change: Transition) -> None:
    """Let a dossier that waited for these fees go on, its clock and the inner due times of its open steps with it."""
    dossier = change.dossier
    if dossier.status != Status.PAYMENT:
        return
    steps = open_steps_of(change)
    codes = {step.code for step in steps}
    if any(fee["step"] in codes for fee in open_fees(dossier, "step")):
        return
    stopped = (
        ClockEvent.objects.filter(dossier=dossier, kind=ClockEventKind.PAUSE, reason=WAITS)
        .order_by("-position")
        .values_list("at", flat=True)
        .first()
    )
    change.tick(ClockEventKind.RESUME, kept("Đã nộp phí, lệ phí, tính tiếp"), term=CAUSE)
    change.move_to(Status.PROCESSING)
    # What an officer saw before is no longer how it stands.
    dossier.revision += 1
    dossier.last_actor, dossier.last_acted_at = change.actor.name, change.at
    calendar = current_calendar()
    waited = calendar.working_minutes(stopped, change.at) if stopped else 0
    for step in steps:
        if step.due_at is not None and waited:
            step.due_at = calendar.add_minutes(step.due_at, waited)
            step.save(update_fields=["due_at"])
        put_work_item(change, step)


GUARDS.append(guard)
FOLLOW_UPS.append(wait_when_due)
