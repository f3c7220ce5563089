"""Around rows: notes, follows, extracts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tinhso.kernel.files.links import link
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.access import official
from tinhso.kits.registers.services import around
from tinhso.kits.registers.services.extracts import extract as make_extract
from tinhso.kits.registers.views.common import address_of, opened_row


@official
@require_POST
def comment(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Leave a note on a row, with a file or without."""
    actor, definition, row = opened_row(request, code, key)
    try:
        around.comment(actor, definition, row, request.POST.get("text", ""), request.FILES.get("file"))
    except Invalid as invalid:
        messages.error(request, " ".join(invalid.fields.values()))
    else:
        messages.success(request, _("Đã ghi."))
    return redirect(address_of(definition, row))


@official
@require_POST
def follow(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Be told when a row changes, or no more."""
    actor, definition, row = opened_row(request, code, key)
    wanted = request.POST.get("theo") == "1"
    around.follow(actor, definition, row, wanted=wanted)
    messages.success(request, _("Đã theo dõi bản ghi này.") if wanted else _("Đã thôi theo dõi."))
    return redirect(address_of(definition, row))


@official
@require_POST
def extract(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Make an extract of a row and go on to its file."""
    actor, definition, row = opened_row(request, code, key, "export")
    return redirect(link(make_extract(actor, definition, row).file))
