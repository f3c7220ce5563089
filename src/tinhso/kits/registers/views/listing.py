"""The lists: of registers, and of a register's rows as table, cards or map."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.kernel.identity.access import official
from tinhso.kernel.search.queries import saved_views
from tinhso.kernel.web import exports
from tinhso.kernel.web.maps import MOST_PLACES, drawn, features
from tinhso.kernel.web.paging import keyset
from tinhso.kits.registers import finding, maps, queries, shown
from tinhso.kits.registers.definition import REGISTERS, Definition
from tinhso.kits.registers.exporting import export_file
from tinhso.kits.registers.forms import FilterForm
from tinhso.kits.registers.views.common import actor_of, import_address, opened

PAGE = 50
LOOKS = ("bang", "the", "ban-do")


@official
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the registers that the actor may open."""
    actor = actor_of(request)
    known = sorted(REGISTERS.values(), key=lambda found: (found.menu_order, str(found.title)))
    return render(
        request, "registers/index.html", {"registers": [found for found in known if actor.may(found.rights.view)]}
    )


@official
@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponseBase:
    """List the rows that the actor may see; filters, columns and the look stand in the address."""
    actor, definition = opened(request, code)
    asked = finding.read(definition, request.GET.get("tim", ""), dict(request.GET.lists()))
    rows, order = finding.narrow(definition, queries.visible_to(actor, definition), asked)
    columns = columns_asked(definition, request.GET.getlist("cot"))
    if kind := exports.asked(request):
        return export_file(actor, definition, rows, kind, purpose=request.GET.get("muc_dich", ""))
    look = request.GET.get("kieu", "bang")
    context: dict[str, Any] = {
        "definition": definition,
        "form": FilterForm(actor, definition, request.GET or None, asked.wrong),
        "asked": asked,
        "filtered": any(value for name in (*definition.filters, "cot") for value in request.GET.getlist(name)),
        "looks": _looks(request, definition, look),
        "look": look,
        "columns": [definition.field(name) for name in columns],
        "choosable": [
            (field, field.name in columns) for field in (*definition.fields, *definition.kit_fields)
        ],
        "saved": saved_views(actor, definition.place.code),
        "may_change": actor.may(definition.rights.change),
        "may_add": actor.may(definition.rights.add),
        "import_url": import_address(definition) if actor.may(definition.rights.add) else "",
        "may_export": actor.may(definition.rights.export),
        "may_take_personal": bool(definition.personal_fields) and actor.may(definition.rights.see_personal),
    }  # fmt: skip
    if look == "ban-do" and definition.point_field:
        context["map"] = drawn(maps.spots(definition, rows))
        context["places_url"] = f"{reverse('registers:map', args=[definition.code])}?{request.GET.urlencode()}"
        return render(request, "registers/map.html", context)
    names = tuple(definition.card if look == "the" else columns)
    page = keyset(queries.with_relations(definition, rows, names), request, order=order, size=PAGE)
    context["page"] = page
    context["most_found"] = definition.model.most_found if asked.text and page.next_url else 0
    context["lines"] = shown.lines(definition, page, names)
    return render(request, "registers/list.html", context)


@official
@require_safe
def places(request: HttpRequest, code: str) -> HttpResponse:
    """Give the places that the map of the list shows, as GeoJSON: the same rows, under the same filters."""
    actor, definition = opened(request, code)
    asked = finding.read(definition, request.GET.get("tim", ""), dict(request.GET.lists()))
    rows, _order = finding.narrow(definition, queries.visible_to(actor, definition), asked)
    answer = JsonResponse(features(maps.spots(definition, rows)[:MOST_PLACES]), content_type="application/geo+json")
    answer["Cache-Control"] = "no-store"
    return answer


def columns_asked(definition: Definition, wanted: list[str]) -> list[str]:
    """Return the columns that the address names, or those of the class."""
    known = [name for name in wanted if name in definition.by_name]
    return known or list(definition.columns)


def _looks(request: HttpRequest, definition: Definition, look: str) -> list[dict[str, Any]]:
    words = {"bang": ("table", _("Bảng")), "the": ("layout-grid", _("Thẻ")), "ban-do": ("map-2", _("Bản đồ"))}
    found = []
    for name in LOOKS:
        if name == "ban-do" and not definition.point_field:
            continue
        query = request.GET.copy()
        for gone in ("sau", "truoc"):
            query.pop(gone, None)
        query["kieu"] = name
        icon, label = words[name]
        address = f"{reverse('registers:list', args=[definition.code])}?{query.urlencode()}"
        found.append({"url": address, "label": label, "icon": icon, "current": name == look, "count": None})
    return found
