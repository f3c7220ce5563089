"""Stored files behind signed links."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from tinhso.kernel.files import links, queries, serving
from tinhso.kernel.identity.access import public


@require_safe
@public
def serve(request: HttpRequest, token: str, **_name: str) -> HttpResponseBase:
    """Send the file that a signed link names; ``name`` is there for the browser's "save as"."""
    key, download = links.opened(token)
    return serving.respond(request, queries.file_by_id(key), download=download)
