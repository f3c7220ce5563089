"""One call from its door to its line in the log: who asks, what is allowed, the answer cut to what is agreed.

The order never changes: address and client, who calls, service, agreement, quota, provider, log, answer. The answer
leaves when the line is durable; of a streamed answer the last piece does.
"""

import asyncio
import hashlib
import json
import logging
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id
from tinhso.kits.exchange import http_signatures, keys, log
from tinhso.kits.exchange.gateway import protocol
from tinhso.kits.exchange.gateway.callers import Caller, Callers
from tinhso.kits.exchange.gateway.directory import Directory, Grant, ServiceEntry, Version
from tinhso.kits.exchange.gateway.limits import Breakers, Quotas
from tinhso.kits.exchange.gateway.metadata import METADATA, Metadata
from tinhso.kits.exchange.gateway.providers import Answer, ask_address, ask_handler
from tinhso.kits.exchange.gateway.writer import NotWritten, Writer
from tinhso.kits.exchange.identifiers import Identifier

logger = logging.getLogger(__name__)
BUFFERED = 1024 * 1024
"""Up to here bodies are held whole; beyond, they are passed on piece by piece."""
MOST_LOGGED_BODY = 64 * 1024


@dataclass(slots=True)
class Call:
    """What is known of a call so far; becomes its line in the log."""

    started: int
    key: uuid.UUID
    method: str
    address: str
    message_id: str = ""
    request_id: str = ""
    client: Identifier | None = None
    service: str = ""
    entry: ServiceEntry | None = None
    grant: Grant | None = None
    caller: str = ""
    user_id: str = ""
    issue: str = ""
    path: str = ""
    request_bytes: int = 0
    request_hash: str = ""
    accept: str = ""
    version: str = ""
    body: str = ""

    def line(self, result: str, status: int, **more: Any) -> log.Entry:
        """Return the line of the log."""
        grant = self.grant
        return log.Entry(
            kind="call", direction="in", message_id=self.message_id, result=result, status=status, id=self.key,
            request_id=self.request_id, consumer=str(self.client or ""), service=self.service,
            agreement_id=grant.id if grant else None, purpose=grant.purpose if grant else "", caller=self.caller,
            user_id=self.user_id, issue=self.issue, method=self.method, path=self.path, address=self.address,
            request_bytes=self.request_bytes, request_hash=self.request_hash, body=self.body,
            duration_us=(time.perf_counter_ns() - self.started) // 1000,
            details={"version": self.version} if self.version else {}, **more,
        )  # fmt: skip


