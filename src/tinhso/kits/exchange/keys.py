"""Keys: what this installation signs with, and the certificates by which participants are known.

``current(algorithm)`` gives the installation's key (made at first use: certified by the authority at ``TRUST_URL``,
self-signed when there is none); ``certificate_of(key_id)`` an earlier one's certificate; ``verdict(certificate)``
says whether a participant's certificate may be believed, and why not.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.signing import authority, vault
from tinhso.kernel.signing.signers import CannotSign
from tinhso.kits.exchange import audit_events, permissions
from tinhso.kits.exchange.access import demand_province
from tinhso.kits.exchange.models import Algorithm, ExchangeKey, Participant, ParticipantCertificate

_LOCK = 7_420_021
_DAYS = 730

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class SigningKey:
    """A key that signs: ``key_id`` is the SHA-256 of its certificate (hex), ``chain`` the certificates as PEM."""

    key_id: str
    algorithm: str
    chain: str
    private: PrivateKey
    valid_to: datetime

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        return x509.load_pem_x509_certificate(self.chain.encode())

    def sign(self, content: bytes) -> bytes:
        """Return the signature over ``content``: ECDSA with SHA-256 (DER), or RSA PKCS#1 v1.5 with SHA-256."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(content, _ECDSA)


_ECDSA = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True)
class Verdict:
    """Whether a certificate is a participant's and may be believed now; ``reason`` says why not, in Vietnamese."""

    good: bool
    reason: str = ""
    participant_id: UUID | None = None
    sha256: str = ""


def current(algorithm: str = Algorithm.EC) -> SigningKey:
    """Return the key that signs now; made, and written down, when there is none in force."""
    row = _in_force(algorithm)
    if row is None:
        row = _make(algorithm)
    return _opened(row.key_id, row.algorithm, row.certificate, row.file, row.valid_to, str(settings.DATA_DIR))


def certificate_of(key_id: str) -> x509.Certificate | None:
    """Return the certificate of a key of this installation, present or past."""
    text = ExchangeKey.objects.filter(key_id=key_id).values_list("certificate", flat=True).first()
    return x509.load_pem_x509_certificate(text.encode()) if text else None


def verify(certificate: x509.Certificate, signature: bytes, content: bytes) -> bool:
    """Tell whether ``signature`` is the certificate's key's over ``content``."""
    return verify_with(certificate.public_key(), signature, content)


def verify_with(public: Any, signature: bytes, content: bytes) -> bool:
    """Tell whether ``signature`` is the public key's over ``content``."""
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, content, _ECDSA)
        else:
            return False
    except Exception:
        return False
    return True


def fingerprint(certificate: x509.Certificate | bytes) -> str:
    """Return the SHA-256 of a certificate (object or DER), as hex."""
    der = certificate if isinstance(certificate, bytes) else certificate.public_bytes(serialization.Encoding.DER)
    return hashlib.sha256(der).hexdigest()


def verdict(sha256: str, at: datetime | None = None) -> Verdict:
    """Judge a participant's certificate by its SHA-256, as of ``at`` (now when not given)."""
    row = ParticipantCertificate.objects.select_related("participant").filter(sha256=sha256).first()
    if row is None:
        return Verdict(False, _("chứng thư số này chưa được đăng ký cho thành viên nào"), None, sha256)
    at = at or clock.now()
    reason = ""
    if row.withdrawn_at is not None and row.withdrawn_at <= at:
        reason = _("chứng thư số này đã ngừng được chấp nhận: {reason}").format(reason=row.reason)
    elif at < row.valid_from:
        reason = _("chứng thư số này chưa đến ngày có hiệu lực")
    elif at > row.valid_to:
        reason = _("chứng thư số này đã hết hạn ngày {day}").format(day=f"{timezone.localdate(row.valid_to):%d/%m/%Y}")
    elif not row.participant.holds_on(timezone.localdate(at)):
        reason = _("thành viên này không còn tham gia trục")
    return Verdict(not reason, reason, row.participant_id, sha256)


@transaction.atomic
def register_certificate(actor: Actor, participant: Participant, pem: str) -> ParticipantCertificate:
    """Know ``participant`` by a certificate (PEM); raise ``Invalid`` when it is unreadable, ``Conflict`` when known."""
    demand_province(actor, permissions.MANAGE)
    try:
        certificate = x509.load_pem_x509_certificate(pem.strip().encode())
    except ValueError as error:
        raise Invalid(
            {
                "certificate": _(
                    "Không đọc được chứng thư số. Hãy dán tệp PEM, bắt đầu bằng -----BEGIN CERTIFICATE-----."
                )
            }
        ) from error
    sha256 = fingerprint(certificate)
    standing = ParticipantCertificate.objects.select_related("participant").filter(sha256=sha256).first()
    if standing is not None:
        raise Conflict(_("Chứng thư số này đã đăng ký cho {name}.").format(name=standing.participant))
    row = ParticipantCertificate.objects.create(
        participant=participant,
        sha256=sha256,
        certificate=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        subject=certificate.subject.rfc4514_string()[:300],
        issuer=certificate.issuer.rfc4514_string()[:300],
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )
    audit.record(
        actor,
        audit_events.CERTIFICATE_ADDED,
        subject_kind="exchange-participant",
        subject_id=participant.id,
        subject_label=str(participant),
        sha256=sha256,
    )
    return row


