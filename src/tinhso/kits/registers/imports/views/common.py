"""What the pages of importing share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tinhso.kernel.foundation.errors import Forbidden, NotFound, Refused
from tinhso.kernel.identity.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def done(request: HttpRequest, key: Any, act: Callable[[], Any], words: str = "") -> HttpResponse:
    """Do something with an import and go back to its page; a refusal is told there."""
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        messages.error(request, "; ".join(getattr(refused, "fields", {}).values()) or refused.message)
    else:
        if words:
            messages.success(request, words)
    return redirect("registers_imports:run", key)
