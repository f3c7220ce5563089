"""Public pages about the service itself: results of agencies, help."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.desks.portal import words
from tinhso.government.statistics.agency_service import services_of_agencies
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.access import public


@public
@require_safe
def satisfaction(request: HttpRequest) -> HttpResponse:
    """Show how the agencies serve people: received, on time, rated."""
    today = clock.today()
    everything = services_of_agencies(today - timedelta(days=365), today)
    tier = request.GET.get("cap", "")
    text = fold(request.GET.get("tim", ""))[:100]
    rows = [row for row in everything if (not tier or row.tier == tier) and text in fold(row.name)]
    finished = sum(row.finished for row in everything)
    rated = sum(row.ratings for row in everything)
    context = {
        "rows": rows,
        "tier": tier,
        "text": request.GET.get("tim", ""),
        "tabs": [
            {"code": code, "label": label, "current": code == tier}
            for code, label in (("", words.ALL), *((code, words.TIERS[code]) for code in ("province", "commune")))
        ],
        "received": sum(row.received for row in everything),
        "on_time": round(100 * sum(row.on_time for row in everything) / finished, 1) if finished else None,
        "average": round(sum(row.points for row in everything) / rated, 1) if rated else None,
        "rated": rated,
    }
    return render(request, "portal/satisfaction.html", context)


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Say in short how to apply, follow and verify, and how accessible the portal is."""
    return render(request, "portal/help.html")
