"""A trusted timestamp (RFC 3161) over the head of the log's chain, so that nobody can write the past anew."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms
from django.db import connection, transaction
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from tinhso.kernel.signing import timestamps, trust
from tinhso.kits.exchange.models import LogStamp
from tinhso.kits.exchange.sealing import FIRST, LOCK, head, write_head


class StampRefused(Exception):  # noqa: N818 - says what is wrong
    """A timestamp that this installation does not believe; the message says why, in Vietnamese."""


def imprint(position: int, digest: str, previous: str) -> bytes:
    """Return what a timestamp is taken of: the head of the chain, and the stamp before."""
    return hashlib.sha256(f"{position}\n{digest}\n{previous}".encode()).digest()


def stamp() -> LogStamp | None:
    """Have the head of the chain timestamped; none when nothing is new or no service is configured.

    Raises ``StampRefused`` when the service does not answer, or answers what cannot be believed.
    """
    service = timestamps.current()
    position, digest = head()
    last = LogStamp.objects.order_by("-position").first()
    if service is None or position == (last.position if last else 0):
        return None
    previous = hashlib.sha256(bytes(last.token)).hexdigest() if last else FIRST
    wanted = imprint(position, digest, previous)
    try:
        token = asyncio.run(service.async_timestamp(wanted, "sha256"))
    except TimestampRequestError as error:
        raise StampRefused(_("dịch vụ cấp dấu thời gian không trả lời")) from error
    content: bytes = token.dump()
    found = check_token(content, wanted)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        newest = LogStamp.objects.order_by("-position").first()
        if (newest.id if newest else None) != (last.id if last else None):
            return None
        made = LogStamp.objects.create(
            at=found.at,
            position=position,
            hash=digest,
            previous=previous,
            token=content,
            authority=found.authority[:200],
        )
    write_head(position, digest)
    return made


@dataclass(frozen=True)
class Token:
    """What a believed timestamp says."""

    at: datetime
    authority: str


def check_token(content: bytes, wanted: bytes) -> Token:
    """Return what a timestamp token says when a trusted authority made it over ``wanted``; raise ``StampRefused``."""
    try:
        signed: Any = cms.ContentInfo.load(content, strict=True)["content"]
        at: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
        context = ValidationContext(
            trust_roots=trust.roots(), moment=at, allow_fetching=False, revocation_mode="soft-fail"
        )
        found = asyncio.run(
            validate_tst_signed_data(signed, context, lambda algorithm: wanted if algorithm == "sha256" else b"")
        )
        status = TimestampSignatureStatus(**found)
    except Exception as error:
        raise StampRefused(_("dấu thời gian hỏng ({error})").format(error=type(error).__name__)) from error
    if not (status.intact and status.valid):
        raise StampRefused(_("dấu thời gian không phải của nội dung này, hoặc đã bị thay đổi"))
    authority = str(status.signing_cert.subject.human_friendly)
    if not status.trusted:
        raise StampRefused(_("dấu thời gian của nơi không được tin cậy: {name}").format(name=authority))
    return Token(at, authority)
