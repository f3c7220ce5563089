"""Lines of the exchange's log about messages: who sent what to whom, what became of it; never what it says."""

import hashlib
from typing import Any

from tinhso.kits.exchange import log
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.models import Direction, Result
from tinhso.kits.exchange.models import Kind as LogKind


def taken(envelope: Any, sender: str, recipient: str, data: bytes) -> None:
    """Write that a message was taken."""
    log.append(_incoming(envelope, data, Result.OK, sender, recipient))


def refused(envelope: Any, data: bytes, refusal: Undeliverable) -> None:
    """Write that a message was refused, and why."""
    log.append(
        _incoming(
            envelope, data, Result.REFUSED, envelope.sender, "", error=refusal.problem.code, reason=refusal.message
        )
    )


def sent(message: Any, data: bytes) -> None:
    """Write that the other side has a message."""
    log.append(_outgoing(message, data, Result.OK))


def not_sent(message: Any, data: bytes, code: str, words: str) -> None:
    """Write that a message did not get through for good."""
    log.append(_outgoing(message, data, Result.FAILED, error=code, reason=words))


def _incoming(
    envelope: Any, data: bytes, result: str, sender: str, recipient: str, error: str = "", reason: str = ""
) -> log.Entry:
    return log.Entry(
        kind=LogKind.EVENT if envelope.kind == "event" else LogKind.MESSAGE,
        direction=Direction.IN,
        message_id=envelope.message_id,
        result=result,
        consumer=envelope.source or sender,
        service=recipient,
        request_bytes=len(data),
        request_hash=hashlib.sha256(data).hexdigest(),
        details={"sender": sender, "number": envelope.number, "route": str(envelope.route)},
        error=error,
        reason=reason,
    )


def _outgoing(message: Any, data: bytes, result: str, error: str = "", reason: str = "") -> log.Entry:
    lane = message.lane
    return log.Entry(
        kind=LogKind.EVENT if message.kind == "event" else LogKind.MESSAGE,
        direction=Direction.OUT,
        message_id=str(message.id),
        result=result,
        consumer=lane.sender,
        service=message.recipient or (lane.correspondent.code if lane.correspondent else ""),
        request_bytes=len(data),
        request_hash=hashlib.sha256(data).hexdigest() if data else "",
        details={"kind": message.kind, "number": message.number, "route": str(lane.route), "tries": message.tries},
        error=error,
        reason=reason,
    )
