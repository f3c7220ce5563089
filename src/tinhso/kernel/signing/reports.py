"""What is said of a signature."""

from dataclasses import dataclass
from datetime import datetime

VALID, UNKNOWN, BROKEN = "valid", "unknown", "broken"


@dataclass(frozen=True)
class SignatureReport:
    """What is known of one signature.

    ``verdict``: ``valid``, ``broken`` (changed, false or revoked), or ``unknown`` (whole, but made with a
    certificate that this installation does not trust). ``revocation``: ``good``, ``revoked`` or ``unknown``.
    ``covers_all``: nothing was added after it; ``only_signed_after``: what was added are further signatures.
    """

    field: str
    signer: str
    organization: str
    issuer: str
    signed_at: datetime | None
    timestamp_at: datetime | None
    timestamp_trusted: bool
    intact: bool
    trusted: bool
    revocation: str
    covers_all: bool
    only_signed_after: bool
    demonstration: bool
    verdict: str
    sentence: str
