"""The one source of the present moment.

Services ask this clock, never the machine's, so that a history can be replayed
and a test can stand at a chosen moment without patching.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _moment.get() or timezone.now()


def today() -> date:
    """Return the present date in Viet Nam."""
    return timezone.localdate(now(), VIETNAM)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at an aware ``moment`` within the block."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware moment")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
