"""The demonstration certification authority: a root, an issuing authority, a timestamping unit."""

import json
import os
import threading
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

NOTICE = "không có giá trị pháp lý"
ROOT_NAME = f"CA TRÌNH DIỄN Tỉnh Số ({NOTICE})"
ISSUER_NAME = "CA TRÌNH DIỄN Tỉnh Số cấp 2"
TSA_NAME = "Dấu thời gian TRÌNH DIỄN Tỉnh Số"
# X.520 allows 64 characters; the library counts bytes, of which a Vietnamese letter has up to three, and warns.
warnings.filterwarnings("ignore", message="Attribute's length must be")
_HASH = hashes.SHA256()
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Holder:
    """A key and its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


class Authority:
    """Keys and certificates in a folder, made at first use; issues, revokes, and says what is revoked."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self.root = self._holder("root", ROOT_NAME, None)
        self.issuer = self._holder("issuer", ISSUER_NAME, self.root)
        self.tsa = self._holder("tsa", TSA_NAME, self.issuer)
        self._revoked_path = folder / "revoked.json"
        self.revoked: dict[int, str] = {}
        if self._revoked_path.exists():
            self.revoked = {int(key): value for key, value in json.loads(self._revoked_path.read_text()).items()}

    def issue(
        self,
        public_key: Any,
        *,
        common_name: str,
        organization: str = "",
        unit: str = "",
        serial: str = "",
        days: int = 730,
    ) -> x509.Certificate:
        """Return a signer's certificate for ``public_key``."""
        parts = [_name(NameOID.COUNTRY_NAME, "VN")]
        for oid, value in (
            (NameOID.ORGANIZATION_NAME, organization),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            (NameOID.SERIAL_NUMBER, serial),
            (NameOID.COMMON_NAME, common_name),
        ):
            if value:
                parts.append(_name(oid, value))
        builder = self._builder(x509.Name(parts), public_key, self.issuer.certificate.subject, days)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        return self._signed(builder, self.issuer)

    def chain(self) -> list[x509.Certificate]:
        """Return the issuing authority's certificate and the root's."""
        return [self.issuer.certificate, self.root.certificate]

    def revoke(self, serial_number: int) -> None:
        """Put a certificate on the list of revoked ones."""
        with self._lock:
            self.revoked[serial_number] = datetime.now(UTC).isoformat()
            draft = self._revoked_path.with_suffix(".tmp")
            draft.write_text(json.dumps({str(key): value for key, value in self.revoked.items()}))
            draft.replace(self._revoked_path)

    def crl(self) -> bytes:
        """Return the issuing authority's list of revoked certificates (DER), good for a day."""
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.issuer.certificate.subject)
        builder = builder.last_update(now - timedelta(minutes=1)).next_update(now + timedelta(days=1))
        builder = builder.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        builder = builder.add_extension(_key_id(self.issuer), critical=False)
        for serial_number, at in self.revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(datetime.fromisoformat(at)).build())
        return builder.sign(self.issuer.key, _HASH).public_bytes(serialization.Encoding.DER)

    def ocsp_answer(self, question: bytes) -> bytes:
        """Return the answer (DER) to an OCSP question about one certificate of the issuing authority."""
        asked = ocsp.load_der_ocsp_request(question)
        now = datetime.now(UTC)
        at = self.revoked.get(asked.serial_number)
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if at else ocsp.OCSPCertStatus.GOOD,
            this_update=now - timedelta(minutes=1),
            next_update=now + timedelta(hours=1),
            revocation_time=datetime.fromisoformat(at) if at else None,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, self.issuer.certificate)
        return builder.sign(self.issuer.key, _HASH).public_bytes(serialization.Encoding.DER)

    def _holder(self, name: str, common_name: str, above: Holder | None) -> Holder:
        key_path, certificate_path = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        if key_path.exists() and certificate_path.exists():
            key = serialization.load_pem_private_key(key_path.read_bytes(), None)
            if not isinstance(key, rsa.RSAPrivateKey):
                raise TypeError(f"{key_path} is not an RSA key")
            return Holder(key, x509.load_pem_x509_certificate(certificate_path.read_bytes()))
        key = rsa.generate_private_key(65537, 2048)
        subject = x509.Name(
            [
                _name(NameOID.COUNTRY_NAME, "VN"),
                _name(NameOID.ORGANIZATION_NAME, "TRÌNH DIỄN Tỉnh Số"),
                _name(NameOID.COMMON_NAME, common_name),
            ]
        )
        issuer = above.certificate.subject if above else subject
        builder = self._builder(subject, key.public_key(), issuer, 3650, lists=name == "tsa")
        if name == "tsa":
            builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            builder = builder.add_extension(_usage(digital_signature=True), critical=True)
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        else:
            length = 1 if above is None else 0
            builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=length), critical=True)
            builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        certificate = self._signed(builder, above or Holder(key, None))  # type: ignore[arg-type]
        _write_private(
            key_path,
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )
        certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return Holder(key, certificate)

    def _builder(
        self, subject: x509.Name, public_key: Any, issuer: x509.Name, days: int, *, lists: bool = True
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        )
        if not lists:
            return builder
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.url}/crl")], None, None, None)
        answers = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{self.url}/ocsp")
        )
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        return builder.add_extension(x509.AuthorityInformationAccess([answers]), critical=False)

    def _signed(self, builder: x509.CertificateBuilder, above: Holder) -> x509.Certificate:
        return builder.add_extension(_key_id(above), critical=False).sign(above.key, _HASH)


def pem(*certificates: x509.Certificate) -> str:
    """Return certificates as PEM text."""
    return "".join(item.public_bytes(serialization.Encoding.PEM).decode() for item in certificates)


def new_key(algorithm: str) -> Any:
    """Return a fresh private key: ``ec`` (P-256) or ``rsa`` (2048 bits)."""
    return ec.generate_private_key(ec.SECP256R1()) if algorithm == "ec" else rsa.generate_private_key(65537, 2048)


def _key_id(holder: Holder) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(holder.key.public_key())


def _usage(**allowed: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in _USAGES})


def _name(oid: x509.ObjectIdentifier, value: str) -> x509.NameAttribute:
    return x509.NameAttribute(oid, value[:64], _validate=False)


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