@transaction.atomic
def withdraw_certificate(actor: Actor, certificate_id: UUID, reason: str) -> ParticipantCertificate:
    """Stop believing a certificate from now on; raise ``Invalid`` without a reason."""
    demand_province(actor, permissions.MANAGE)
    row = ParticipantCertificate.objects.select_for_update().filter(id=certificate_id).first()
    if row is None:
        raise NotFound
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do ngừng chấp nhận.")})
    if row.withdrawn_at is not None:
        raise Conflict(_("Chứng thư số này đã ngừng được chấp nhận trước đó."))
    row.withdrawn_at, row.reason = clock.now(), reason.strip()[:300]
    row.save(update_fields=["withdrawn_at", "reason"])
    audit.record(
        actor,
        audit_events.CERTIFICATE_WITHDRAWN,
        subject_kind="exchange-participant",
        subject_id=row.participant_id,
        subject_label=str(row.participant),
        sha256=row.sha256,
        reason=row.reason,
    )
    return row


@transaction.atomic
def renew(actor: Actor, algorithm: str = Algorithm.EC) -> ExchangeKey:
    """Make a new key of the installation; earlier ones only verify from now on."""
    demand_province(actor, permissions.MANAGE)
    return _make(algorithm, anew=True)


def _in_force(algorithm: str) -> ExchangeKey | None:
    now = clock.now()
    return (
        ExchangeKey.objects.filter(
            algorithm=algorithm, retired_at=None, valid_from__lte=now, valid_to__gt=now + timedelta(days=1)
        )
        .order_by("-id")
        .first()
    )


@transaction.atomic
def _make(algorithm: str, *, anew: bool = False) -> ExchangeKey:
    with connection.cursor() as cursor:
        # Two processes that start together make one key.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    standing = _in_force(algorithm)
    if standing is not None and not anew:
        return standing
    private: PrivateKey = (
        ec.generate_private_key(ec.SECP256R1()) if algorithm == Algorithm.EC else rsa.generate_private_key(65537, 2048)
    )
    chain = _certified(private) if settings.TRUST_URL else _self_signed(private)
    certificates = x509.load_pem_x509_certificates(chain.encode())
    content = pkcs12.serialize_key_and_certificates(
        None,
        private,
        certificates[0],
        certificates[1:],
        serialization.BestAvailableEncryption(vault.server_passphrase().encode()),
    )
    ExchangeKey.objects.filter(algorithm=algorithm, retired_at=None).update(retired_at=clock.now())
    return ExchangeKey.objects.create(
        key_id=fingerprint(certificates[0]),
        algorithm=algorithm,
        certificate=chain,
        file=vault.keep(f"exchange-{secrets.token_hex(12)}", content),
        valid_from=certificates[0].not_valid_before_utc,
        valid_to=certificates[0].not_valid_after_utc,
    )


def _common_name() -> str:
    return f"Tinh So exchange {settings.EXCHANGE_INSTANCE}/{settings.EXCHANGE_MEMBER_CLASS}"


def _certified(private: PrivateKey) -> str:
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(private, hashes.SHA256())
    csr = request.public_bytes(serialization.Encoding.PEM).decode()
    try:
        subject = {"common_name": _common_name(), "organization": settings.EXCHANGE_INSTANCE}
        return str(authority.certify({**subject, "csr": csr})["chain"])
    except (CannotSign, KeyError) as error:
        raise Refused(
            _("Cơ quan chứng thực không trả lời nên chưa tạo được khóa của trục. Xin thử lại sau ít phút."),
            code="exchange-key",
        ) from error


def _self_signed(private: PrivateKey) -> str:
    now = clock.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _common_name())])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
        .sign(private, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


@lru_cache(maxsize=16)
def _opened(key_id: str, algorithm: str, chain: str, file: str, valid_to: datetime, _folder: str) -> SigningKey:
    private, _certificate, _more = pkcs12.load_key_and_certificates(
        vault.read(file), vault.server_passphrase().encode()
    )
    if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError(f"{file} holds no key for signing")
    return SigningKey(key_id, algorithm, chain, private, valid_to)
