"""What is done with an import that was checked: stored, paused, resumed, undone, given up; its marked copy."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.kernel.files.serving import respond
from tinhso.kernel.identity.access import requires
from tinhso.kits.registers.imports import permissions
from tinhso.kits.registers.imports.services import marking, receiving, storing, undoing
from tinhso.kits.registers.imports.views.common import actor_of, done


@requires(permissions.IMPORT)
@require_POST
def start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin to store what is right."""
    skip = "bo-giong" in request.POST
    return done(request, key, lambda: storing.start(actor_of(request), key, skip_alike=skip))


@requires(permissions.IMPORT)
@require_POST
def pause(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop for now."""
    return done(request, key, lambda: storing.pause(actor_of(request), key))


@requires(permissions.IMPORT)
@require_POST
def resume(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go on."""
    return done(request, key, lambda: storing.resume(actor_of(request), key))


@requires(permissions.IMPORT)
@require_POST
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the whole import back."""
    return done(request, key, lambda: undoing.start(actor_of(request), key))


@requires(permissions.IMPORT)
@require_POST
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give it up; nothing was stored."""
    return done(request, key, lambda: receiving.drop(actor_of(request), key), _("Đã bỏ lần nhập này."))


@requires(permissions.IMPORT)
@require_POST
def mark(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have the copy made in which wrong cells are marked."""
    return done(request, key, lambda: marking.ask(actor_of(request), key))


@requires(permissions.IMPORT)
@require_safe
def marked(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand the marked copy out."""
    return respond(request, marking.download(actor_of(request), key), download=True)
