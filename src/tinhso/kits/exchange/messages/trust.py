"""With which key messages are signed, and whose signatures are believed: the exchange's own keys and directory."""

import base64
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings
from lxml import etree

from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange import keys
from tinhso.kits.exchange.edxml import signing
from tinhso.kits.exchange.edxml.codes import DSIG
from tinhso.kits.exchange.edxml.refusals import Unproved
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.states import Route
from tinhso.kits.exchange.models import Algorithm, Participant


def own_code() -> str:
    """Return under which code this installation takes part: the member that it speaks for, as text."""
    own = Participant.objects.filter(own=True).order_by("created_at", "id").first()
    if own is not None:
        return str(own.identifier)
    root = OrganizationUnit.objects.on().filter(parent=None).order_by("path").values_list("identifier", flat=True)
    return f"{settings.EXCHANGE_INSTANCE}/{settings.EXCHANGE_MEMBER_CLASS}/{root.first() or 'LOCAL'}"


def sign(tree: etree._Element) -> bytes:
    """Sign a message with the installation's key; RSA, which every program for XML signatures knows."""
    key = keys.current(Algorithm.RSA)
    return signing.sign(tree, key.private, key.certificate)


def prove(data: bytes, tree: etree._Element, route: str, source: str) -> tuple[etree._Element, dict[str, Any]]:
    """Check the signature of a message of ``source``; return what it covers, and a verdict to be kept.

    Raises ``Undeliverable``: ``bad-signature``, ``unknown-certificate``, ``certificate-expired``. A message that came
    by the axis may be signed by somebody whom the directory does not know: then the verdict says so.
    """
    certificate = _certificate(tree)
    now = clock.now()
    known = _judge(certificate, route, source, now)
    try:
        covered = signing.verify(data, certificate)
    except Unproved as error:
        raise Undeliverable(error.code, error.detail) from error
    return covered, {
        "state": "good" if known else "unknown",
        "signer": _name(certificate),
        "serial": f"{certificate.serial_number:x}",
        "valid_to": certificate.not_valid_after_utc.isoformat(),
        "checked_at": now.isoformat(),
    }


def _certificate(tree: etree._Element) -> x509.Certificate:
    written = tree.findtext(f".//{{{DSIG}}}X509Certificate")
    if not written:
        raise Undeliverable("bad-signature", "X509Certificate")
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(written.split())))
    except ValueError as error:
        raise Undeliverable("bad-signature", "X509Certificate") from error


def _judge(certificate: x509.Certificate, route: str, source: str, now: datetime) -> bool:
    """Tell whether the directory knows the certificate as the source's; raise ``Undeliverable``."""
    sha256 = keys.fingerprint(certificate)
    if route == Route.LOCAL:
        if keys.certificate_of(sha256) is None:
            raise Undeliverable("unknown-certificate", _name(certificate))
        return True
    verdict = keys.verdict(sha256, now)
    if verdict.participant_id is None:
        if route == Route.AXIS:
            if now > certificate.not_valid_after_utc:
                raise Undeliverable("certificate-expired", f"{certificate.not_valid_after_utc:%d/%m/%Y}")
            return False
        raise Undeliverable("unknown-certificate", _name(certificate))
    if not verdict.good:
        raise Undeliverable("certificate-expired", verdict.reason)
    if route != Route.AXIS:
        participant = Participant.objects.get(id=verdict.participant_id)
        if str(participant.identifier) != source:
            raise Undeliverable("not-yours", str(participant))
    return True


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
