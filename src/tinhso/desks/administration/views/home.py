"""The desk's first page, and how the installation stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tinhso.desks.administration.module import NAVIGATION
from tinhso.desks.administration.permissions import HEALTH, OPEN
from tinhso.desks.administration.queries import health
from tinhso.desks.administration.views.common import actor_of
from tinhso.kernel.identity.access import requires


@requires(OPEN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what needs attention, and where to go."""
    actor = actor_of(request)
    places = [
        {"label": item.label, "url": reverse(item.url_name), "icon": item.icon}
        for item in NAVIGATION[1:]
        if actor.may(item.permission)
    ]
    findings = health.findings(thorough=False) if actor.may(HEALTH) else []
    context = {
        "places": places,
        "watched": actor.may(HEALTH),
        "findings": [finding for finding in findings if finding.problems or finding.warnings],
    }
    return render(request, "administration/home.html", context)


@requires(HEALTH)
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """Run the checks: the quick ones at once, the thorough ones when asked for."""
    thorough = request.GET.get("ky") == "1"
    context = {"findings": health.findings(thorough=thorough), "facts": health.facts(), "thorough": thorough}
    return render(request, "administration/health.html", context)
