"""Halls, services, counters and priority classes are declared here."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.queue import priority
from tinhso.government.queue.forms import CounterForm, HallForm, NewHallForm, PriorityForm, ServiceForm
from tinhso.government.queue.permissions import MANAGE
from tinhso.government.queue.queries import halls as queries
from tinhso.government.queue.services import structure
from tinhso.government.queue.views.common import actor_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset

_reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])


@requires(MANAGE)
@require_safe
def halls(request: HttpRequest) -> HttpResponse:
    """List the halls that one may declare, and the priority classes."""
    page = keyset(queries.visible_to(actor_of(request), MANAGE), request, order=["unit__identifier", "name"], size=50)
    return render(request, "queue/halls.html", {"page": page, "classes": priority.classes_on()})


@requires(MANAGE)
@_reading_and_sending
def hall_add(request: HttpRequest) -> HttpResponse:
    """Declare a hall."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else None
    form = NewHallForm(list(queries.centres(actor)), sent)
    if sent is not None and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "unit"}
        made = _try(form, lambda: structure.save_hall(actor, None, form.units[form.cleaned_data["unit"]], values))
        if made is not None:
            return redirect("queue:hall-edit", hall_id=made.id)
    return _page(request, form, _("Thêm sảnh"), reverse("queue:halls"))


@requires(MANAGE)
@_reading_and_sending
def hall_edit(request: HttpRequest, hall_id: UUID) -> HttpResponse:
    """Show a hall with its services and counters, and the addresses of its kiosk and board; correct it."""
    actor = actor_of(request)
    hall = structure.hall_to_manage(actor, hall_id)
    sent = request.POST if request.method == "POST" else None
    form = HallForm(sent, instance=hall)
    if sent is not None and form.is_valid():
        hall = structure.hall_to_manage(actor, hall_id)
        if _try(form, lambda: structure.save_hall(actor, hall, hall.unit, form.cleaned_data)) is not None:
            messages.success(request, _("Đã lưu sảnh."))
            return redirect("queue:hall-edit", hall_id=hall_id)
    context = {
        "hall": hall,
        "form": form,
        "services": queries.all_services(hall),
        "counters": queries.counters_of(hall),
        "kiosk": settings.BASE_URL + reverse("queue:kiosk", args=[hall.kiosk_key]),
        "board": settings.BASE_URL + reverse("queue:board", args=[hall.slug]),
    }
    return render(request, "queue/hall_edit.html", context, status=422 if sent is not None else 200)


@requires(MANAGE)
@require_POST
def kiosk_key(request: HttpRequest, hall_id: UUID) -> HttpResponse:
    """Give the kiosk a new address."""
    actor = actor_of(request)
    structure.renew_kiosk_key(actor, structure.hall_to_manage(actor, hall_id))
    messages.success(request, _("Máy lấy số đã có địa chỉ mới; địa chỉ cũ không dùng được nữa."))
    return redirect("queue:hall-edit", hall_id=hall_id)


@requires(MANAGE)
@_reading_and_sending
def service(request: HttpRequest, hall_id: UUID, service_id: UUID | None = None) -> HttpResponse:
    """Declare or correct a service of a hall."""
    actor = actor_of(request)
    hall = structure.hall_to_manage(actor, hall_id)
    row = queries.any_service(hall, service_id) if service_id else None
    sent = request.POST if request.method == "POST" else None
    form = ServiceForm(sent, instance=row, initial={"areas": row.fields.all()} if row else None)
    if sent is not None and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "areas"}
        again = queries.any_service(hall, service_id) if service_id else None
        if _try(form, lambda: structure.save_service(actor, hall, again, values, form.cleaned_data["areas"])):
            messages.success(request, _("Đã lưu dịch vụ."))
            return redirect("queue:hall-edit", hall_id=hall_id)
    title = _("Sửa dịch vụ") if row else _("Thêm dịch vụ")
    return _page(request, form, title, reverse("queue:hall-edit", args=[hall_id]), lead=hall.name)


@requires(MANAGE)
@_reading_and_sending
def counter(request: HttpRequest, hall_id: UUID, counter_id: UUID | None = None) -> HttpResponse:
    """Declare or correct a counter of a hall."""
    actor = actor_of(request)
    hall = structure.hall_to_manage(actor, hall_id)
    row = queries.any_counter(hall, counter_id) if counter_id else None
    sent = request.POST if request.method == "POST" else None
    form = CounterForm(hall, sent, instance=row, initial={"served": row.services.all()} if row else None)
    if sent is not None and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "served"}
        again = queries.any_counter(hall, counter_id) if counter_id else None
        if _try(form, lambda: structure.save_counter(actor, hall, again, values, form.cleaned_data["served"])):
            messages.success(request, _("Đã lưu quầy."))
            return redirect("queue:hall-edit", hall_id=hall_id)
    title = _("Sửa quầy") if row else _("Thêm quầy")
    return _page(request, form, title, reverse("queue:hall-edit", args=[hall_id]), lead=hall.name)


@requires(MANAGE)
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """List the priority classes of all times with their rules."""
    return render(request, "queue/classes.html", {"rows": priority.all_classes(), "today": clock.today()})


@requires(MANAGE)
@_reading_and_sending
def priority_class(request: HttpRequest, code: str) -> HttpResponse:
    """Let a priority class say something else from a day on."""
    row = next((each for each in reversed(priority.all_classes()) if each.code == code), None)
    if row is None:
        raise NotFound
    sent = request.POST if request.method == "POST" else None
    initial = {"name": row.name, "basis": row.basis, "valid_from": clock.today()}
    form = PriorityForm(sent, initial=initial)
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        values = {"name": given["name"], "basis": given["basis"], "certainty": ""}
        saved = _try(
            form,
            lambda: structure.correct_priority(actor_of(request), code, values, valid_from=given["valid_from"]),
        )
        if saved is not None:
            messages.success(request, _("Đã lưu đối tượng ưu tiên."))
            return redirect("queue:classes")
    return _page(request, form, _("Sửa đối tượng ưu tiên"), reverse("queue:classes"))


def _try(form: BaseForm, act: object) -> object:
    """Do something; a refusal stands in the form."""
    try:
        return act()  # type: ignore[operator]
    except Invalid as invalid:
        for name, words in invalid.fields.items():
            form.add_error(name if name in form.fields else None, words)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(None, refused.message)
    return None


def _page(request: HttpRequest, form: BaseForm, title: str, back_url: str, *, lead: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "back_url": back_url, "lead": lead}
    return render(request, "queue/form.html", context, status=422 if form.is_bound else 200)
