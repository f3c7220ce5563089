"""Web Push: a notice, encrypted for one browser, handed to the push service that reaches it.

RFC 8030 (protocol), RFC 8291 (encryption of the message), RFC 8292 (VAPID: who sends). The push service sees neither
the words nor whom they concern.
"""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from fnmatch import fnmatch
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.notify.models import Message, PushDevice
from tinhso.kernel.outside.http import call

WAITS = (60, 600, 3600)
"""Seconds between tries while a push service is away."""
KEEP_SECONDS = 24 * 3600
"""How long the push service keeps a message for a telephone that is off."""
TOKEN_LIFE = timedelta(hours=12)
MOST_WORDS = 400
GONE, TOO_MANY = {404, 410}, 429
SECRET_BYTES = 16
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def is_known(endpoint: str) -> bool:
    """Tell whether an address is at a push service that the installation calls (``TINHSO_PUSH_SERVICES``)."""
    parts = urlsplit(endpoint)
    return any(fnmatch(f"{parts.scheme}://{parts.netloc}", pattern) for pattern in settings.PUSH_SERVICES)


def public_key() -> str:
    """Return the installation's key as browsers ask for it (``applicationServerKey``, base64url)."""
    return _text(_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def send(message_id: UUID, device_id: UUID, tries: int) -> None:
    """Hand a notice to the push service of one device; try later when it is away, end the device when it is gone."""
    device = PushDevice.objects.filter(id=device_id, ended_at=None, account__is_active=True).first()
    message = Message.objects.filter(id=message_id, read_at=None).first()
    if device is None or message is None:
        return
    words = {"title": message.subject, "body": message.body[:MOST_WORDS], "url": message.url}
    try:
        answer = call(
            "POST",
            device.endpoint,
            headers={
                "Authorization": f"vapid t={_token(device.endpoint)}, k={public_key()}",
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(KEEP_SECONDS),
            },
            content=encrypt(json.dumps(words, ensure_ascii=False).encode(), device),
        )
    except VendorFailed as failure:
        if failure.retry:
            _try_later(message_id, device_id, tries)
        return
    if answer.status in GONE:
        PushDevice.objects.filter(id=device_id).update(ended_at=clock.now())
    elif answer.status == TOO_MANY:
        _try_later(message_id, device_id, tries)


def encrypt(content: bytes, device: PushDevice) -> bytes:
    """Return ``content`` encrypted for the device's browser (RFC 8291)."""
    encrypted: bytes = http_ece.encrypt(
        content,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(device.public_key),
        auth_secret=_bytes(device.auth_secret),
        version="aes128gcm",
    )
    return encrypted


def is_key(public: str, secret: str) -> bool:
    """Tell whether a browser's key is a point of the curve P-256 and its secret has sixteen bytes."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(public))
        return len(_bytes(secret)) == SECRET_BYTES
    except ValueError:
        return False


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(hashlib.sha512(settings.PUSH_KEY.encode()).digest())
    return ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())


def _token(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    expires: datetime = clock.now() + TOKEN_LIFE
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(expires.timestamp()), "sub": settings.BASE_URL}
    return jwt.encode(claims, _key(), algorithm="ES256")


@transaction.atomic
def _try_later(message_id: UUID, device_id: UUID, tries: int) -> None:
    from tinhso.kernel.notify.jobs import send_push  # the job calls this file

    if tries < len(WAITS):
        at = clock.now() + timedelta(seconds=WAITS[tries])
        send_push.later(at=at, message_id=message_id, device_id=device_id, tries=tries + 1)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
