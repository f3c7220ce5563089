"""Who asks: a short-lived token (JWT, ES256) over the request itself, signed with the installation's exchange key."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography import x509

from tinhso.kernel.foundation.ids import new_id
from tinhso.kits.exchange import keys
from tinhso.kits.exchange.messages import trust
from tinhso.kits.exchange.messages.models import Correspondent
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.models import Participant, ParticipantCertificate

SECONDS = 300
"""How long a token holds, either side of its making: clocks differ."""
_ALGORITHMS = ["ES256", "RS256"]


@dataclass(frozen=True)
class Caller:
    """A correspondent that proved who it is, and what its token says of the message."""

    correspondent: Correspondent
    claims: Mapping[str, Any]


def make(audience: str, method: str, path: str, body: bytes = b"", *, issuer: str = "", **said: Any) -> str:
    """Return a token for one request to ``audience``; ``said`` are further claims (``mid``, ``seq``, ``aft``).

    ``issuer``: this installation's own code, when the caller knows it.
    """
    key = keys.current()
    # The machines' own clocks, whatever moment a replayed history stands at.
    now = int(time.time())
    claims = {
        "iss": issuer or trust.own_code(),
        "aud": audience,
        "iat": now,
        "exp": now + SECONDS,
        "jti": str(new_id()),
        "req": f"{method} {path}",
        "sha": hashlib.sha256(body).hexdigest(),
        **said,
    }
    return jwt.encode(claims, key.private, algorithm="ES256", headers={"kid": key.key_id})


def read(authorization: str, method: str, path: str, body: bytes, *, lasting: bool = False) -> Caller:
    """Return who asks; raise ``Undeliverable`` when the token is missing, of an unknown key, or of another request.

    ``lasting``: it may have waited in a queue for days; what it brings has effect once, however often it comes.
    """
    scheme, _space, token = authorization.partition(" ")
    if scheme.lower() != "exchange" or not token:
        raise Undeliverable("bad-signature", "Authorization")
    try:
        sha256 = str(jwt.get_unverified_header(token).get("kid", ""))
    except jwt.PyJWTError as error:
        raise Undeliverable("bad-signature", "Authorization") from error
    certificate, participant = _certificate(sha256)
    claims = _claims(token, certificate)
    now = time.time()
    if not (lasting or now - SECONDS <= int(claims["iat"])) or int(claims["iat"]) > now + SECONDS:
        raise Undeliverable("bad-signature", "iat")
    if claims.get("req") != f"{method} {path}" or claims.get("sha") != hashlib.sha256(body).hexdigest():
        raise Undeliverable("bad-signature", "req")
    correspondent = Correspondent.objects.filter(code=str(participant.identifier), active=True).first()
    if correspondent is None or claims.get("iss") != correspondent.code:
        raise Undeliverable("not-yours", str(participant))
    return Caller(correspondent, claims)


def _certificate(sha256: str) -> tuple[x509.Certificate, Participant]:
    row = ParticipantCertificate.objects.select_related("participant").filter(sha256=sha256).first()
    if row is None:
        raise Undeliverable("unknown-certificate", sha256[:16])
    verdict = keys.verdict(sha256)
    if not verdict.good:
        raise Undeliverable("certificate-expired", verdict.reason)
    return x509.load_pem_x509_certificate(row.certificate.encode()), row.participant


def _claims(token: str, certificate: x509.Certificate) -> dict[str, Any]:
    try:
        return jwt.decode(
            token,
            certificate.public_key(),  # type: ignore[arg-type]
            algorithms=_ALGORITHMS,
            audience=trust.own_code(),
            options={"verify_exp": False, "verify_iat": False, "require": ["iss", "aud", "iat", "req", "sha"]},
        )
    except jwt.PyJWTError as error:
        raise Undeliverable("bad-signature", type(error).__name__) from error
