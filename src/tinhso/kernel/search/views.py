"""Keeping a view of a list, and giving it up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import official
from tinhso.kernel.search import services
from tinhso.kernel.search.places import PLACES, Place


@official
@require_POST
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the list as it is looked at under a name."""
    place, given = _place(code), request.POST
    try:
        view = services.save_view(
            request.actor,  # type: ignore[attr-defined]
            place,
            given.get("name", ""),
            given.get("query", ""),
            shared=given.get("shared") == "on",
        )
    except Invalid as invalid:
        messages.error(request, " ".join(invalid.fields.values()))
        return redirect(place.address(services.lasting(given.get("query", ""))))
    messages.success(request, _("Đã lưu cách xem."))
    return redirect(place.address(view.query))


@official
@require_POST
def forget(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Remove a saved view of one's own."""
    place = _place(code)
    services.forget_view(request.actor, place, key)  # type: ignore[attr-defined]
    messages.success(request, _("Đã bỏ cách xem."))
    return redirect(place.address())


def _place(code: str) -> Place:
    if code not in PLACES:
        raise NotFound
    return PLACES[code]
