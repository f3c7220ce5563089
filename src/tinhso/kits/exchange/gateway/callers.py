"""Who calls: a certificate at the TLS door, a signed token (JWS), or a signed message (RFC 9421)."""

import base64
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import jwt
from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.kits.exchange import http_signatures
from tinhso.kits.exchange.gateway.directory import Directory, Known
from tinhso.kits.exchange.gateway.protocol import NOT_KNOWN, CallError
from tinhso.kits.exchange.identifiers import Identifier

_MOST_TOKEN_SECONDS = 600
_CLOCK_SECONDS = 300
_MOST_KEPT = 10_000
_REQUIRED = {"@method", "@path", "@query", "x-road-client", "x-road-id"}


@dataclass(frozen=True, slots=True)
class Caller:
    """How a caller proved itself: the words go into the log; ``body_digest`` must be the body's, when there is one."""

    how: str
    known: Known
    body_digest: str = ""


class Callers:
    """Recognises callers; keeps tokens that were found good, and the messages that were signed, while they hold."""

    def __init__(self) -> None:
        self._tokens: OrderedDict[str, tuple[float, str, str]] = OrderedDict()
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def recognise(
        self,
        directory: Directory,
        client: Identifier,
        headers: Mapping[str, str],
        *,
        certificate: str,
        now: datetime,
        line: Mapping[str, str],
    ) -> Caller:
        """Return who calls, when it may speak for ``client``; raise ``CallError``.

        ``certificate`` is the SHA-256 of the one shown at the TLS door; ``line`` holds ``@method``, ``@path`` and
        ``@query``.
        """
        if certificate:
            caller = Caller(f"mtls:{certificate[:16]}", self._known(directory, certificate))
        elif "signature-input" in headers:
            caller = self._signed(directory, headers, line, now)
        elif headers.get("authorization", "").lower().startswith("bearer "):
            caller = self._token(directory, client, headers["authorization"][7:].strip())
        else:
            raise CallError(
                NOT_KNOWN,
                _("Chưa xác thực: cần chứng thư số (TLS hai chiều), mã JWS trong Authorization, hoặc chữ ký HTTP."),
            )
        caller.known.check(now)
        if caller.known.member != client.member:
            raise CallError(
                NOT_KNOWN,
                _("Chứng thư số là của {member}, không gọi thay {client} được.").format(
                    member=caller.known.member, client=client
                ),
            )
        return caller

    def _known(self, directory: Directory, sha256: str) -> Known:
        known = directory.certificates.get(sha256)
        if known is None:
            raise CallError(NOT_KNOWN, _("Chứng thư số này chưa được đăng ký cho thành viên nào của trục."))
        return known

    def _token(self, directory: Directory, client: Identifier, token: str) -> Caller:
        kept = self._tokens.get(token)
        now = time.time()
        if kept is not None and kept[0] > now and kept[2] == str(client):
            return Caller(f"token:{kept[1][:16]}", self._known(directory, kept[1]))
        try:
            named = str(jwt.get_unverified_header(token).get("x5t#S256", ""))
            sha256 = base64.urlsafe_b64decode(named + "=" * (-len(named) % 4)).hex()
            known = self._known(directory, sha256)
            claims = jwt.decode(
                token,
                known.public,
                algorithms=["ES256", "RS256"],
                audience=settings.EXCHANGE_INSTANCE,
                issuer=str(client),
                options={"require": ["exp", "iat", "iss", "aud"]},
                leeway=5,
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise CallError(
                NOT_KNOWN, _("Mã JWS không đúng: {error}.").format(error=_TOKEN_WORDS.get(type(error), str(error)))
            ) from error
        if claims["exp"] - claims["iat"] > _MOST_TOKEN_SECONDS:
            raise CallError(NOT_KNOWN, _("Mã JWS chỉ được có hiệu lực tối đa 10 phút."))
        self._tokens[token] = (float(claims["exp"]), sha256, str(client))
        while len(self._tokens) > _MOST_KEPT:
            self._tokens.popitem(last=False)
        return Caller(f"token:{sha256[:16]}", known)

    def _signed(
        self, directory: Directory, headers: Mapping[str, str], line: Mapping[str, str], now: datetime
    ) -> Caller:
        try:
            found = http_signatures.read(headers["signature-input"], headers.get("signature", ""))
            wanted = _REQUIRED | ({"content-digest"} if "content-digest" in headers else set())
            missing = wanted - set(found.components)
            if missing:
                raise http_signatures.BadSignature(_("chưa ký {names}").format(names=", ".join(sorted(missing))))
            known = self._known(directory, found.parameters.get("keyid", "").lower())
            content = http_signatures.base(found.components, {**headers, **line}, found.text)
            if not http_signatures.holds(known.public, found, content):
                raise http_signatures.BadSignature(_("chữ ký không khớp nội dung"))
            if abs(now.timestamp() - int(found.parameters.get("created", "0"))) > _CLOCK_SECONDS:
                raise http_signatures.BadSignature(_("thời điểm ký lệch quá 5 phút"))
            self._once(known.sha256, headers["x-road-id"], now.timestamp())
        except ValueError as error:
            raise CallError(NOT_KNOWN, _("Chữ ký HTTP không đúng: {error}.").format(error=error)) from error
        return Caller(f"signature:{known.sha256[:16]}", known, headers.get("content-digest", "-"))

    def _once(self, sha256: str, message_id: str, now: float) -> None:
        """Refuse a signed message that comes again: somebody may have copied it."""
        while self._seen and next(iter(self._seen.values())) < now - 2 * _CLOCK_SECONDS:
            self._seen.popitem(last=False)
        if (sha256, message_id) in self._seen:
            raise http_signatures.BadSignature(_("thông điệp {id} đã được gửi trước đó").format(id=message_id))
        self._seen[sha256, message_id] = now


_TOKEN_WORDS: dict[type[Exception], str] = {
    jwt.ExpiredSignatureError: "đã hết hạn",
    jwt.InvalidSignatureError: "chữ ký không khớp",
    jwt.InvalidAudienceError: "sai nơi nhận (aud)",
    jwt.InvalidIssuerError: "người cấp (iss) khác X-Road-Client",
}
