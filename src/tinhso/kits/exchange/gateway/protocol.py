"""The message protocol at the door: addresses, headers, errors (X-Road: Message Protocol for REST, r1)."""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from tinhso.kits.exchange import identifiers
from tinhso.kits.exchange.identifiers import Identifier

VERSION = "r1"
MOST_ADDRESS = 2000
HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
        "upgrade", "host", "user-agent", "server", "content-length", "expect", "date",
    }
)  # fmt: skip
"""Headers that the protocol has the gateway write anew or leave out (4.3, filtered headers)."""
OUR_OWN = frozenset({"x-road-request-hash", "x-road-error", "x-road-service", "x-road-request-id"})
BAD_REQUEST = "Client.BadRequest"
NOT_KNOWN = "Server.ClientProxy.SslAuthenticationFailed"
DENIED = "Server.ServerProxy.AccessDenied"
UNKNOWN_SERVICE = "Server.ServerProxy.UnknownService"
DISABLED = "Server.ServerProxy.ServiceDisabled"
QUOTA = "Server.ServerProxy.QuotaExceeded"
NETWORK = "Server.ServerProxy.NetworkError"
FAILED = "Server.ServerProxy.ServiceFailed"
TOO_LARGE = "Client.MessageTooLarge"
INTERNAL = "Server.ServerProxy.InternalError"
DATABASE = "Server.ServerProxy.DatabaseError"


class CallError(Exception):
    """An error of the exchange itself. ``type`` is the protocol's; ``message`` is for people, in Vietnamese."""

    def __init__(self, kind: str, message: str, *, failed: bool = False, retry_after: int = 0) -> None:
        super().__init__(message)
        self.type = kind
        self.message = message
        self.failed = failed
        """Whether the way to the provider failed; else a rule refused."""
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        """400 for what the caller did wrong, else 500 (4.6)."""
        return 400 if self.type.startswith("Client.") else 500


@dataclass(frozen=True, slots=True)
class Target:
    """What an address names: the service, and the path after it as it was written."""

    provider: Identifier
    service: str
    path: str


def read_target(raw_path: str) -> Target:
    """Return what ``/r1/{instance}/{class}/{member}/{subsystem}/{service}[/path]`` names; raise ``CallError``."""
    if len(raw_path) > MOST_ADDRESS:
        raise CallError(BAD_REQUEST, _("Địa chỉ dài quá 2000 ký tự: hãy gửi dữ liệu trong nội dung yêu cầu."))
    parts = raw_path.split("/")
    if len(parts) < 7 or parts[0] or parts[1] != VERSION:
        raise CallError(BAD_REQUEST, _("Địa chỉ phải có dạng /r1/{instance}/{class}/{member}/{subsystem}/{service}/…"))
    try:
        named = [unquote(part, errors="strict") for part in parts[2:7]]
    except UnicodeDecodeError as error:
        raise CallError(BAD_REQUEST, _("Địa chỉ không phải UTF-8.")) from error
    if not all(identifiers._PART.fullmatch(part) for part in named):
        raise CallError(BAD_REQUEST, _("Mã trong địa chỉ có ký tự không được phép hoặc để trống."))
    rest = parts[7:]
    if any(unquote(part) in {".", ".."} for part in rest):
        raise CallError(BAD_REQUEST, _("Đường dẫn không được có đoạn “.” hoặc “..”."))
    return Target(Identifier(*named[:4]), named[4], "/" + "/".join(rest) if rest else "")


def read_client(values: list[str]) -> Identifier:
    """Return the caller that X-Road-Client names; raise ``CallError`` when it is missing, twice, or unreadable."""
    if len(values) != 1:
        raise CallError(BAD_REQUEST, _("Cần đúng một đầu mục X-Road-Client: instance/class/member/subsystem."))
    try:
        return identifiers.read(values[0])
    except (identifiers.BadIdentifier, UnicodeDecodeError) as error:
        raise CallError(
            BAD_REQUEST, _("X-Road-Client phải có dạng instance/class/member/subsystem, mỗi phần mã hóa phần trăm.")
        ) from error


def request_hash(head: bytes, body_digest: bytes | None) -> str:
    """Return X-Road-Request-Hash: base-64 of SHA512(SHA512(headers)+SHA512(body)), of the headers alone without body.

    ``head`` is the request line and the header lines as they came.
    """
    digest = hashlib.sha512(head).digest()
    if body_digest is not None:
        digest = hashlib.sha512(digest + body_digest).digest()
    return base64.b64encode(digest).decode()


def head_bytes(method: str, target: str, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the request line and header lines in the order of their coming: what the request's hash is taken of."""
    lines = [f"{method} {target}".encode(), *(name.lower() + b": " + value for name, value in headers)]
    return b"\r\n".join(lines)


def error_body(error: CallError, detail: str, accept: str) -> tuple[bytes, str]:
    """Return the error in the form that the caller reads, and its media type: JSON unless XML is asked for (4.6)."""
    if "xml" in accept and "json" not in accept:
        inner = f"<type>{error.type}</type><message>{escape(error.message)}</message><detail>{detail}</detail>"
        text = f'<?xml version="1.0" encoding="UTF-8"?><error>{inner}</error>'
        kind = "text/xml" if "text/xml" in accept else "application/xml"
        return text.encode(), f"{kind};charset=utf-8"
    body = {"type": error.type, "message": error.message, "detail": detail}
    return json.dumps(body, ensure_ascii=False).encode(), "application/json;charset=utf-8"
