"""What a request tells about who is asking."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tinhso.kernel.identity import businesses, sessions
from tinhso.kernel.identity.actor import ANONYMOUS, Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for

_SECOND_FACTOR = "second_factor"


def address_of(request: HttpRequest) -> str:
    """Return the client's network address; behind ``PROXY_COUNT`` proxies, the one that the outermost saw."""
    count = settings.PROXY_COUNT
    if count:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= count:
            return hops[-count][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def mark_second_factor(session: MutableMapping[str, Any], account_id: UUID) -> None:
    """Note in the session that the account gave its second factor."""
    session[_SECOND_FACTOR] = str(account_id)


def second_factor_given(request: HttpRequest, account_id: UUID) -> bool:
    """Tell whether the second factor of this account was given in this session."""
    return bool(request.session.get(_SECOND_FACTOR) == str(account_id))


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, by the session; a representative who acts for a business asks as that business.

    Somebody whose account may no longer be used, or whose last role has ended, is signed out.
    """
    actor = own_actor_of(request)
    entity_id = request.session.get(sessions.BEHALF) if actor.kind == "citizen" else None
    if not entity_id:
        return actor
    acting = businesses.acting_for(actor, UUID(str(entity_id)))
    if acting is None:
        request.session.pop(sessions.BEHALF, None)
    return acting or actor


def own_actor_of(request: HttpRequest) -> Actor:
    """Return who is signed in, whomever he acts for."""
    account = request.user
    if not isinstance(account, Account):
        if SESSION_KEY in request.session:
            request.session.flush()
        return ANONYMOUS
    strong = second_factor_given(request, account.pk)
    actor = actor_for(account, address=address_of(request), strong=strong, assurance=sessions.level_of(request.session))
    if sessions.has_lost_its_posts(request.session, holds_any=bool(actor.posts)):
        sessions.end(request)
        request.user = AnonymousUser()
        return ANONYMOUS
    return actor


def safe_next(request: HttpRequest, default: str) -> str:
    """Return where the request wants to go on (``next``), when that is an address of this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return default


def with_next(url_name: str, request: HttpRequest) -> str:
    """Return the address of ``url_name`` that leads back to the page asked for (only a page that was read)."""
    target = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    return reverse(url_name) + (f"?{urlencode({'next': target})}" if target else "")
