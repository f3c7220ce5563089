"""What the queue's views share."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tinhso.government.queue.models import Ticket
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import Actor

NEXT = "tiep"


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def qr(path: str) -> str:
    """Return the QR code of an address of this installation, as a picture to put into a page."""
    made: str = segno.make(settings.BASE_URL + path, error="m").svg_data_uri(scale=5, border=2, light="#fff")
    return made


def ticket_qr(ticket: Ticket) -> str:
    """Return the QR code under which the holder follows the number."""
    return qr(reverse("queue:ticket", args=[ticket.token]))


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """Go back to the page that sent the form, when it is one of ours."""
    wanted = request.POST.get(NEXT, "")
    if urlsplit(wanted).path.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(fallback)


def told(request: HttpRequest, act: Callable[[], Any], said: Callable[[Any], str] | None = None) -> Any:
    """Do something; a refusal that the officer can mend on the same page becomes a notice there, and none is given."""
    try:
        result = act()
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        messages.error(request, refused.message)
        return None
    words = said(result) if said is not None else ""
    if words:
        messages.success(request, words)
    return result
