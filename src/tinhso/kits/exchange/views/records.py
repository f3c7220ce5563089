"""The log on screen: searching, one line with how far the call came and why it ended."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset
from tinhso.kits.exchange import forms, permissions
from tinhso.kits.exchange.queries import records as queries
from tinhso.kits.exchange.views.common import actor_of, tabs


@requires(permissions.LOG)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search the log."""
    form = forms.LogFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    context = {
        "tabs": tabs(request, "log"),
        "form": form,
        "page": keyset(queries.searched(actor_of(request), wanted), request, order=["-id"], size=50),
        "standing": queries.standing(),
    }
    return render(request, "exchange/log.html", context)


@requires(permissions.LOG)
@require_safe
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one line: how far the call came, why it ended, what vouches for the line."""
    found = queries.record_for(actor_of(request), key)
    context = {
        "record": found,
        "steps": queries.trace(found) if found.kind == "call" else [],
        "details": json.loads(found.details) if found.details else {},
        "proof": queries.proof(found),
        "signature": bytes(found.signature).hex(),
        **queries.around(found),
    }
    return render(request, "exchange/record.html", context)
