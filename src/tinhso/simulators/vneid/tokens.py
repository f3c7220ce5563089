"""Keys, codes and tokens of the stand-in; and tokens that are wrong in one way, for those who must refuse them."""

import base64
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CODE_SECONDS, TOKEN_SECONDS, REFRESH_SECONDS = 60, 300, 3600
FAULTS = {
    "": "Trả lời đúng",
    "signature": "Chữ ký sai",
    "algorithm-none": "Không ký (alg: none)",
    "algorithm-hmac": "Ký bằng khóa công khai (HS256)",
    "audience": "Cấp cho phần mềm khác (aud)",
    "issuer": "Nhà phát hành khác (iss)",
    "nonce": "Sai nonce",
    "expired": "Đã hết hạn",
    "replay": "Phát lại token cũ",
    "access-token": "Tráo access token (at_hash)",
    "subject": "Userinfo của người khác",
}


def unpadded(content: bytes) -> str:
    """Return bytes in the base 64 of addresses."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass(frozen=True)
class Grant:
    """What a code or a refresh token stands for."""

    client_id: str
    redirect_uri: str
    subject: str
    level: int
    scope: str
    nonce: str
    challenge: str
    fault: str
    ends: float


@dataclass
class Mint:
    """Everything that the stand-in issues: codes and refresh tokens are taken once; keys rotate, old ones stay."""

    folder: Path
    issuer: str
    _keys: list[tuple[str, rsa.RSAPrivateKey]] = field(default_factory=list)
    _codes: dict[str, Grant] = field(default_factory=dict)
    _refresh: dict[str, Grant] = field(default_factory=dict)
    _access: dict[str, Grant] = field(default_factory=dict)
    _last_id_token: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        file = self.folder / "key.pem"
        if file.is_file():
            key = serialization.load_pem_private_key(file.read_bytes(), None)
            assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 - the stand-in wrote it
        else:
            key = self._new_key()
            self.folder.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_bytes(_pem(key))
        self._keys.append((_name(key), key))

    @staticmethod
    def _new_key() -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def rotate(self) -> str:
        """Sign with a new key from now on; the old one stays published. Return the new key's name."""
        key = self._new_key()
        with self._lock:
            self._keys.append((_name(key), key))
        return self._keys[-1][0]

    def key_set(self) -> dict[str, Any]:
        """Return the public keys."""
        return {"keys": [_public(name, key) for name, key in self._keys]}

    def code(self, grant: Grant) -> str:
        """Return a code for a grant."""
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._codes[code] = grant
        return code

    def take_code(self, code: str) -> Grant | None:
        """Return the grant of a code that is still good, and use it up."""
        with self._lock:
            grant = self._codes.pop(code, None)
        return grant if grant and grant.ends > time.time() else None

    def take_refresh(self, token: str) -> Grant | None:
        """Return the grant of a refresh token that is still good, and use it up."""
        with self._lock:
            grant = self._refresh.pop(token, None)
        return grant if grant and grant.ends > time.time() else None

    def holder(self, access_token: str) -> Grant | None:
        """Return the grant of an access token that is still good."""
        grant = self._access.get(access_token)
        return grant if grant and grant.ends > time.time() else None

    def tokens(self, grant: Grant, claims: dict[str, Any]) -> dict[str, Any]:
        """Return the answer of the token endpoint, wrong in the way that the grant asks for."""
        now = time.time()
        access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        kept = Grant(**{**grant.__dict__, "ends": now + TOKEN_SECONDS, "fault": grant.fault})
        with self._lock:
            self._access[access] = kept
            self._refresh[refresh] = Grant(**{**grant.__dict__, "ends": now + REFRESH_SECONDS, "fault": ""})
        id_token = self._id_token(grant, claims, access)
        if grant.fault == "replay" and self._last_id_token:
            id_token = self._last_id_token
        elif not grant.fault:
            self._last_id_token = id_token
        answer = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": id_token,
            "scope": grant.scope,
        }
        return answer | {"refresh_token": refresh}

    def _id_token(self, grant: Grant, claims: dict[str, Any], access: str) -> str:
        now, fault = int(time.time()), grant.fault
        at_hash = unpadded(hashlib.sha256(access.encode()).digest()[:16])
        said = {
            "iss": "https://ke-gia-danh.example" if fault == "issuer" else self.issuer,
            "sub": grant.subject,
            "aud": "phan-mem-khac" if fault == "audience" else grant.client_id,
            "iat": now - 7200 if fault == "expired" else now,
            "exp": now - 3600 if fault == "expired" else now + TOKEN_SECONDS,
            "auth_time": now,
            "acr": f"urn:vneid:level:{grant.level}",
            "at_hash": "sai" if fault == "access-token" else at_hash,
            "jti": secrets.token_hex(16),
            **claims,
        }
        if grant.nonce:
            said["nonce"] = "mot-so-khac" if fault == "nonce" else grant.nonce
        name, key = self._keys[-1]
        if fault == "algorithm-none":
            return jwt.encode(said, None, algorithm="none", headers={"kid": name})
        if fault == "algorithm-hmac":
            return self._signed_with_the_public_key(said, name, key)
        signing = self._new_key() if fault == "signature" else key
        return jwt.encode(said, signing, algorithm="RS256", headers={"kid": name})

    @staticmethod
    def _signed_with_the_public_key(said: dict[str, Any], name: str, key: rsa.RSAPrivateKey) -> str:
        """Return a token whose secret everybody knows: by hand, for libraries refuse to make it."""
        import hmac
        import json

        parts = [unpadded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT", "kid": name}, said)]
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        digest = hmac.new(public, ".".join(parts).encode(), hashlib.sha256).digest()
        return ".".join([*parts, unpadded(digest)])


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _name(key: rsa.RSAPrivateKey) -> str:
    numbers = key.public_key().public_numbers()
    return hashlib.sha256(f"{numbers.n}:{numbers.e}".encode()).hexdigest()[:16]


def _public(name: str, key: rsa.RSAPrivateKey) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    return {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": name,
        "n": unpadded(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")),
        "e": unpadded(numbers.e.to_bytes(3, "big")),
    }
