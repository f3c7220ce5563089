"""Bare providers, and a caller that keeps connections busy: processes of their own beside the gateway.

``python -m bench.calls provider PORT [CONNECTION]`` answers with the row of a table that the address names, or, without
a database, with one fixed object; ``python -m bench.calls load`` reads its orders as JSON from the standard input and
prints what came of them.
"""

import asyncio
import json
import sys
import time
from typing import Any

from aiohttp import web
from psycopg_pool import AsyncConnectionPool

PERSON = {
    "person": {
        "personal_number": "000092000001", "full_name": "Nguyễn Thị Phương Thảo", "birth": "1992-03-08",
        "sex": "female", "address": "Thôn Đồng Tâm, xã Thượng Ninh", "phone": "0237 000 0000",
        "area": {"code": "16174", "name": "Xã Thượng Ninh"},
    },
    "count": 1,
}  # fmt: skip


async def provide(port: int, connection: str) -> None:
    """Answer every request with one person: read by key from the table ``bench_person``, as a register does."""
    body = json.dumps(PERSON, ensure_ascii=False).encode()
    pool = AsyncConnectionPool(connection, min_size=8, max_size=8, open=False, kwargs={"autocommit": True})
    if connection:
        await pool.open(wait=True)

    async def answer(request: web.BaseRequest) -> web.Response:
        if not connection:
            return web.Response(body=body, content_type="application/json")
        async with pool.connection() as held:
            cursor = await held.execute("SELECT body FROM bench_person WHERE number = %s", [request.path[1:]])
            row = await cursor.fetchone()
        found = json.dumps(row[0], ensure_ascii=False).encode() if row else b"{}"
        return web.Response(body=found, content_type="application/json")

    loop = asyncio.get_running_loop()
    await loop.create_server(web.Server(answer, access_log=None), "127.0.0.1", port)
    await asyncio.Event().wait()


class Caller(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self, request: bytes, done: Any) -> None:
        self._request, self._done = request, done
        self._held = b""
        self._began = 0.0
        self.free = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self.transport: Any = transport

    def send(self, began: float) -> None:
        """Ask; ``began`` is when it should have been asked."""
        self._began, self.free = began, False
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Read an answer to its end."""
        self._held += data
        head, mark, rest = self._held.partition(b"\r\n\r\n")
        if not mark:
            return
        low = head.lower()
        at = low.index(b"content-length:") + 15
        if len(rest) < int(low[at:].split(b"\r\n", 1)[0]):
            return
        self._held, self.free = b"", True
        self._done(self, time.perf_counter() - self._began, head.split(b" ", 2)[1] == b"200")


async def load(port: int, request: str, seconds: float, connections: int, rate: float) -> dict[str, Any]:
    """Ask as fast as answers come (``rate`` 0), or so many times a second whatever comes."""
    taken: list[float] = []
    wrong = 0
    end = time.perf_counter() + seconds
    idle: list[Caller] = []
    waiting: list[float] = []

    def done(caller: Caller, took: float, well: bool) -> None:
        nonlocal wrong
        taken.append(took)
        wrong += not well
        if rate:
            if waiting:
                caller.send(waiting.pop(0))
            else:
                idle.append(caller)
        elif time.perf_counter() < end:
            caller.send(time.perf_counter())

    loop = asyncio.get_running_loop()
    callers = []
    for _number in range(connections):
        _transport, caller = await loop.create_connection(lambda: Caller(request.encode(), done), "127.0.0.1", port)
        callers.append(caller)
    began = time.perf_counter()
    if rate:
        idle += callers
        number = 0
        while (now := time.perf_counter()) < end:
            while number < (now - began) * rate:
                due = began + number / rate
                number += 1
                if idle:
                    idle.pop().send(due)
                else:
                    waiting.append(due)
            await asyncio.sleep(0.001)
    else:
        for caller in callers:
            caller.send(time.perf_counter())
        await asyncio.sleep(seconds)
    spent = time.perf_counter() - began
    await asyncio.sleep(0.3)
    for caller in callers:
        caller.transport.close()
    taken.sort()
    place = lambda share: taken[min(len(taken) - 1, int(len(taken) * share))] * 1000 if taken else 0.0  # noqa: E731
    return {"per_second": len(taken) / spent, "wrong": wrong, "p50": place(0.5), "p95": place(0.95), "n": len(taken)}


if __name__ == "__main__":
    if sys.argv[1] == "provider":
        asyncio.run(provide(int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""))
    else:
        print(json.dumps(asyncio.run(load(**json.load(sys.stdin)))))
