"""Asking the provider: an address elsewhere, or code of this installation."""

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import aiohttp
from django.db import close_old_connections, connections
from django.utils.translation import gettext as _
from yarl import URL

from tinhso.kits.exchange import minimising, publishing
from tinhso.kits.exchange.gateway import protocol
from tinhso.kits.exchange.gateway.directory import Grant, ServiceEntry, Version

if TYPE_CHECKING:
    from tinhso.kits.exchange.gateway.app import Call

BUFFERED = 1024 * 1024
MOST_CUT = 16 * 1024 * 1024
"""The largest answer that can be cut to its agreed fields."""


@dataclass(slots=True)
class Answer:
    """What the provider said. ``stream``: the body piece by piece, when it is too large to hold."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    stream: AsyncIterator[bytes] | None = None
    length: int | None = None

    async def cut(self, tree: minimising.Tree) -> None:
        """Leave only what is agreed; raise ``CallError`` when the answer's form does not allow it."""
        if self.stream is not None:
            raise protocol.CallError(
                f"{protocol.FAILED}.CannotMinimise",
                _("Nội dung trả lời quá lớn để cắt theo các trường đã thỏa thuận."),
                failed=True,
            )
        if not self.body or self.status >= 400:
            return
        kind = next((value for name, value in self.headers.items() if name.lower() == "content-type"), "").lower()
        try:
            if "json" in kind:
                kept = minimising.cut(json.loads(self.body), tree)
                self.body = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
            elif "xml" in kind:
                self.body = minimising.cut_xml(self.body, tree)
            else:
                raise ValueError(kind)
        except ValueError as error:
            raise protocol.CallError(
                f"{protocol.FAILED}.CannotMinimise",
                _("Câu trả lời không phải JSON hay XML đọc được nên không cắt theo các trường đã thỏa thuận được."),
                failed=True,
            ) from error
        for name in [name for name in self.headers if name.lower() in {"etag", "content-md5", "content-digest"}]:
            del self.headers[name]


async def ask_address(
    session: aiohttp.ClientSession,
    method: str,
    version: Version,
    path: str,
    query: str,
    headers: list[tuple[str, str]],
    body: Any,
    *,
    whole: bool,
) -> Answer:
    """Ask a provider over HTTP; nothing is followed, decoded or remembered. Raises ``CallError``.

    ``whole``: hold the answer, up to what can be cut; else what is large is streamed.
    """
    address = URL(f"{version.address}{path}{'?' + query if query else ''}", encoded=True)
    most = MOST_CUT if whole else BUFFERED
    try:
        response = await session.request(
            method,
            address,
            headers=headers,
            data=body or None,
            allow_redirects=False,
            skip_auto_headers=("User-Agent", "Accept-Encoding", "Content-Type"),
            timeout=aiohttp.ClientTimeout(total=version.timeout),
        )
        kept = {
            name: value
            for name, value in response.headers.items()
            if (low := name.lower()) not in protocol.HOP_BY_HOP and low not in protocol.OUR_OWN
        }
        length = response.content_length
        if length is None or length <= most:
            held = bytearray()
            async for piece in response.content.iter_any():
                held += piece
                if len(held) > most:
                    return Answer(response.status, kept, stream=_rest(response, bytes(held)), length=length)
            response.release()
            return Answer(response.status, kept, bytes(held))
        return Answer(response.status, kept, stream=_rest(response, b""), length=length)
    except TimeoutError as error:
        raise protocol.CallError(
            protocol.NETWORK,
            _("Bên cung cấp không trả lời trong {n} giây.").format(n=version.timeout),
            failed=True,
        ) from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise protocol.CallError(
            protocol.NETWORK,
            _("Không kết nối được bên cung cấp ({error}).").format(error=type(error).__name__),
            failed=True,
        ) from error


async def _rest(response: aiohttp.ClientResponse, held: bytes) -> AsyncIterator[bytes]:
    try:
        if held:
            yield held
        async for piece in response.content.iter_any():
            yield piece
    finally:
        response.close()


async def ask_handler(
    pool: ThreadPoolExecutor, version: Version, entry: ServiceEntry, grant: Grant, call: "Call", path: str, query: str,
    body: bytes,
) -> Answer:  # fmt: skip
    """Ask code of this installation, in a thread of its own; raise ``CallError``."""
    asked = publishing.Asked(
        method=call.method,
        path=tuple(unquote(part) for part in path.split("/") if part),
        query=dict(parse_qsl(query)),
        body=body,
        client=str(call.client),
        client_name=grant.consumer_name,
        purpose=grant.purpose,
        message_id=call.message_id,
        address=call.address,
    )
    try:
        async with asyncio.timeout(version.timeout):
            told = await asyncio.get_running_loop().run_in_executor(pool, _run, version.handler, asked)
    except TimeoutError as error:
        raise protocol.CallError(
            protocol.NETWORK, _("Dịch vụ không trả lời trong {n} giây.").format(n=version.timeout), failed=True
        ) from error
    except KeyError as error:
        raise protocol.CallError(
            protocol.DISABLED, _("Phân hệ cung cấp dịch vụ {name} đang tắt.").format(name=entry.name), failed=True
        ) from error
    content = json.dumps(told.content, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    return Answer(told.status, {"Content-Type": "application/json;charset=utf-8"}, content)


def _run(handler: str, asked: "publishing.Asked") -> "publishing.Told":
    close_old_connections()
    try:
        return publishing.run(handler, asked)
    finally:
        if connections["default"].needs_rollback:
            connections["default"].close()
