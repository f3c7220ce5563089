"""Counting sign-in attempts, in the database, so that every process sees the same count.

An attempt is charged before it is checked, so that a hundred at once are a hundred; success takes the charge
back. Three counts run side by side: one name from one address (a person who mistypes), one name from
everywhere (guessing spread over many addresses), one address with every name (one password tried on all).

Guessing by others must not lock the holder out: from an address at which the account was lately signed in, the
count from everywhere does not hold; there a name still has its own few attempts.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.errors import TooManyAttempts
from tinhso.kernel.identity.models import SignInFailure

WINDOW = timedelta(minutes=15)
MOST_BY_NAME_AND_ADDRESS = 5
MOST_BY_NAME = 30
MOST_BY_ADDRESS = 60
_KEPT = timedelta(days=1)

_CHARGE = """
    INSERT INTO identity_signinfailure AS f (key, failures, window_began_at) VALUES (%(key)s, 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN f.window_began_at <= %(old)s THEN 1 ELSE f.failures + 1 END,
        window_began_at = CASE WHEN f.window_began_at <= %(old)s THEN %(now)s ELSE f.window_began_at END
    RETURNING failures, window_began_at
"""


def _key(*parts: str) -> str:
    return salted_hmac("tinhso.identity.throttle", "\n".join(parts), algorithm="sha256").hexdigest()


def _counts(name: str, address: str) -> list[tuple[str, int]]:
    return [
        (_key("both", name, address), MOST_BY_NAME_AND_ADDRESS),
        (_key("name", name), MOST_BY_NAME),
        (_key("address", address), MOST_BY_ADDRESS),
    ]


def charge(name: str, address: str, *, knows: Callable[[str, str], bool] | None = None) -> None:
    """Count one attempt; raise ``TooManyAttempts`` when one of the counts is over its limit.

    ``knows`` tells whether the name was lately signed in from the address; it is asked only when that matters.
    """
    now = clock.now()
    until: datetime | None = None
    by_name = _key("name", name)
    with connection.cursor() as cursor:
        for key, most in _counts(name, address):
            cursor.execute(_CHARGE, {"key": key, "now": now, "old": now - WINDOW})
            failures, began = cursor.fetchone()
            if failures > most and not (key == by_name and knows is not None and knows(name, address)):
                until = max(until or began, began + WINDOW)
    if until is not None:
        raise TooManyAttempts(max(1, -int((now - until).total_seconds() // 60)))


def count(what: str, who: str, *, most: int) -> int:
    """Count one use of ``what`` by ``who``; return in how many minutes he may use it again, 0 when he may now."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_CHARGE, {"key": _key(what, who), "now": now, "old": now - WINDOW})
        uses, began = cursor.fetchone()
    return max(1, -int((now - began - WINDOW).total_seconds() // 60)) if uses > most else 0


def forgive(name: str, address: str) -> None:
    """Take the attempt back after success: the name begins anew, the address is charged one less."""
    both, by_name, by_address = (key for key, _most in _counts(name, address))
    SignInFailure.objects.filter(key__in=[both, by_name]).delete()
    SignInFailure.objects.filter(key=by_address, failures__gt=0).update(failures=F("failures") - 1)
    SignInFailure.objects.filter(window_began_at__lt=clock.now() - _KEPT).delete()
