"""HTTP message signatures (RFC 9421) with content digests (RFC 9530), for calls and for their answers."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

EC, RSA = "ecdsa-p256-sha256", "rsa-v1_5-sha256"
ANSWER = ("@status", "content-digest", "x-road-id", "x-road-request-hash")
"""What the gateway signs of its answers."""
_INPUT = re.compile(r'\s*([a-z][a-z0-9_.*-]*)=\(((?:"[^"]*"\s*)*)\)((?:;[a-z]+=(?:"[^"]*"|\d+))*)\s*')
_PARAMETER = re.compile(r';([a-z]+)=(?:"([^"]*)"|(\d+))')
_VALUE = re.compile(r"\s*([a-z][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):\s*")


class BadSignature(ValueError):  # noqa: N818 - says what is wrong
    """A signature that cannot be read, or is not over what it should be."""


@dataclass(frozen=True)
class Read:
    """A signature as it came: what it covers, its parameters, and the text of its parameters as it stands."""

    components: tuple[str, ...]
    parameters: Mapping[str, str]
    text: str
    value: bytes


def digest(body: bytes) -> str:
    """Return the Content-Digest of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def base(components: tuple[str, ...], values: Mapping[str, str], text: str) -> bytes:
    """Return the signature base (RFC 9421, 2.5); raise ``BadSignature`` when a component has no value."""
    missing = [name for name in components if name not in values]
    if missing:
        raise BadSignature(f"no value for {missing[0]}")
    lines = [f'"{name}": {values[name].strip()}' for name in components]
    return "\n".join([*lines, f'"@signature-params": {text}']).encode()


def sign(
    private: Any, key_id: str, components: tuple[str, ...], values: Mapping[str, str], created: int
) -> dict[str, str]:
    """Return the headers Signature-Input and Signature over ``components``; ``created`` in seconds since 1970."""
    algorithm = RSA if isinstance(private, rsa.RSAPrivateKey) else EC
    covered = " ".join(f'"{name}"' for name in components)
    text = f'({covered});created={created};keyid="{key_id}";alg="{algorithm}"'
    content = base(components, values, text)
    if algorithm == RSA:
        value = private.sign(content, PKCS1v15(), hashes.SHA256())
    else:
        r, s = decode_dss_signature(private.sign(content, ec.ECDSA(hashes.SHA256())))
        value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return {"Signature-Input": f"sig1={text}", "Signature": f"sig1=:{base64.b64encode(value).decode()}:"}


def read(signature_input: str, signature: str) -> Read:
    """Return the one signature of a message; raise ``BadSignature``."""
    described, given = _INPUT.fullmatch(signature_input), _VALUE.fullmatch(signature)
    if described is None or given is None or described.group(1) != given.group(1):
        raise BadSignature("Signature-Input and Signature must hold one signature of one name")
    parameters = {name: text or number for name, text, number in _PARAMETER.findall(described.group(3))}
    components = tuple(re.findall(r'"([^"]*)"', described.group(2)))
    text = signature_input.strip().partition("=")[2]
    return Read(components, parameters, text, base64.b64decode(given.group(2)))


def holds(public: Any, found: Read, content: bytes) -> bool:
    """Tell whether the signature is that of the public key over the signature base ``content``."""
    try:
        if isinstance(public, ec.EllipticCurvePublicKey) and len(found.value) == 64:
            value = encode_dss_signature(
                int.from_bytes(found.value[:32], "big"), int.from_bytes(found.value[32:], "big")
            )
            public.verify(value, content, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(found.value, content, PKCS1v15(), hashes.SHA256())
        else:
            return False
    except Exception:
        return False
    return True
