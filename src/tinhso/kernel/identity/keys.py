"""Keys of programs: their form, and finding out whose a presented key is.

A key reads ``ts_<prefix>_<secret>``: the prefix finds the row, the secret (256 bits) is kept only as its
SHA-256, which suffices because nobody can guess it.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.db.models import Q

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import ApiKey
from tinhso.kernel.identity.queries import account_is_valid

_MARK = "ts"
_USE_NOTED_EVERY = timedelta(hours=1)
_NOBODY = hashlib.sha256(b"nobody").hexdigest()


def new_key() -> tuple[str, str, str]:
    """Return a new key's prefix, the digest to keep, and the whole key to show once."""
    prefix = secrets.token_hex(6)
    secret = secrets.token_urlsafe(32)
    return prefix, digest_of(secret), f"{_MARK}_{prefix}_{secret}"


def digest_of(secret: str) -> str:
    """Return what is kept of a key's secret part."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_key(presented: str) -> ApiKey | None:
    """Return the standing key that was presented, with its account and person, or none.

    The comparison takes the same time whether or not the prefix is known. The time of use is noted at most
    once an hour, so that reading does not become writing.
    """
    mark, _, rest = presented.partition("_")
    prefix, _, secret = rest.partition("_")
    key = None
    if mark == _MARK and prefix and len(prefix) <= 12 and "\x00" not in prefix:
        key = ApiKey.objects.select_related("account__person").filter(prefix=prefix).first()
    matches = hmac.compare_digest(digest_of(secret), key.digest if key else _NOBODY)
    now = clock.now()
    if key is None or not matches or key.revoked_at is not None:
        return None
    if (key.ends_at is not None and key.ends_at <= now) or not account_is_valid(key.account):
        return None
    if key.last_used_at is None or key.last_used_at < now - _USE_NOTED_EVERY:
        ApiKey.objects.filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _USE_NOTED_EVERY), pk=key.pk
        ).update(last_used_at=now)
    return key
