"""NATS JetStream between installations, where ``NATS_URL`` is set: one stream, a subject for each pair of members."""

import asyncio
import logging
import re
import ssl
import time
from collections.abc import Coroutine
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import nats
from django.conf import settings
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from tinhso.kits.exchange.messages.problems import Undeliverable

logger = logging.getLogger(__name__)

SUBJECTS = "tinhso.exchange"
LOST = (NatsError, OSError, TimeoutError)
"""What is raised while no server answers: one died, and the others choose who leads."""
PATIENCE = 12.0
"""Seconds in which a cluster finds a new leader; a lane then comes back later."""
_ANSWER = 2.0
_CONNECT = 5.0
_SAME = timedelta(minutes=10)
"""How long the servers know a message again that is published twice."""


def token_of(code: str) -> str:
    """Return a member's code as a part of a subject: ``VN/GOV/H33`` is ``VN-GOV-H33``."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", code)


def subject(to: str, sender: str) -> str:
    """Return the subject of what one member tells another."""
    return f"{SUBJECTS}.{token_of(to)}.{token_of(sender)}"


class Link:
    """A connection for one thread. Its loop runs only while something is asked of it, so the database may be used."""

    def __enter__(self) -> Self:
        self._runner = asyncio.Runner()
        try:
            self._client = self._run(self._connect())
            self._stream = self._client.jetstream(timeout=_ANSWER)
        except BaseException:
            self._runner.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._run(self._client.close())
        except LOST:
            logger.debug("a connection to NATS was gone already")
        finally:
            self._runner.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(work)

    @staticmethod
    async def _connect() -> Client:
        # Tried for ever once it stood, but not to begin with: then somebody else has his turn.
        connecting = nats.connect(
            settings.NATS_URL.split(","), tls=_tls(), connect_timeout=2, reconnect_time_wait=0.2,
            max_reconnect_attempts=-1, error_cb=_quiet,
        )  # fmt: skip
        return await asyncio.wait_for(connecting, _CONNECT)

    @property
    def most(self) -> int:
        """How many bytes a message may have, its headers not counted."""
        return int(self._client.max_payload) - 16 * 1024

    def publish(self, to: str, body: bytes, headers: dict[str, str]) -> None:
        """Return once the stream keeps a message; raise ``Undeliverable``. ``Nats-Msg-Id`` makes it safe to repeat."""
        if len(body) > self.most:
            raise Undeliverable("too-large", f"> {self.most} B")
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._run(self._stream.publish(to, body, headers=headers))
            except LOST as error:
                if time.monotonic() > end:
                    raise Undeliverable("unreachable", f"NATS: {type(error).__name__}") from error
                self._run(asyncio.sleep(0.3))
            else:
                return

    def make(self) -> None:
        """Make the stream unless it is there."""
        try:
            self._run(self._stream.stream_info(settings.NATS_STREAM))
        except NotFoundError:
            self._run(
                self._stream.add_stream(
                    StreamConfig(
                        name=settings.NATS_STREAM,
                        subjects=[f"{SUBJECTS}.>"],
                        retention=RetentionPolicy.WORK_QUEUE,
                        num_replicas=settings.NATS_REPLICAS,
                        duplicate_window=_SAME.total_seconds(),
                        max_age=2 * 3600 * settings.EXCHANGE_GIVE_UP_HOURS,
                    )
                )
            )

    def open(self, own: str) -> None:
        """Make this installation's consumer unless it is there, and listen to it.

        One message is under way at a time, so they are taken in the order in which they were published, and one that
        cannot be taken now is offered again before its followers.
        """
        self.make()
        name = token_of(own)
        config = ConsumerConfig(
            durable_name=name,
            filter_subject=f"{SUBJECTS}.{name}.*",
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=settings.EXCHANGE_LEASE_SECONDS,
            max_ack_pending=1,
        )
        self._run(self._stream.add_consumer(settings.NATS_STREAM, config))
        self._pull = self._run(self._stream.pull_subscribe_bind(name, settings.NATS_STREAM))

    def next(self, seconds: float) -> Any | None:
        """Return the next message; None when none comes in so many seconds."""
        try:
            found = self._run(self._pull.fetch(1, timeout=seconds))
        except TimeoutError:
            return None
        return found[0] if found else None

    def taken(self, message: Any) -> None:
        """Say that a message had its effect: it is offered to nobody again."""
        self._run(message.ack_sync(timeout=_ANSWER))

    def later(self, message: Any, seconds: float) -> None:
        """Have a message offered again."""
        self._run(message.nak(delay=seconds))
        self._run(self._client.flush())


async def _quiet(error: Exception) -> None:
    logger.info("NATS: %s", error)


def _tls() -> ssl.SSLContext | None:
    """Return how servers are believed, and how this installation proves itself to them."""
    if not (settings.NATS_CA or settings.NATS_CERTIFICATE or "tls://" in settings.NATS_URL):
        return None
    context = ssl.create_default_context(cafile=settings.NATS_CA or None)
    if settings.NATS_CERTIFICATE:
        context.load_cert_chain(settings.NATS_CERTIFICATE, settings.NATS_KEY or None)
    return context
