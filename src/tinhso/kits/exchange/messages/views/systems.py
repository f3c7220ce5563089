"""The systems that documents travel between: introduced, paused, their units brought up to date."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kits.exchange.messages import permissions, queries
from tinhso.kits.exchange.messages.forms import EventsForm, IntroduceForm
from tinhso.kits.exchange.messages.services import axis, correspondents, telling
from tinhso.kits.exchange.messages.states import Route
from tinhso.kits.exchange.messages.views.desk import actor_of


@requires(permissions.MANAGE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the systems, with how they can be reached and what waits for them."""
    context = {"rows": queries.systems(), "axis": queries.axis(), "tab": "systems"}
    return render(request, "exchange_messages/systems.html", context)


@requires(permissions.MANAGE)
@require_safe
def introduction(request: HttpRequest) -> HttpResponse:
    """Hand out this installation's own letter of introduction."""
    letter = json.dumps(correspondents.introduction(), ensure_ascii=False, indent=2)
    answer = HttpResponse(letter, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="thu-gioi-thieu.json"'
    return answer


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: HttpRequest) -> HttpResponse:
    """Know another system by its letter."""
    form = IntroduceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            correspondents.introduce(
                actor_of(request),
                said["letter"],
                route=Route.PULL if said["pulled"] else Route.PEER,
                fetches=said["fetches"],
            )
        except Invalid as invalid:
            for field, words in invalid.fields.items():
                form.add_error(field if field in form.fields else None, words)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã nạp thư giới thiệu. Hãy đồng bộ danh mục đơn vị của hệ thống này."))
            return redirect("exchange_messages:systems")
    status = 422 if request.method == "POST" else 200
    return render(request, "exchange_messages/introduce.html", {"form": form}, status=status)


@requires(permissions.MANAGE)
@require_POST
def synchronise_axis(request: HttpRequest) -> HttpResponse:
    """Name the own units to the national axis, and fetch its agencies anew."""
    try:
        count = axis.synchronise()
        messages.success(request, _("Đã đồng bộ {count} cơ quan của trục liên thông văn bản.").format(count=count))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("exchange_messages:systems")


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def events(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose of which events another system is told."""
    row = queries.system(key)
    initial = {"events": queries.events_told_to(row)}
    form = EventsForm(telling.offered(), request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        telling.subscribe_to(actor_of(request), row, form.cleaned_data["events"])
        messages.success(request, _("Đã lưu các sự kiện được báo cho {name}.").format(name=row.name))
        return redirect("exchange_messages:systems")
    context = {"row": row, "form": form}
    return render(request, "exchange_messages/system_events.html", context, status=422 if form.errors else 200)


@requires(permissions.MANAGE)
@require_POST
def act(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """Pause, go on, or fetch the units anew."""
    row = queries.system(key)
    if what in ("tam-dung", "mo-lai"):
        correspondents.set_active(actor_of(request), row, active=what == "mo-lai")
    elif what == "dong-bo":
        try:
            count = correspondents.synchronise(row)
            messages.success(request, _("Đã đồng bộ {count} đơn vị của {name}.").format(count=count, name=row.name))
        except Refused as refused:
            messages.error(request, refused.message)
    else:
        raise NotFound
    return redirect("exchange_messages:systems")
