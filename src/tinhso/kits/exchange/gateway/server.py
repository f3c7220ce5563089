"""Running the gateway: its doors (plain, and TLS with client certificates), its directory kept fresh, its log."""

import asyncio
import contextlib
import logging
import signal
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from aiohttp import web
from asgiref.sync import sync_to_async
from cryptography.hazmat.primitives import serialization
from django.db import connection as django_connection
from psycopg import AsyncConnection

from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.signing import vault
from tinhso.kits.exchange import keys
from tinhso.kits.exchange.gateway import directory as directories
from tinhso.kits.exchange.gateway.app import Gateway
from tinhso.kits.exchange.gateway.metadata import Metadata
from tinhso.kits.exchange.gateway.writer import Writer
from tinhso.kits.exchange.services.directory import lay_own_offers

logger = logging.getLogger(__name__)
_REFRESH_SECONDS = 60


@dataclass(frozen=True)
class Options:
    """Where the gateway listens. ``tls_port`` 0: no TLS door. ``certificate`` and ``key``: PEM files; empty, the
    installation's own exchange key is shown. ``proxies``: addresses whose X-Client-Certificate is believed.
    """

    host: str = "127.0.0.1"
    port: int = 8020
    tls_port: int = 0
    certificate: str = ""
    key: str = ""
    proxies: frozenset[str] = frozenset()
    shared: bool = False
    """Whether other gateways of this installation listen at the same port: the kernel shares connections out."""


class Server:
    """A gateway with its doors open; ``port`` and ``tls_port`` are the real ones once started."""

    def __init__(self, options: Options, connect: dict[str, Any], key: keys.SigningKey) -> None:
        self.options = options
        self.port = options.port
        self.tls_port = options.tls_port
        self._connect = connect
        self.writer = Writer(connect, key)
        self.gateway = Gateway(self.writer, key, proxies=options.proxies)
        self.gateway.metadata = Metadata(self._schema)
        self._key = key
        self._tls: ssl.SSLContext | None = None
        self._watch: asyncio.Task[None] | None = None
        self._doors: list[asyncio.Server] = []
        self._read: AsyncConnection[Any] | None = None
        self._loaded = asyncio.Event()

    async def start(self) -> None:
        """Read the directory, then open the doors."""
        self.writer.start()
        await self.gateway.start()
        self._watch = asyncio.create_task(self._follow())
        await self._loaded.wait()
        loop = asyncio.get_running_loop()
        web_server = web.Server(self.gateway, access_log=None, keepalive_timeout=75)
        door = await loop.create_server(
            web_server, self.options.host, self.options.port, reuse_port=self.options.shared
        )
        self._doors.append(door)
        self.port = door.sockets[0].getsockname()[1]
        if self._tls is not None:
            door = await loop.create_server(
                web_server,
                self.options.host,
                max(self.options.tls_port, 0),
                ssl=self._tls,
                reuse_port=self.options.shared,
            )
            self._doors.append(door)
            self.tls_port = door.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the doors, write what waits."""
        for door in self._doors:
            door.close()
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        await self.gateway.stop()
        await self.writer.stop()
        if self._read is not None:
            await self._read.close()

    async def _follow(self) -> None:
        """Keep the directory as the database has it: at once when it tells of a change, and every minute."""
        while True:
            try:
                async with await AsyncConnection.connect(**self._connect, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {directories.CHANGED}".encode())
                    if not self._loaded.is_set():
                        self.gateway.quotas.restore(await _used_today(connection))
                    while True:
                        self._take(await directories.load(connection))
                        async for _told in connection.notifies(timeout=_REFRESH_SECONDS, stop_after=1):
                            pass
            except (psycopg.Error, OSError) as error:
                logger.warning("the directory of the exchange could not be read: %s", error)
                await asyncio.sleep(1)

    def _take(self, found: directories.Directory) -> None:
        if self.options.tls_port:
            if self._tls is None:
                self._tls = _tls_context(self.options, self._key)
            authorities = "".join(item.pem for item in found.certificates.values() if item.withdrawn_at is None)
            if authorities:
                self._tls.load_verify_locations(cadata=authorities)
        self.gateway.directory = found
        self._loaded.set()

    async def _schema(self, version: UUID) -> str:
        async with await AsyncConnection.connect(**self._connect, autocommit=True) as connection:
            cursor = await connection.execute("SELECT schema FROM exchange_serviceversion WHERE id = %s", [version])
            row = await cursor.fetchone()
        return str(row[0]) if row else ""


async def _used_today(connection: AsyncConnection[Any]) -> dict[UUID, int]:
    cursor = await connection.execute(
        "SELECT agreement_id, count(*) FROM exchange_logrecord WHERE agreement_id IS NOT NULL AND kind = 'call'"
        " AND at >= date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh'"
        " GROUP BY agreement_id"
    )
    return {key: int(number) for key, number in await cursor.fetchall()}


def _tls_context(options: Options, key: keys.SigningKey) -> ssl.SSLContext:
    """Return a context that asks for a client certificate, and believes those that are registered, each by itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if options.certificate:
        context.load_cert_chain(options.certificate, options.key or None)
    else:
        context.load_cert_chain(_own_pair(key))
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _own_pair(key: keys.SigningKey) -> Path:
    """Write the installation's key and chain into one file that its owner alone reads; the TLS library wants a file."""
    private = key.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = vault.folder() / "exchange-gateway.pem"
    path.touch(mode=0o600)
    path.write_bytes(private + key.chain.encode())
    return path


def connection_settings() -> dict[str, Any]:
    """Return how psycopg reaches the installation's database."""
    at = django_connection.settings_dict
    found = {
        "host": at["HOST"],
        "port": at["PORT"],
        "dbname": at["NAME"],
        "user": at["USER"],
        "password": at["PASSWORD"],
    }
    return {name: value for name, value in found.items() if value}


def run(options: Options, *, ready: Callable[[Server], None] | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C; ``ready`` is called when the doors are open."""
    key = keys.current()
    lay_own_offers(SYSTEM)
    django_connection.close()
    asyncio.run(_serve(Server(options, connection_settings(), key), ready))


async def _serve(server: Server, ready: Callable[[Server], None] | None) -> None:
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ending.set)
    await server.start()
    if ready is not None:
        await sync_to_async(ready)(server)
    await ending.wait()
    await server.stop()
