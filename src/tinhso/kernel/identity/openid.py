"""Speaking OpenID Connect to an identity platform: discovery, keys, code with PKCE, and what an ID token must prove.

Written here, and not left to django-allauth's provider, because that one believes an ID token from the token
endpoint without its signature, sends no nonce, and remembers used tokens in each process alone.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.vendors import AnswerRefused, Flow
from tinhso.kernel.outside import http

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures that are believed: never ``none``, never one made with a shared secret."""
LEEWAY_SECONDS = 60
_LONGEST_LIFE = timedelta(hours=24)
_KEPT_SECONDS = 600
_ASK_AGAIN_SECONDS = 5
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


def is_safe_address(address: str) -> bool:
    """Tell whether an address is https, or on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def new_flow() -> Flow:
    """Return a state, a nonce and a PKCE verifier that nobody can guess."""
    return Flow(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


def _unpadded(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True)
class Claims:
    """What a believed token says; ``digest`` is the token's own hash."""

    values: dict[str, Any]
    digest: str
    expires_at: datetime


class OpenIdClient:
    """This installation as a client of one issuer."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, *, name: str) -> None:
        self.issuer, self.client_id, self.client_secret, self.name = issuer, client_id, client_secret, name

    def authorization_url(self, flow: Flow, redirect_uri: str, scopes: str) -> str:
        """Return where to send the browser; raise ``VendorFailed``."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": scopes,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": _unpadded(hashlib.sha256(flow.verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        address = self._endpoint("authorization_endpoint")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> dict[str, Any]:
        """Return the tokens for a code; raise ``VendorFailed``, ``AnswerRefused`` when the platform refuses it."""
        answer = self._call(
            "POST",
            self._endpoint("token_endpoint"),
            headers={
                "Authorization": self._basic(),
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            content=urlencode(
                {
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": redirect_uri,
                    "code_verifier": verifier,
                }
            ).encode(),
        )
        if answer.status != 200:
            raise AnswerRefused("code")
        return _json(answer.content, self.name)

    def _basic(self) -> str:
        pair = urlencode({"": self.client_id})[1:] + ":" + urlencode({"": self.client_secret})[1:]
        return "Basic " + base64.b64encode(pair.encode()).decode()

    def verified(self, id_token: Any, *, nonce: str, access_token: Any = None) -> Claims:
        """Return what an ID token says, checked by OpenID Connect Core 3.1.3.7; raise ``AnswerRefused``."""
        import jwt

        if not isinstance(id_token, str) or not id_token:
            raise AnswerRefused("missing")
        try:
            header = jwt.get_unverified_header(id_token)
        except jwt.PyJWTError as error:
            raise AnswerRefused("form") from error
        if header.get("alg") not in ALGORITHMS:
            raise AnswerRefused("algorithm")
        key = self._key(str(header.get("kid") or ""), str(header["alg"]))
        try:
            values: dict[str, Any] = jwt.decode(
                id_token,
                key=key,
                algorithms=[header["alg"]],
                audience=self.client_id,
                issuer=self.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except jwt.InvalidAudienceError as error:
            raise AnswerRefused("audience") from error
        except jwt.InvalidIssuerError as error:
            raise AnswerRefused("issuer") from error
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
            raise AnswerRefused("expiry") from error
        except jwt.InvalidSignatureError as error:
            raise AnswerRefused("signature") from error
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise AnswerRefused("form") from error
        self._check(values, nonce, access_token)
        expires_at = datetime.fromtimestamp(int(values["exp"]), UTC)
        if expires_at - datetime.now(UTC) > _LONGEST_LIFE:
            raise AnswerRefused("expiry")
        return Claims(values, hashlib.sha256(id_token.encode()).hexdigest(), expires_at)

    def _check(self, values: dict[str, Any], nonce: str, access_token: Any) -> None:
        audience = values["aud"]
        if (isinstance(audience, list) and len(audience) > 1 and "azp" not in values) or values.get(
            "azp", self.client_id
        ) != self.client_id:
            raise AnswerRefused("audience")
        if not hmac.compare_digest(str(values["nonce"]), nonce):
            raise AnswerRefused("nonce")
        if not isinstance(values["sub"], str) or not 0 < len(values["sub"]) <= 255:
            raise AnswerRefused("subject")
        if "at_hash" in values:
            digest = hashlib.sha256(str(access_token or "").encode()).digest()
            if not hmac.compare_digest(str(values["at_hash"]), _unpadded(digest[:16])):
                raise AnswerRefused("access-token")

    def user_info(self, access_token: Any, subject: str) -> dict[str, Any]:
        """Return what the platform tells beside the ID token; nothing that speaks of somebody else is believed."""
        address = self._description().get("userinfo_endpoint")
        if not address or not access_token:
            return {}
        answer = self._call(
            "GET", str(address), headers={"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
        )
        if answer.status != 200:
            raise AnswerRefused("user-info")
        told = _json(answer.content, self.name)
        if told.get("sub") != subject:
            raise AnswerRefused("subject")
        return told

    def logout_url(self, id_token: str, return_to: str) -> str:
        """Return the platform's address for signing out, which leads back; nothing when it has none."""
        address = self._description().get("end_session_endpoint")
        if not address:
            return ""
        return f"{address}?{urlencode({'id_token_hint': id_token, 'post_logout_redirect_uri': return_to})}"

    def published_keys(self, *, fresh: bool = False) -> list[dict[str, Any]]:
        """Return the platform's public keys; raise ``VendorFailed``."""
        document = self._document(self._endpoint("jwks_uri"), fresh=fresh)
        keys = document.get("keys")
        return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []

    def _key(self, kid: str, algorithm: str) -> Any:
        """Return the public key of that name; one that is not known yet is asked for anew, for keys rotate."""
        import jwt

        for fresh in (False, True):
            for key in self.published_keys(fresh=fresh):
                if key.get("kid", "") == kid and key.get("use", "sig") == "sig" and key.get("kty") in {"RSA", "EC"}:
                    try:
                        return jwt.PyJWK(key, algorithm=algorithm).key
                    except jwt.PyJWTError as error:
                        raise AnswerRefused("key") from error
        raise AnswerRefused("key")

    def _endpoint(self, name: str) -> str:
        address = str(self._description().get(name) or "")
        if not is_safe_address(address):
            raise VendorFailed(
                _("%(system)s không công bố đủ thông tin kết nối (%(what)s).") % {"system": self.name, "what": name},
                retry=False,
            )
        return address

    def _description(self) -> dict[str, Any]:
        found = self._document(f"{self.issuer}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise VendorFailed(_("%(system)s tự xưng tên khác tên đã cấu hình.") % {"system": self.name}, retry=False)
        return found

    def _document(self, address: str, *, fresh: bool = False) -> dict[str, Any]:
        """Return a document of the platform, kept for ten minutes; asked for anew at most every five seconds."""
        at, document = _kept.get(address, (0.0, {}))
        now = time.monotonic()
        if document and now - at < (_ASK_AGAIN_SECONDS if fresh else _KEPT_SECONDS):
            return document
        answer = self._call("GET", address, headers={"Accept": "application/json"})
        if answer.status != 200:
            raise VendorFailed(
                _("%(system)s không trả lời đúng (mã %(status)s).") % {"system": self.name, "status": answer.status}
            )
        document = _json(answer.content, self.name)
        _kept[address] = (now, document)
        return document

    def _call(self, method: str, address: str, **options: Any) -> http.Answer:
        return http.call(method, address, name=self.name, **options)


def forget() -> None:
    """Forget what was kept of every platform."""
    _kept.clear()


def _json(content: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise VendorFailed(_("%(system)s trả lời không đọc được.") % {"system": name}, retry=False)
    return found
