"""What is done with an import that was checked: stored, paused, resumed, undone, given up; its marked copy."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from tinhso.kernel.files.serving import respond
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.imports import permissions, queries
from tinhso.kits.registers.imports.services import marking, receiving, storing, undoing
from tinhso.kits.registers.imports.views.common import actor_of, done

ACTS: dict[str, Callable[[Actor, UUID], Any]] = {
    "tam-dung": storing.pause,
    "nhap-tiep": storing.resume,
    "hoan-tac": undoing.start,
    "bo": receiving.drop,
    "danh-dau": marking.ask,
}


@requires(permissions.IMPORT)
@require_POST
def act(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """Store, pause, go on, take back, give up, or have the marked copy made."""
    actor = actor_of(request)
    queries.run_for(actor, key)
    if what == "nhap":
        skip = "bo-giong" in request.POST
        return done(request, key, lambda: storing.start(actor, key, skip_alike=skip))
    if what not in ACTS:
        raise NotFound
    return done(request, key, lambda: ACTS[what](actor, key))


@requires(permissions.IMPORT)
@require_safe
def marked(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand the marked copy out."""
    return respond(request, marking.download(actor_of(request), key), download=True)
