"""What a session carries: when it was opened and last used, how its holder signed in, for whom he acts.

A session ends when nobody used it for a while, after some hours in any case, with the password, with the role.
"""

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import Account, Assurance, OpenSession
from tinhso.kernel.identity.posts import posts_of

OPENED, SEEN, MEANS, LEVEL, BEHALF = "opened_at", "seen_at", "means", "assurance", "on_behalf_of"
_KIND, _POSTS, _ENDED = "kind", "held_posts", "session_ended"
_SEEN_EVERY = 60
"""Seconds: how often a session in use is written."""

PASSWORD, CODE, PASSKEY, PLATFORM = "password", "code", "passkey", "platform"
_AMR = {PASSWORD: ["pwd"], CODE: ["pwd", "otp", "mfa"], PASSKEY: ["swk", "user", "mfa"], PLATFORM: ["ext"]}


def begin(
    request: HttpRequest, account: Account, *, means: str, level: int = Assurance.CLAIMED, address: str = ""
) -> None:
    """Note in a session just opened when, how and how surely its holder signed in; list it among his devices."""
    now = clock.now()
    session = request.session
    session.update({OPENED: now.timestamp(), SEEN: now.timestamp(), MEANS: means, LEVEL: int(level)})
    session[_KIND] = account.kind
    session[_POSTS] = account.is_official and bool(posts_of(account.pk))
    session.pop(BEHALF, None)
    session.pop(_ENDED, None)
    session.save()
    OpenSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "account": account,
            "seen_at": now,
            "address": address,
            "agent": request.headers.get("User-Agent", "")[:250],
            "means": means,
            "ended_at": None,
        },
    )


def look_after(request: HttpRequest) -> None:
    """End the session at hand when nobody used it for too long or it is too old; else note that it is in use.

    A session that the sign-in pages did not open ends with its cookie alone.
    """
    session = request.session
    opened, seen = session.get(OPENED), session.get(SEEN)
    if SESSION_KEY not in session or opened is None or seen is None:
        return
    now = clock.now().timestamp()
    if now - seen > settings.SESSION_IDLE_MINUTES.get(str(session.get(_KIND)), 60) * 60 or now - opened > _longest():
        end(request)
    elif now - seen > _SEEN_EVERY:
        session[SEEN] = now
        OpenSession.objects.filter(session_key=session.session_key).update(seen_at=clock.now())


def _longest() -> float:
    return float(settings.SESSION_HOURS * 3600)


def end(request: HttpRequest) -> None:
    """End the session at hand, and let the sign-in page say so."""
    close(request)
    request.session.flush()
    request.session[_ENDED] = True


def has_lost_its_posts(session: MutableMapping[str, Any], *, holds_any: bool) -> bool:
    """Tell whether the holder had roles when the session was opened, and the last of them has ended."""
    return not holds_any and bool(session.get(_POSTS))


def take_end_note(session: MutableMapping[str, Any]) -> bool:
    """Tell, once, that a session has just ended by itself."""
    return bool(session.pop(_ENDED, False))


def close(request: HttpRequest) -> None:
    """Note that the session at hand is over; the caller empties it."""
    if request.session.session_key and SESSION_KEY in request.session:
        OpenSession.objects.filter(session_key=request.session.session_key).update(ended_at=clock.now())


def renewed(request: HttpRequest, old_key: str | None) -> None:
    """Note that the session at hand goes on, under another key."""
    if old_key:
        rows = OpenSession.objects.filter(session_key=old_key)
        rows.update(session_key=request.session.session_key, ended_at=None)


def level_of(session: MutableMapping[str, Any]) -> int:
    """Return how surely it is known who is signed in."""
    return int(session.get(LEVEL, Assurance.CLAIMED))


def how_signed_in(session: MutableMapping[str, Any]) -> dict[str, Any]:
    """Return when and how, as the claims ``auth_time``, ``amr`` and ``acr`` of an ID token."""
    means = str(session.get(MEANS, PASSWORD))
    opened = float(session.get(OPENED) or clock.now().timestamp())
    return {
        "auth_time": int(opened),
        "amr": _AMR.get(means, ["pwd"]),
        "acr": f"urn:tinhso:assurance:{level_of(session)}",
    }


def age(request: HttpRequest) -> timedelta:
    """Return how long ago the session was opened."""
    opened = request.session.get(OPENED)
    return timedelta(0) if opened is None else timedelta(seconds=clock.now().timestamp() - float(opened))