class Gateway:
    """The handler of every request at the gateway's door."""

    def __init__(self, writer: Writer, key: keys.SigningKey, *, proxies: frozenset[str] = frozenset()) -> None:
        self.directory = Directory()
        self.quotas = Quotas()
        self.breakers = Breakers()
        self.callers = Callers()
        self.metadata: Metadata | None = None
        self._writer = writer
        self._key = key
        self._proxies = proxies
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="exchange-service")
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open what outlasts a call."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=200, limit_per_host=100, keepalive_timeout=60),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def stop(self) -> None:
        """Close it again."""
        if self._session is not None:
            await self._session.close()
        # A thread that ends gives its connection to the database back.
        await asyncio.to_thread(self._pool.shutdown)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        if request.raw_path in ("/healthz", "/certificates.pem"):
            text = "ok" if request.raw_path == "/healthz" else self._key.chain
            return web.Response(text=text)
        call = Call(time.perf_counter_ns(), new_id(), request.method, request.remote or "")
        call.accept = request.headers.get("accept", "")
        try:
            return await self._served(request, call)
        except protocol.CallError as error:
            return await self._refuse(call, error)
        except NotWritten:
            return self._unlogged(call)
        except (asyncio.CancelledError, ConnectionError):
            await self._note_gone(call)
            raise
        except Exception:
            logger.exception("a call failed within the gateway")
            within = protocol.CallError(protocol.INTERNAL, _("Lỗi bên trong cổng kết nối."), failed=True)
            return await self._refuse(call, within)

    async def _served(self, request: web.BaseRequest, call: Call) -> web.StreamResponse:
        raw_path, _mark, query = request.raw_path.partition("?")
        call.message_id = request.headers.get("x-road-id", "") or str(uuid.uuid4())
        call.request_id = str(uuid.uuid4())
        if len(call.message_id) > 200:
            raise protocol.CallError(protocol.BAD_REQUEST, _("X-Road-Id dài quá 200 ký tự."))
        call.path = raw_path
        if raw_path == "/listClients" and self.metadata:
            return await self._answer(call, self.metadata.clients(self.directory))
        target = protocol.read_target(raw_path)
        call.service = f"{target.provider}/{target.service}"
        call.path = target.path
        client = call.client = protocol.read_client(request.headers.getall("x-road-client", []))
        call.user_id = request.headers.get("x-road-userid", "")[:200]
        call.issue = request.headers.get("x-road-issue", "")[:200]
        head = protocol.head_bytes(request.method, request.raw_path, request.raw_headers)
        call.request_hash = protocol.request_hash(head, None)
        now = clock.now()
        today = now.astimezone(clock.VIETNAM).date()
        headers = {name.lower(): value for name, value in request.headers.items()}
        line = {"@method": request.method, "@path": raw_path, "@query": f"?{query}"}
        caller = self.callers.recognise(
            self.directory, client, headers, certificate=self._certificate(request), now=now, line=line
        )
        call.caller = caller.how
        if target.service in METADATA and self.metadata:
            found = await self.metadata.answer(self.directory, target, client, query, today)
            return await self._answer(call, found)
        entry, version, path = self.directory.service(target.provider, target.service, target.path, today)
        call.entry, call.version = entry, version.name
        # Of personal data not even the address is kept: it may hold a personal number.
        call.path = "" if entry.personal else (f"{target.path}?{query}" if query else target.path)[:500]
        call.grant = grant = self.directory.grant(client, entry, today)
        if version.methods and request.method not in version.methods:
            names = ", ".join(sorted(version.methods))
            raise protocol.CallError(protocol.DENIED, _("Dịch vụ này chỉ nhận: {names}.").format(names=names))
        self.quotas.take(grant)
        body = await self._body(request, call, caller, version, head)
        self.breakers.check(version.id, entry.name)
        try:
            if version.handler:
                answer = await ask_handler(self._pool, version, entry, grant, call, path, query, body)
            else:
                answer = await self._forwarded(request, call, version, grant, path, query, body, headers, caller)
        except Exception:
            self.breakers.note(version.id, well=False)
            raise
        except asyncio.CancelledError:
            # The caller hung up: that says nothing of the provider.
            self.breakers.let_go(version.id)
            raise
        self.breakers.note(version.id, well=answer.status < 500)
        tree = grant.trees.get(version.id, {})
        if tree is not None:
            await answer.cut(tree)
        if version.deprecated:
            answer.headers["Deprecation"] = "true"
        if answer.stream is not None:
            return await self._stream(request, call, answer)
        return await self._answer(call, answer)

    async def _forwarded(
        self, request: web.BaseRequest, call: Call, version: Version, grant: Grant, path: str, query: str, body: Any,
        headers: dict[str, str], caller: Caller,
    ) -> Answer:  # fmt: skip
        if self._session is None:
            raise RuntimeError("the gateway was not started")
        passed = [
            (name, value)
            for name, value in request.headers.items()
            if (low := name.lower()) not in protocol.HOP_BY_HOP
            and low not in protocol.OUR_OWN
            and not (low == "authorization" and caller.how.startswith("token:"))
            and low != "x-client-certificate"
        ]
        if "accept" not in headers:
            passed.append(("Accept", "application/json"))
        if "x-road-id" not in headers:
            passed.append(("X-Road-Id", call.message_id))
        passed.append(("X-Road-Request-Id", call.request_id))
        tree = grant.trees.get(version.id, {})
        if tree is not None:
            passed = [(name, value) for name, value in passed if name.lower() != "accept-encoding"]
            passed.append(("Accept-Encoding", "identity"))
        length = request.headers.get("content-length", "") if not isinstance(body, bytes) else ""
        if length:
            passed.append(("Content-Length", length))
        return await ask_address(
            self._session, request.method, version, path, query, passed, body, whole=tree is not None
        )

    async def _body(self, request: web.BaseRequest, call: Call, caller: Caller, version: Version, head: bytes) -> Any:
        """Return the body whole, or, when it is large, a stream that counts and hashes while it passes."""
        length = request.content_length
        if not request.can_read_body:
            return b""
        if length is not None and length > version.most_bytes:
            raise protocol.CallError(protocol.TOO_LARGE, _("Nội dung lớn hơn mức dịch vụ này nhận."))
        if request.headers.get("expect", "").lower() == "100-continue" and request.transport is not None:
            request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if length is not None and length <= BUFFERED:
            body = await request.content.read(length) if length else b""
            while len(body) < length:
                body += await request.content.readexactly(length - len(body))
            self._check_digest(caller, body)
            call.request_bytes = len(body)
            call.request_hash = protocol.request_hash(head, hashlib.sha512(body).digest())
            if call.entry and call.entry.log_bodies and not call.entry.personal:
                call.body = body[:MOST_LOGGED_BODY].decode(errors="replace")
            return body
        if caller.body_digest or version.handler:
            raise protocol.CallError(
                protocol.TOO_LARGE,
                _("Nội dung trên 1 MB: hãy xác thực bằng TLS hai chiều hoặc mã JWS, và gọi dịch vụ nhận được tệp lớn."),
            )
        return _passing(request, call, version.most_bytes, head)

    def _check_digest(self, caller: Caller, body: bytes) -> None:
        if caller.body_digest and body and caller.body_digest != http_signatures.digest(body):
            raise protocol.CallError(protocol.NOT_KNOWN, _("Content-Digest không khớp nội dung nhận được."))

    def _certificate(self, request: web.BaseRequest) -> str:
        """Return the SHA-256 of the certificate shown at the TLS door, here or at a proxy that is believed."""
        transport = request.transport
        tls = transport.get_extra_info("ssl_object") if transport is not None else None
        if tls is not None:
            der = tls.getpeercert(True)
            return keys.fingerprint(der) if der else ""
        if self._proxies and request.remote in self._proxies:
            return request.headers.get("x-client-certificate", "").strip().lower()
        return ""

    def _own_headers(self, call: Call) -> dict[str, str]:
        found = {"X-Road-Id": call.message_id, "X-Road-Request-Id": call.request_id}
        if call.client is not None:
            found["X-Road-Client"] = call.client.encoded
        if call.service:
            found["X-Road-Service"] = call.service
        if call.request_hash:
            found["X-Road-Request-Hash"] = call.request_hash
        return found

    def _signed(self, status: int, headers: dict[str, str], body: bytes) -> None:
        headers["Content-Digest"] = http_signatures.digest(body)
        values = {
            "@status": str(status),
            "content-digest": headers["Content-Digest"],
            "x-road-id": headers["X-Road-Id"],
            "x-road-request-hash": headers.get("X-Road-Request-Hash", ""),
        }
        components = tuple(name for name in http_signatures.ANSWER if values[name])
        headers |= http_signatures.sign(self._key.private, self._key.key_id, components, values, int(time.time()))

    async def _answer(self, call: Call, answer: Answer) -> web.Response:
        body = answer.body
        headers = {**answer.headers, **self._own_headers(call)}
        self._signed(answer.status, headers, body)
        failed = answer.status >= 500
        await self._writer.write(
            call.line(
                "failed" if failed else "ok",
                answer.status,
                reason=_("Bên cung cấp trả lời mã lỗi {status}.").format(status=answer.status) if failed else "",
                error=f"Provider.{answer.status}" if failed else "",
                response_bytes=len(body),
                response_hash=hashlib.sha256(body).hexdigest(),
            )
        )
        return web.Response(status=answer.status, headers=headers, body=body)

    async def _stream(self, request: web.BaseRequest, call: Call, answer: Answer) -> web.StreamResponse:
        """Pass a large answer on; its last piece leaves when the line is durable."""
        response = web.StreamResponse(status=answer.status, headers={**answer.headers, **self._own_headers(call)})
        if answer.length is not None:
            response.content_length = answer.length
        await response.prepare(request)
        digest, size, held = hashlib.sha256(), 0, b""
        stream: Any = answer.stream
        try:
            async for piece in stream:
                digest.update(piece)
                size += len(piece)
                if held:
                    await response.write(held)
                held = piece
        except (aiohttp.ClientError, TimeoutError) as error:
            await self._writer.write(
                call.line("failed", answer.status, error=protocol.NETWORK, response_bytes=size,
                          reason=_("Đứt giữa chừng khi nhận từ bên cung cấp: {e}").format(e=type(error).__name__))
            )  # fmt: skip
            if request.transport is not None:
                request.transport.abort()
            return response
        await self._writer.write(call.line("ok", answer.status, response_bytes=size, response_hash=digest.hexdigest()))
        if held:
            await response.write(held)
        await response.write_eof()
        return response

    async def _refuse(self, call: Call, error: protocol.CallError) -> web.Response:
        if not call.message_id:
            call.message_id = str(call.key)
        try:
            await self._writer.write(
                call.line("failed" if error.failed else "refused", error.status, error=error.type, reason=error.message)
            )
        except NotWritten:
            return self._unlogged(call)
        return self._error(call, error)

    def _unlogged(self, call: Call) -> web.Response:
        words = _("Nhật ký của trục không ghi được nên lượt gọi không được trả lời. Xin gọi lại sau.")
        return self._error(call, protocol.CallError(protocol.DATABASE, words, failed=True, retry_after=5))

    def _error(self, call: Call, error: protocol.CallError) -> web.Response:
        body, media_type = protocol.error_body(error, str(call.key), call.accept)
        headers = {"Content-Type": media_type, "X-Road-Error": error.type, **self._own_headers(call)}
        if error.retry_after:
            headers["Retry-After"] = str(error.retry_after)
        self._signed(error.status, headers, body)
        return web.Response(status=error.status, headers=headers, body=body)

    async def _note_gone(self, call: Call) -> None:
        """The caller hung up: say so in the log, whatever else is cancelled."""
        words = _("Bên gọi ngắt kết nối trước khi nhận xong.")
        line = call.line("failed", 0, error="Client.Disconnected", reason=words)
        await asyncio.shield(asyncio.gather(self._writer.write(line), return_exceptions=True))


async def _passing(request: web.BaseRequest, call: Call, most: int, head: bytes) -> Any:
    """Yield a large body piece by piece, counting and hashing; raise ``CallError`` when it grows too large."""
    digest = hashlib.sha512()
    async for piece in request.content.iter_any():
        call.request_bytes += len(piece)
        if call.request_bytes > most:
            raise protocol.CallError(protocol.TOO_LARGE, _("Nội dung lớn hơn mức dịch vụ này nhận."))
        digest.update(piece)
        yield piece
    call.request_hash = protocol.request_hash(head, digest.digest())


def json_answer(content: Any, status: int = 200) -> Answer:
    """Return an answer with a JSON body."""
    body = json.dumps(content, ensure_ascii=False, default=str).encode()
    return Answer(status, {"Content-Type": "application/json;charset=utf-8"}, body)


def is_http(address: str) -> bool:
    """Tell whether an address can be asked at all."""
    return urlsplit(address).scheme in {"http", "https"}
