"""Pictures, from the row's page in the workspace."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.access import official
from tinhso.kits.registers.views.common import address_of, opened_row
from tinhso.sectors.tourism.sections import of_register
from tinhso.sectors.tourism.services import pictures


@official
@require_POST
def add(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Add a picture to a row."""
    of_register(code)
    actor, definition, row = opened_row(request, code, key, "change")
    given = request.POST
    try:
        pictures.add(
            actor, row, request.FILES.get("file"), caption=given.get("caption", ""), author=given.get("author", "")
        )
    except Invalid as invalid:
        messages.error(request, " ".join(invalid.fields.values()))
    except Refused as refused:
        if refused.status == 403:
            raise
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã đăng ảnh."))
    return redirect(address_of(definition, row))


@official
@require_POST
def act(request: HttpRequest, code: str, key: UUID, picture_key: UUID) -> HttpResponse:
    """Put a picture first, or take it away."""
    of_register(code)
    actor, definition, row = opened_row(request, code, key, "change")
    acts = {"dau": (pictures.lead, _("Đã đưa ảnh lên đầu.")), "go": (pictures.remove, _("Đã gỡ ảnh."))}
    if request.POST.get("viec") not in acts:
        raise NotFound
    deed, words = acts[request.POST["viec"]]
    deed(actor, row, picture_key)
    messages.success(request, words)
    return redirect(address_of(definition, row))
