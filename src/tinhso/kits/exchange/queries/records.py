"""Searching the log: by who asked, what, when, how it ended, under which message; and why a call failed."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.exchange import permissions, sealing
from tinhso.kits.exchange.access import demand_province
from tinhso.kits.exchange.models import Agreement, LogRecord, LogStamp, Result

_HEAVY = ("signature", "body", "details")


def visible_to(actor: Actor) -> QuerySet[LogRecord]:
    """Return the log, for whoever runs the exchange of the province."""
    demand_province(actor, permissions.LOG)
    return LogRecord.objects.defer(*_HEAVY)


def searched(actor: Actor, wanted: dict[str, Any]) -> QuerySet[LogRecord]:
    """Return the lines that fit; page by ``-id`` (keys grow with time)."""
    rows = visible_to(actor)
    for name, column in (("ma", "message_id"), ("ket_qua", "result"), ("loai", "kind")):
        if wanted.get(name):
            rows = rows.filter(**{column: wanted[name]})
    for name, column in (("khai_thac", "consumer"), ("dich_vu", "service")):
        if wanted.get(name):
            rows = rows.filter(**{f"{column}__startswith": wanted[name].strip()})
    if wanted.get("tu"):
        rows = rows.filter(at__gte=datetime.combine(wanted["tu"], time(), clock.VIETNAM))
    if wanted.get("den"):
        rows = rows.filter(at__lt=datetime.combine(wanted["den"] + timedelta(days=1), time(), clock.VIETNAM))
    return rows


def record_for(actor: Actor, key: UUID) -> LogRecord:
    """Return one line, whole; raise ``NotFound``."""
    demand_province(actor, permissions.LOG)
    found = LogRecord.objects.filter(id=key).first()
    if found is None:
        raise NotFound
    return found


def proof(record: LogRecord) -> str:
    """Return in words how the caller proved itself, with the beginning of the certificate's SHA-256."""
    how, _mark, sha256 = record.caller.partition(":")
    words = {
        "mtls": _("chứng thư số khi kết nối (mTLS)"),
        "token": _("mã truy cập ký bằng khóa của bên gọi"),
        "signature": _("chữ ký số trên lượt gọi (RFC 9421)"),
    }.get(how)
    return f"{words}, {sha256}…" if words else record.caller


def trace(record: LogRecord) -> list[dict[str, Any]]:
    """Return how far a call came, step by step: which held, at which it ended, and why."""
    steps = [
        (_("Đọc địa chỉ và bên gọi"), record.consumer, bool(record.consumer and record.service)),
        (_("Nhận ra bên gọi"), proof(record), bool(record.caller)),
        (_("Tìm thỏa thuận còn hiệu lực"), record.purpose, record.agreement_id is not None),
        (_("Hỏi bên cung cấp"), record.service, record.result != Result.REFUSED),
        (_("Nhận câu trả lời"), str(record.status or ""), record.result == Result.OK),
    ]
    found, ended = [], False
    for title, words, held in steps:
        if ended:
            break
        ended = not held
        found.append({"title": title, "words": words if held else record.reason, "held": held})
    return found


def around(record: LogRecord) -> dict[str, Any]:
    """Return what belongs to a line: its agreement, the other lines of its message, the stamp that covers it."""
    stamp = None
    if record.position is not None:
        stamp = LogStamp.objects.filter(position__gte=record.position).order_by("position").defer("token").first()
    others = LogRecord.objects.filter(message_id=record.message_id).exclude(id=record.id).defer(*_HEAVY)
    agreement = None
    if record.agreement_id:
        agreement = Agreement.objects.select_related("consumer", "service").filter(id=record.agreement_id).first()
    return {"stamp": stamp, "others": list(others.order_by("id")[:20]), "agreement": agreement}


def standing() -> dict[str, Any]:
    """Return where the chain stands: sealed, waiting, the newest stamp, how far it lags."""
    lag = sealing.lag()
    return {
        "position": sealing.head()[0],
        "unsealed": LogRecord.objects.filter(position=None).count(),
        "stamp": LogStamp.objects.order_by("-position").defer("token").first(),
        "late": lag > sealing.late_after(),
        "lag_minutes": int(lag.total_seconds() // 60),
    }
