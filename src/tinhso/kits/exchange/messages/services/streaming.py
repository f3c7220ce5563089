"""The other end of JetStream: messages, parts of files and receipts are taken, answered, and only then acknowledged."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import DatabaseError, close_old_connections

from tinhso.kernel.files.vault import StorageFull
from tinhso.kernel.foundation.errors import Conflict
from tinhso.kits.exchange.messages import cloudevents, jetstream, tokens, trust
from tinhso.kits.exchange.messages.models import Correspondent
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.services import contents, receipts, receiving
from tinhso.kits.exchange.messages.states import Kind, Route
from tinhso.kits.exchange.messages.transport.stream import METHOD, PART, RECEIPT, publish

logger = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds until a message is offered again that the disk or the database has no room for now."""
_OFFERS = 10
"""After so many failures for a reason that nobody foresaw a message is refused, so that it holds nobody up."""


def listen(stop: Callable[[], bool], *, wait: float = 2.0) -> None:
    """Take what comes until ``stop``; servers that go away are waited for."""
    while not stop():
        try:
            with jetstream.Link() as link:
                link.open(trust.own_code())
                while not stop():
                    message = link.next(wait)
                    if message is not None:
                        _take(link, message)
        except (*jetstream.LOST, Undeliverable, DatabaseError) as error:
            logger.warning("the carrier lost NATS or its database, trying again: %r", error)
            close_old_connections()
            time.sleep(0.5)


def _take(link: jetstream.Link, message: Any) -> None:
    """Let one message have its effect; the sender is told, and only then the servers."""
    close_old_connections()
    try:
        to, receipt = take(message.subject, message.headers or {}, message.data)
    except (StorageFull, DatabaseError) as error:
        logger.warning("a message waits: %r", error)
        link.later(message, PAUSE)
        return
    except Exception as error:
        logger.exception("a message failed")
        if message.metadata.num_delivered < _OFFERS:
            link.later(message, PAUSE)
            return
        to, receipt = _refusal(message.subject, message.headers or {}, Undeliverable("refused", type(error).__name__))
    if to:
        publish(link, trust.own_code(), to, json.dumps(receipt).encode(), {"knd": RECEIPT})
    link.taken(message)


def take(subject: str, headers: Mapping[str, str], data: bytes) -> tuple[str, dict[str, Any]]:
    """Take what another member published; return whom to tell what. Nobody is told of receipts and of good parts."""
    try:
        caller = tokens.read(headers.get("Authorization", ""), METHOD, subject, data, lasting=True)
    except Undeliverable as refusal:
        return _refusal(subject, headers, refusal)
    said, to = caller.claims, caller.correspondent.code
    if said.get("knd") == RECEIPT:
        receipts.settle(caller.correspondent, json.loads(data))
        return "", {}
    answer = {"message_id": str(said.get("mid", "")), "gen": said.get("gen"), "code": ""}
    try:
        if said.get("knd") == PART:
            _part(to, said, data)
            return "", {}
        receiving.receive(_envelope(caller, headers), data)
    except Undeliverable as refusal:
        if refusal.code == "storage-full":
            raise StorageFull from refusal
        answer |= _told(refusal)
    return to, answer


def _told(refusal: Undeliverable) -> dict[str, str]:
    return {"code": refusal.code, "detail": refusal.detail, "last_number": refusal.told("last_number")}


def _refusal(subject: str, headers: Mapping[str, str], refusal: Undeliverable) -> tuple[str, dict[str, Any]]:
    """Return whom to tell that a message was not even opened: whoever may publish under its subject."""
    sender = subject.rpartition(".")[2]
    codes = Correspondent.objects.filter(active=True).values_list("code", flat=True)
    to = next((code for code in codes if jetstream.token_of(code) == sender), "")
    key, *rest = headers.get("Nats-Msg-Id", "").split(".")
    logger.warning("a message of %s was refused: %s", sender, refusal.message)
    if not to or not key:
        return "", {}
    return to, {"message_id": key, "gen": ".".join(rest[:2]), **_told(refusal)}


def _envelope(caller: tokens.Caller, headers: Mapping[str, str]) -> receiving.Envelope:
    said = caller.claims
    return receiving.Envelope(
        source=caller.correspondent.code,
        route=Route.PEER,
        correspondent=caller.correspondent,
        message_id=str(said.get("mid", ""))[:120],
        kind=Kind.EVENT if headers.get("Content-Type") == cloudevents.JSON else Kind.DOCUMENT,
        sender=str(said.get("snd", ""))[:35],
        number=int(said.get("seq") or 0),
        after=int(said.get("aft") or 0),
    )


def _part(source: str, said: Mapping[str, Any], data: bytes) -> None:
    sha256, name, size, at = str(said["file"]), str(said["name"]), int(said["size"]), int(said["at"])
    if not 0 < size <= contents.most_bytes() or not contents.is_sha256(sha256):
        raise Undeliverable("too-large", name)
    try:
        contents.append(source, sha256, name, size=size, at=at, body=data)
    except Conflict:
        # It is here already; or one before it was lost, which the message that names the file will bring to light.
        logger.debug("a part of %s at %s was not awaited", name, at)
