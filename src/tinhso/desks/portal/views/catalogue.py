"""Finding a procedure: the home page, the search, a procedure's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.desks.portal import queries, words
from tinhso.desks.portal.forms import SearchFilters
from tinhso.desks.portal.leaflet import Leaflet
from tinhso.kernel.identity.access import public
from tinhso.kernel.search.queries import words_of
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures.life_events import LIFE_EVENTS
from tinhso.kits.procedures.linked import queries as linked

PAGE = 20


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the ways in: search, life events, fields, tracking."""
    fields = queries.fields_with_counts()
    context = {
        "fields": fields,
        "events": queries.life_events_with_counts(),
        "linked": list(linked.procedures_in_force()[:6]),
        "total": sum(field.total for field in fields),
    }
    return render(request, "portal/home.html", context)


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the procedures that match some words and filters."""
    text = request.GET.get("tim", "").strip()[:200]
    fields = queries.fields_with_counts()
    events = list(LIFE_EVENTS.values())
    form = SearchFilters(request.GET, fields=fields, events=events)
    chosen = form.chosen()
    found = queries.search_procedures(text, chosen)
    page = keyset(found, request, order=["-likeness"] if words_of(text) else ["plain_name"], size=PAGE)
    context = {
        "text": text,
        "form": form,
        "chosen": [dict(form.fields[name].choices).get(value, value) for name, value in chosen.items()],
        "page": page,
        "linked": linked.find(text, chosen.get("su_kien", "")),
        "fields": fields,
        "tiers": words.TIERS,
        "levels": words.ONLINE_LEVELS,
    }
    return render(request, "portal/search.html", context)


@public
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a procedure is, what it takes, and where to begin."""
    found, version = queries.procedure_by_code(code)
    actor = request.actor  # type: ignore[attr-defined]
    drafts = queries.drafts_for(actor, found) if actor.account_id is not None else []
    context = {"procedure": found, "leaflet": Leaflet(version), "version": version, "drafts": drafts}
    return render(request, "portal/procedure.html", context)
