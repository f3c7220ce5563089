"""Closing a period: its figures stand for ever, with a digest and who closed it; what comes later is a correction."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tinhso.government.statistics import audit_events, permissions, queries
from tinhso.government.statistics.figures import NAMES
from tinhso.government.statistics.models import ClosedRow, Closing, CountedDossier
from tinhso.government.statistics.periods import Period, ended_between
from tinhso.government.statistics.services import rolling
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.models import ProcedureField

WHOLE = queries.Scope(None, None)
LOOKED_BACK = timedelta(days=400)
"""How far back periods are closed that nobody closed in time."""

_MOVES = ("moved_in", "moved_out")


def close(actor: Actor, period: Period) -> Closing:
    """Close a period that has ended; raise ``Conflict`` when it is closed, ``Refused`` when it has not ended."""
    return _close(actor, period, reason="")


def correct(actor: Actor, period: Period, *, reason: str) -> Closing:
    """Open a closed period again and close it with the figures as they are known now, as a numbered correction.

    What was closed before stays as it was. Raise ``Invalid`` without a reason, ``Refused`` when it was never closed.
    """
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do đính chính.")})
    return _close(actor, period, reason=reason.strip())


def close_ended(*, actor: Actor = SYSTEM) -> int:
    """Close the periods that have ended and that nobody closed; return how many."""
    today = clock.today()
    first = CountedDossier.objects.order_by("received_at").values_list("received_at", flat=True).first()
    if first is None:
        return 0
    since = max(first.astimezone(clock.VIETNAM).date(), today - LOOKED_BACK)
    done = 0
    for period in ended_between(since, today - timedelta(days=1)):
        if not Closing.objects.filter(period=period.code).exists():
            close(actor, period)
            done += 1
    return done


@transaction.atomic
def _close(actor: Actor, period: Period, *, reason: str) -> Closing:
    actor.demand(permissions.CLOSE, _province())
    now = clock.now()
    if period.ends_at > now:
        raise Refused(
            _("Kỳ này đến hết ngày {day} mới chốt được.").format(day=f"{period.last_day:%d/%m/%Y}"), code="period-open"
        )
    rolling.hold_lock()
    rolling.roll_up()
    before = queries.closing_of(period.code)
    if before is not None and not reason:
        raise Conflict(
            _("Kỳ này đã được {who} chốt. Muốn đổi số liệu, hãy lập bản đính chính.").format(who=before.closed_by_name)
        )
    if before is None and reason:
        raise Refused(_("Kỳ này chưa chốt nên chưa có gì để đính chính."), code="not-closed")
    closing = Closing(
        sequence=(Closing.objects.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        period=period.code,
        number=before.number + 1 if before else 0,
        begins_at=period.begins_at,
        ends_at=period.ends_at,
        closed_at=now,
        closed_by_id=actor.account_id,
        closed_by_name=actor.name,
        reason=reason,
    )
    rows = _rows(closing)
    closing.digest = digest_of(closing, rows, before.digest if before else "")
    closing.save(force_insert=True)
    ClosedRow.objects.bulk_create(rows, batch_size=1000)
    audit.record(
        actor,
        audit_events.CLOSED,
        subject_kind="statistics.closing",
        subject_id=closing.id,
        subject_label=period.code,
        period=period.code,
        number=closing.number,
        digest=closing.digest,
    )
    return closing


def _province() -> OrganizationUnit | None:
    """Return the unit at the top: a period is closed for all units at once."""
    return OrganizationUnit.objects.on().filter(parent=None).order_by("valid_from").first()


def _rows(closing: Closing) -> list[ClosedRow]:
    cells = queries.cells(WHOLE, closing.begins_at, closing.ends_at)
    units = OrganizationUnit.objects.in_bulk({unit_id for unit_id, _field in cells})
    names = ProcedureField.objects.in_bulk({field_id for _unit, field_id in cells})
    rows = [
        ClosedRow(
            closing=closing,
            unit_id=unit_id,
            unit_name=units[unit_id].name,
            unit_identifier=units[unit_id].identifier,
            field_id=field_id,
            field_name=names[field_id].name,
            **{name: getattr(figures, name) for name in NAMES},
        )
        for (unit_id, field_id), figures in cells.items()
    ]
    return sorted(rows, key=lambda row: (row.unit_identifier, str(row.unit_id), row.field_name, str(row.field_id)))


def _counts(row: ClosedRow) -> list[int]:
    """Return a line's counts for the digest; moves by a reorganisation only where there are any, as before they were
    counted at all."""
    counts = [getattr(row, name) for name in NAMES if name not in _MOVES]
    return counts + [getattr(row, name) for name in _MOVES if row.moved_in or row.moved_out]


def digest_of(closing: Closing, rows: list[ClosedRow], before: str) -> str:
    """Return the SHA-256 of a report: its head, its lines in order, and the digest of the report it corrects."""
    head: dict[str, Any] = {
        "period": closing.period,
        "number": closing.number,
        "begins_at": closing.begins_at.astimezone(clock.VIETNAM).isoformat(),
        "ends_at": closing.ends_at.astimezone(clock.VIETNAM).isoformat(),
        "closed_at": closing.closed_at.astimezone(clock.VIETNAM).isoformat(),
        "closed_by": closing.closed_by_name,
        "reason": closing.reason,
        "before": before,
    }
    lines = [[row.unit_identifier, row.unit_name, row.field_name, *_counts(row)] for row in rows]
    text = json.dumps([head, lines], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
