"""Public pages: lists with search, filters and a map; a page for each place; pictures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.kernel.files import serving
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import public
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.search.queries import words_of
from tinhso.kernel.web.maps import MOST_PLACES, drawn, features
from tinhso.kernel.web.paging import keyset
from tinhso.kits.registers import shown
from tinhso.sectors.tourism import queries
from tinhso.sectors.tourism.forms import PlaceFilters
from tinhso.sectors.tourism.sections import PLACES, SECTIONS, Section, page_of, section_of

PAGE = 24
_HERE_TOO = ("name", "location", "description", "source", "website", "phone", "area", "address")
"""Fields that the page of a place shows in their own ways."""


@public
@require_safe
def listing(request: HttpRequest, section: str = PLACES.code) -> HttpResponse:
    """List a section's published rows, or show them on a map; search and filters stand in the address."""
    asked = section_of(section)
    text, form = _asked(request, asked)
    rows = _found(asked, text, form)
    look = "ban-do" if request.GET.get("kieu") == "ban-do" else ""
    context: dict[str, Any] = {
        "section": asked,
        "text": text,
        "form": form,
        "chosen": form.words(),
        "look": look,
        "tabs": [_tab(other, asked) for other in SECTIONS.values()],
    }
    if look:
        context["map"] = drawn(queries.spots(asked, rows))
        context["places_url"] = f"{reverse('tourism:map', args=[asked.code])}?{request.GET.urlencode()}"
        return render(request, "tourism/list.html", context)
    order = ("-likeness", "id") if words_of(text) else asked.definition.order
    page = keyset(rows, request, order=order, size=PAGE)
    pictures, stars = queries.leading_pictures(page), queries.stars_of(page)
    context["page"] = page
    context["cards"] = [
        {
            "row": row,
            "url": page_of(row),
            "picture": pictures.get(row.pk),
            "stars": stars.get(row.pk),
            "details": _details(asked, row),
        }
        for row in page
    ]
    return render(request, "tourism/list.html", context)


@public
@require_safe
def places(request: HttpRequest, section: str) -> HttpResponse:
    """Give the places that the map of a list shows, as GeoJSON: the same rows, under the same filters."""
    asked = section_of(section)
    found = queries.spots(asked, _found(asked, *_asked(request, asked)))
    answer = JsonResponse(features(found[:MOST_PLACES]), content_type="application/geo+json")
    # What kind of place each is stands in the reader's language.
    answer["Cache-Control"] = "private, max-age=60"
    return answer


def _asked(request: HttpRequest, section: Section) -> tuple[str, PlaceFilters]:
    form = PlaceFilters(request.GET, kind=section.definition.field("kind"), areas=queries.areas_of(section))
    return request.GET.get("tim", "").strip()[:200], form


def _found(section: Section, text: str, form: PlaceFilters) -> QuerySet[Any]:
    chosen = form.chosen()
    return queries.found(section, text, kind=chosen.get("loai", ""), area=chosen.get("xa", ""))


def _tab(section: Section, here: Section) -> dict[str, Any]:
    address = reverse("tourism:list", args=[section.code])
    return {"url": address, "label": section.title, "icon": section.icon, "current": section is here, "count": None}


def _details(section: Section, row: Any) -> list[str]:
    """Return what a card says of a row besides its name: kind, grade or stars, area."""
    words = []
    for name in ("kind", "grade", "stars"):
        field = queries.field_of(section, name)
        if field is not None and getattr(row, name) not in (None, "", "none"):
            words.append(_("{count} sao").format(count=row.stars) if name == "stars" else shown.value(field, row).text)
    return words


@public
@require_safe
def place(request: HttpRequest, section: str, key: UUID) -> HttpResponse:
    """Show a published place: pictures, what is published of it, the way there, what is near."""
    asked = section_of(section)
    try:
        row = queries.row_of(asked, key)
    except NotFound:
        heir = queries.heir_of(asked, key)
        if heir is None:
            raise
        return redirect(page_of(heir))
    facts = [
        shown.value(field, row)
        for field in asked.definition.fields
        if field.name not in _HERE_TOO and queries.field_of(asked, field.name) is not None
    ]
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "section": asked,
        "row": row,
        "stars": queries.stars_of([row]).get(row.pk),
        "comments": queries.comments_on(row),
        "mine": queries.own_rating(actor, row),
        "may_rate": actor.is_anonymous or actor.kind == "citizen",
        "facts": [fact for fact in facts if fact.text and getattr(row, fact.field.name) != "none"],
        "phone": shown.value(asked.definition.field("phone"), row).text,
        "pictures": queries.pictures_of(row),
        "near": queries.near(row),
        "map_url": _outside_map(row),
    }
    return render(request, "tourism/place.html", context)


def _outside_map(row: Any) -> str:
    """Return the address of a map outside, to which the reader may go; nothing is fetched from there."""
    if row.location is None:
        return ""
    lat, lon = row.location
    return f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=16/{lat:.6f}/{lon:.6f}"


@public
@require_safe
def picture(request: HttpRequest, key: UUID, size: str) -> HttpResponseBase:
    """Send a picture of a published place, large or small."""
    found = queries.published_picture(key)
    if size not in {"lon", "nho"}:
        raise NotFound
    answer = serving.respond(request, found.large if size == "lon" else found.small)
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
