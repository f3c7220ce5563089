"""The file for the national database."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.government.personnel.models import PersonFile
from tinhso.government.personnel.permissions import SYNC
from tinhso.government.personnel.services import sync
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor


@requires(SYNC)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    """Show what the file holds; give it to whoever says for what."""
    if request.method == "POST":
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            lines = sync.lines(actor, request.POST.get("purpose", ""))
        except Invalid as invalid:
            messages.error(request, invalid.fields["purpose"])
            return redirect("personnel:sync")
        answer = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="dong-bo-nhan-su.ndjson"'
        return answer
    layout = sync.layout()
    fields = [(name, PersonFile.definition.field(source).title) for name, source in layout["fields"].items()]
    return render(request, "personnel/sync.html", {"layout": layout, "fields": fields})
