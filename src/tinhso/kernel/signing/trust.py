"""Whom this installation trusts, and what authorities say of revoked certificates."""

import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from django.conf import settings

from tinhso.kernel.outside.http import trusted
from tinhso.kernel.signing import vault
from tinhso.kernel.signing.models import TrustRoot

_FETCH_SECONDS = 3.0
_MOST_BYTES = 20 * 1024 * 1024
_KEEP_SECONDS = 600
_MISS_SECONDS = 60
_lists: dict[str, tuple[float, bytes | None]] = {}


def folder() -> Path:
    """Return the folder in which an administrator puts trusted roots (``*.pem``, ``*.crt``, ``*.cer``)."""
    return Path(settings.DATA_DIR) / "trust"


def roots() -> list[asn1_x509.Certificate]:
    """Return the trusted roots: those of the folder and those entered on screen."""
    texts = tuple(TrustRoot.objects.filter(withdrawn_at=None).order_by("id").values_list("certificate", flat=True))
    return [*_from_folder(), *_parsed(texts)]


def demonstration_roots() -> set[bytes]:
    """Return the SHA-256 of those trusted roots that only a demonstration trusts."""
    texts = TrustRoot.objects.filter(withdrawn_at=None, demonstration=True).values_list("certificate", flat=True)
    return {certificate.sha256 for text in texts for certificate in vault.certificates(text)}


def revocation_lists(certificates: list[asn1_x509.Certificate]) -> list[bytes]:
    """Return the lists (DER) that these certificates point to and that could be fetched, or were lately.

    Only ask for certificates whose chain is trusted: the addresses come from the certificates themselves.
    """
    found = []
    for url in {url for certificate in certificates for url in _addresses(certificate)}:
        kept = _lists.get(url)
        now = time.monotonic()
        if kept is None or now > kept[0]:
            content = _fetch(url)
            kept = (now + (_KEEP_SECONDS if content else _MISS_SECONDS), content)
            _lists[url] = kept
        if kept[1] is not None:
            found.append(kept[1])
    return found


def forget_lists() -> None:
    """Fetch revocation lists afresh at the next question."""
    _lists.clear()


def _addresses(certificate: asn1_x509.Certificate) -> list[str]:
    points = certificate.crl_distribution_points_value or ()
    urls = []
    for point in points:
        name = point["distribution_point"]
        if name.name == "full_name":
            urls += [item.native for item in name.chosen if item.name == "uniform_resource_identifier"]
    return [url for url in urls if url.startswith(("http://", "https://"))]


def _fetch(url: str) -> bytes | None:
    # Loaded when a list is fetched: every process names the trusted roots.
    import httpx

    try:
        answer = httpx.get(url, timeout=_FETCH_SECONDS, verify=trusted())
        answer.raise_for_status()
        if len(answer.content) > _MOST_BYTES:
            return None
        asn1_crl.CertificateList.load(answer.content, strict=True)["tbs_cert_list"].native  # noqa: B018 - parses it
    except (httpx.HTTPError, ValueError):
        return None
    return answer.content


def _from_folder() -> list[asn1_x509.Certificate]:
    files = sorted(folder().glob("*.*")) if folder().is_dir() else []
    found: list[asn1_x509.Certificate] = []
    for path in files:
        if path.suffix.lower() in {".pem", ".crt", ".cer"}:
            content = path.read_bytes()
            if b"-----BEGIN" in content:
                found += vault.certificates(content)
            else:
                found.append(asn1_x509.Certificate.load(content))
    return found


@lru_cache(maxsize=8)
def _parsed(texts: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(certificate for text in texts for certificate in vault.certificates(text))
