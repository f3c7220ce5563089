"""Writing the log from the gateway: whoever waits at one moment is written and made durable together (COPY)."""

import asyncio
import contextlib
import logging
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

from tinhso.kits.exchange import keys, log

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 500
_COPY = sql.SQL("COPY exchange_logrecord ({}) FROM STDIN (FORMAT BINARY)").format(
    sql.SQL(", ").join(map(sql.Identifier, log.COLUMNS))
)
_TYPES = [
    {"id": "uuid", "agreement_id": "uuid", "at": "timestamptz", "status": "int2", "signature": "bytea",
     "duration_us": "int8", "request_bytes": "int8", "response_bytes": "int8", "body": "text", "details": "text",
     }.get(name, "varchar")
    for name in log.COLUMNS
]  # fmt: skip


class NotWritten(Exception):  # noqa: N818 - says what is wrong
    """The log could not be written: the call must not be answered as if it were."""


class Writer:
    """One connection that writes lines; ``write`` returns when the line is on disk."""

    def __init__(self, connect: dict[str, Any], key: keys.SigningKey) -> None:
        self._connect = connect
        self._key = key
        self._waiting: list[tuple[tuple[Any, ...], asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: AsyncConnection[Any] | None = None
        self.written = 0

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Write what waits, and end."""
        if self._task is not None:
            while self._waiting:
                await asyncio.sleep(0.01)
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def write(self, entry: log.Entry) -> None:
        """Sign a line and keep it; return when it is durable. Raises ``NotWritten``."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((log.encode(entry, self._key), done))
        self._wake.set()
        await done

    async def _run(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                    await self._keep(batch)
        finally:
            await self._drop()

    async def _keep(self, batch: list[tuple[tuple[Any, ...], asyncio.Future[None]]]) -> None:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = await AsyncConnection.connect(**self._connect, autocommit=True)
                await self._connection.execute("SET synchronous_commit = on")
            await self._copy(self._connection, [row for row, _done in batch])
        except (psycopg.Error, OSError) as error:
            logger.error("the exchange log could not be written: %s", error)
            await self._drop()
            _finish(batch, NotWritten(str(error)))
            return
        self.written += len(batch)
        _finish(batch, None)

    async def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Exception):
                await self._connection.close()
        self._connection = None

    async def _copy(self, connection: AsyncConnection[Any], rows: list[tuple[Any, ...]]) -> None:
        async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in rows:
                await copy.write_row(row)


def _finish(batch: list[tuple[tuple[Any, ...], asyncio.Future[None]]], error: Exception | None) -> None:
    for _row, done in batch:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
