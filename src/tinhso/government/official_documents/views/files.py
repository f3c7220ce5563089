"""Files of documents: each opening is on record, and bears the reader's name."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tinhso.government.official_documents import permissions, reach
from tinhso.government.official_documents.queries import files as queries
from tinhso.government.official_documents.services import reading
from tinhso.government.official_documents.views import actor_of
from tinhso.kernel.files import serving
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.foundation.errors import Forbidden
from tinhso.kernel.identity.access import requires

_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@requires(permissions.WORK)
@require_safe
def serve(request: HttpRequest, way: str, key: UUID, file: UUID) -> HttpResponseBase:
    """Send a file of a document that the official may see; ``?tai=1`` saves it, ``?goc=1`` is the signed original."""
    actor = actor_of(request)
    found = queries.file_of(actor, way, key, file)
    original = "goc" in request.GET
    if original and not reach.may(actor, permissions.REGISTER, found.unit):
        raise Forbidden("", permission=permissions.REGISTER)
    download = "tai" in request.GET or original
    said = "original" if original else "download" if download else "view"
    reading.note_file(actor, found.document, found.kind, key, found.unit.pk, found.file, said)
    if original or found.file.media_type != PDF:
        return serving.respond(request, found.file, download=download)
    answer = HttpResponse(reading.marked(actor, found.file), content_type=PDF)
    answer["Content-Disposition"] = content_disposition_header(download, found.file.name) or "inline"
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
