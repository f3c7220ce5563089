"""What belongs to a document: others of nearly the same subject, others that name it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.government.official_documents import permissions
from tinhso.government.official_documents.queries import related as queries
from tinhso.government.official_documents.views import actor_of
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import requires


@requires(permissions.WORK)
@require_safe
def page(request: HttpRequest, way: str, key: UUID) -> HttpResponse:
    """Show what belongs to a document, each only to who may see it."""
    if way not in ("den", "di"):
        raise NotFound
    actor = actor_of(request)
    document = queries.document_of(actor, way, key)
    context = {
        "document": document,
        "back": "official_documents:incoming" if way == "den" else "official_documents:outgoing",
        "alike": queries.alike(actor, document),
        "naming": queries.naming(actor, document),
    }
    return render(request, "official_documents/related.html", context)
