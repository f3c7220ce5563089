"""Who asks: sets ``request.actor`` and tells the change history who writes."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from tinhso.kernel.identity import sessions
from tinhso.kernel.identity.requests import actor_of, address_of

_API = "/api/"
_READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


class ActorMiddleware:
    """Gives every request an ``actor``, found out when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(_API):
            sessions.look_after(request)
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        # What programs do is in the audit log; telling the history of every statement costs two more in each.
        if request.method in _READING or request.path.startswith(_API):
            return self.get_response(request)
        # The session's own key says who writes without another query.
        account_id = request.session.get(SESSION_KEY)
        with pghistory.context(user=account_id, url=request.path, address=address_of(request)):
            return self.get_response(request)
