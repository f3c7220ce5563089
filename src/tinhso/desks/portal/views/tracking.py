"""Following a dossier by its code, without signing in: no personal data, counted, recorded."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.desks.portal import linked, queries, words
from tinhso.desks.portal.forms import TrackForm
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import public
from tinhso.kernel.identity.requests import address_of
from tinhso.kits.procedures.linked.services.tracking import track as track_linked
from tinhso.kits.procedures.services.tracking import track as find
from tinhso.kits.procedures.states import OPEN, Status


@public
@require_safe
def track(request: HttpRequest) -> HttpResponse:
    """Show a dossier's standing to whoever holds its code."""
    if "ma" not in request.GET:
        return render(request, "portal/track.html", {"form": TrackForm()})
    form = TrackForm(request.GET)
    if not form.is_valid():
        return render(request, "portal/track.html", {"form": form})
    try:
        dossier = find(request.actor, form.cleaned_data["ma"], address=address_of(request))  # type: ignore[attr-defined]
    except Invalid as invalid:
        form.add_error("ma", invalid.fields["code"])
        return render(request, "portal/track.html", {"form": form})
    except NotFound:
        whole = track_linked(request.actor, form.cleaned_data["ma"])  # type: ignore[attr-defined]
        if whole is not None:
            return render(request, "portal/linked/track.html", {"form": form, **linked.public_context(whole)})
        return render(request, "portal/track.html", {"form": form, "missing": form.cleaned_data["ma"]})
    state = Status(dossier.status)
    context = {
        "form": form,
        "dossier": dossier,
        "standing": words.STANDINGS[state],
        "paused": state in (Status.SUPPLEMENT, Status.PAYMENT),
        "term": words.term_words(dossier.term),
        "holder": queries.holder_of(dossier) if state in (*OPEN, Status.FINISHED) else None,
        "story": [{**line, "reason": "", "article": ""} for line in queries.story_of(dossier)],
    }
    return render(request, "portal/track.html", context)
