"""Remote signing after the Cloud Signature Consortium's API, version 1.0: the keys stay here."""

import base64
import json
import secrets
import time
from pathlib import Path
from typing import Any

from asn1crypto import algos
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from tinhso.simulators.trust.authority import Authority, new_key, pem

_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_RSA_OIDS = ["1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13"]
_EC_OIDS = ["1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4"]
_AUTHORIZATION_SECONDS = 300
Answer = tuple[int, dict[str, Any]]


class RemoteSigning:
    """Credentials in a folder, one file each; an authorization is bound to the hashes it was given for."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.folder: Path = authority.folder / "csc"
        self.folder.mkdir(exist_ok=True, mode=0o700)
        token = authority.folder / "csc-token"
        if not token.exists():
            token.touch(mode=0o600)
            token.write_text(secrets.token_urlsafe(24))
        self.token = token.read_text().strip()
        self._allowed: dict[str, tuple[str, list[str], float]] = {}

    def enrol(self, *, pin: str, algorithm: str, **subject: Any) -> tuple[str, list[x509.Certificate]]:
        """Make a key here and its certificate; return the credential's name and the chain."""
        key = new_key(algorithm)
        certificate = self.authority.issue(key.public_key(), **subject)
        name = secrets.token_hex(8)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        path = self.folder / f"{name}.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps({"pin": pin, "key": private, "certificate": pem(certificate)}))
        return name, [certificate, *self.authority.chain()]

    def answer(self, method: str, authorization: str, body: dict[str, Any]) -> Answer:
        """Answer one call of the API."""
        if method == "info":
            return 200, {
                "specs": "1.0.4.0",
                "name": "Ký số từ xa TRÌNH DIỄN (không có giá trị pháp lý)",
                "region": "VN",
                "lang": "vi-VN",
                "authType": ["external"],
                "methods": ["credentials/list", "credentials/info", "credentials/authorize", "signatures/signHash"],
            }
        if not secrets.compare_digest(authorization, f"Bearer {self.token}"):
            return _error(401, "invalid_token", "The access token is missing or wrong")
        calls = {
            "credentials/list": self._list,
            "credentials/info": self._info,
            "credentials/authorize": self._authorize,
            "signatures/signHash": self._sign,
        }
        call = calls.get(method)
        return call(body) if call else _error(404, "not_found", "Unknown method")

    def _list(self, _body: dict[str, Any]) -> Answer:
        return 200, {"credentialIDs": sorted(path.stem for path in self.folder.glob("*.json"))}

    def _info(self, body: dict[str, Any]) -> Answer:
        found = self._find(body)
        if found is None:
            return _error(400, "invalid_request", "Invalid parameter credentialID")
        certificate = x509.load_pem_x509_certificate(found["certificate"].encode())
        key = serialization.load_pem_private_key(found["key"].encode(), None)
        is_ec = isinstance(key, ec.EllipticCurvePrivateKey)
        return 200, {
            "key": {
                "status": "enabled",
                "algo": _EC_OIDS if is_ec else _RSA_OIDS,
                "len": getattr(key, "key_size", 0),
            },
            "cert": {
                "status": "revoked" if certificate.serial_number in self.authority.revoked else "valid",
                "certificates": [
                    base64.b64encode(item.public_bytes(serialization.Encoding.DER)).decode()
                    for item in (certificate, *self.authority.chain())
                ],
            },
            "authMode": "explicit",
            "SCAL": "2",
            "PIN": {"presence": "true", "format": "A", "label": "PIN"},
            "multisign": 1,
        }

    def _authorize(self, body: dict[str, Any]) -> Answer:
        found = self._find(body)
        if found is None:
            return _error(400, "invalid_request", "Invalid parameter credentialID")
        if not secrets.compare_digest(str(body.get("PIN", "")).encode(), found["pin"].encode()):
            return _error(400, "invalid_pin", "The PIN is wrong")
        sad = secrets.token_urlsafe(24)
        given = [str(item) for item in body.get("hash", [])]
        self._allowed[sad] = (str(body["credentialID"]), given, time.monotonic() + _AUTHORIZATION_SECONDS)
        return 200, {"SAD": sad, "expiresIn": _AUTHORIZATION_SECONDS}

    def _sign(self, body: dict[str, Any]) -> Answer:
        found = self._find(body)
        name, allowed, ends = self._allowed.pop(str(body.get("SAD")), ("", [], 0.0))
        wanted = [str(item) for item in body.get("hash", [])]
        if found is None or name != body.get("credentialID") or wanted != allowed or time.monotonic() > ends:
            return _error(400, "invalid_request", "The SAD is not valid for these hashes")
        key: Any = serialization.load_pem_private_key(found["key"].encode(), None)
        algorithm = _HASHES.get(algos.DigestAlgorithmId(str(body.get("hashAlgo", ""))).native)
        if algorithm is None:
            return _error(400, "invalid_request", "Invalid parameter hashAlgo")
        hashed = utils.Prehashed(algorithm)
        signed = []
        for item in wanted:
            digest = base64.b64decode(item)
            if isinstance(key, ec.EllipticCurvePrivateKey):
                signed.append(key.sign(digest, ec.ECDSA(hashed)))
            else:
                signed.append(key.sign(digest, PKCS1v15(), hashed))
        return 200, {"signatures": [base64.b64encode(item).decode() for item in signed]}

    def _find(self, body: dict[str, Any]) -> dict[str, Any] | None:
        name = str(body.get("credentialID", ""))
        path = self.folder / f"{name}.json"
        if not name.isalnum() or not path.exists():
            return None
        found: dict[str, Any] = json.loads(path.read_text())
        return found


def _error(status: int, code: str, words: str) -> Answer:
    return status, {"error": code, "error_description": words}
