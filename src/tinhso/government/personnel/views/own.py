"""One's own file."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.government.personnel.panels import about
from tinhso.government.personnel.queries.figures import own_file
from tinhso.kernel.identity.access import official
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import shown


@official
@require_safe
def own(request: HttpRequest) -> HttpResponseBase:
    """Show whoever asks the own file, whole; nobody else's can be asked for here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    file = own_file(actor)
    context = {
        "file": file,
        "panels": shown.panels(file.definition, file, open_=True) if file else [],
        "filled": about(file, pay=True) if file else None,
    }
    return render(request, "personnel/own.html", context)
