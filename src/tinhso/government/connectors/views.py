"""Pages of the connectors: how they stand, asking one, the national portal."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.government.connectors import catalogue, permissions, queries, services
from tinhso.government.connectors.forms import AskForm
from tinhso.government.connectors.vendors import LOOKUPS, PORTAL
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(permissions.ASK)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the registers with how each stands."""
    may_watch = _actor(request).may(permissions.WATCH)
    context = {"rows": queries.standings(), "may_watch": may_watch, "played": queries.played(*LOOKUPS.values())}
    return render(request, "connectors/index.html", context)


@requires(permissions.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a register; what it answers stands on this page alone."""
    service = catalogue.service(code)
    form = AskForm(service, request.POST if request.method == "POST" else None)
    answer, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            answer = services.ask(_actor(request), code, form.cleaned_data, form.cleaned_data["purpose"])
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name, words)
        except (Forbidden, NotFound):
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
    if request.method == "POST" and answer is None:
        status = 422
    played = queries.played(LOOKUPS[code])
    context = {"service": service, "form": form, "answer": answer, "played": played}
    return render(request, "connectors/ask.html", context, status=status)


@requires(permissions.WATCH)
@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """Show how much the national portal knows, and what it did not take."""
    today = clock.today()
    context = {
        "chosen": queries.portal_chosen(),
        "played": queries.played(PORTAL),
        "days": 30,
        "share": queries.synchronised(today - timedelta(days=29), today),
        "failing": list(queries.failing()[:50]),
        "arrivals": list(queries.not_taken_in()[:50]),
    }
    return render(request, "connectors/portal.html", context)
