"""On the citizen's phone: centres and how busy they are, a number, an appointment, one's place in the line."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.queue import hours, priority
from tinhso.government.queue.forms import BookingForm, RatingForm, priority_choices
from tinhso.government.queue.queries import halls, slots, waiting
from tinhso.government.queue.services import bookings, tickets
from tinhso.government.queue.states import OPEN, TicketChannel, TicketState
from tinhso.government.queue.views.common import actor_of, qr, ticket_qr
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.access import public, signed_in
from tinhso.kernel.search.queries import match

_reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])
MOST = 60


@public
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """List the centres where a number may be taken."""
    text = request.GET.get("tim", "").strip()
    rows = halls.open_halls()
    if text:
        units = match(halls.centres(), "folded", text).values_list("id", flat=True)[:MOST]
        rows = rows.filter(unit_id__in=list(units))
    return render(request, "queue/places.html", {"halls": rows.select_related("unit__parent")[:MOST], "text": text})


@public
@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a hall: how many wait for what, about how long, and the ways to a number or an appointment."""
    hall = halls.hall_by_slug(slug)
    line = waiting.line_of(hall, halls.services_of(hall))
    rows = [
        {
            "service": service,
            "waiting": line.waiting(service),
            "minutes": line.minutes_for_newcomer(service),
            "booked": service.slot_places > 0,
        }
        for service in line.services
    ]
    closed = ""
    try:
        hours.check_open(hall)
    except Refused as refused:
        closed = refused.message
    context = {
        "hall": hall,
        "rows": rows,
        "closed": closed,
        "choices": priority_choices(priority.classes_on()),
        "open_counters": sum(1 for counter in line.counters if counter.sitting),
    }
    return render(request, "queue/place.html", context)


@signed_in
@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a number from afar."""
    hall = halls.hall_by_slug(slug)
    try:
        wanted = UUID(request.POST.get("dich-vu", ""))
    except ValueError:
        raise Invalid({"service": _("Hãy chọn dịch vụ.")}) from None
    service = halls.service_of(hall, wanted)
    try:
        ticket = tickets.take(
            actor_of(request),
            service.id,
            channel=TicketChannel.PHONE,
            priority_code=request.POST.get("uu-tien", ""),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        token = refused.details.get("token")
        return redirect("queue:ticket", token=token) if token else redirect("queue:place", slug=slug)
    return redirect("queue:ticket", token=ticket.token)


@signed_in
@_reading_and_sending
def book(request: HttpRequest, slug: str, service_id: UUID) -> HttpResponse:
    """Choose a day, then an hour; the place is kept."""
    hall = halls.hall_by_slug(slug)
    service = halls.service_of(hall, service_id)
    days = slots.days_of(service)
    day = _day(request.GET.get("ngay", ""), days)
    left = [slot for slot in slots.slots_of(service, day) if slot.left] if day else []
    times = [(slot.starts_at.isoformat(), slot.starts_at.astimezone(clock.VIETNAM).strftime("%H:%M")) for slot in left]
    sent = request.POST if request.method == "POST" else None
    form = BookingForm(times, priority.classes_on(), sent, initial={"name": actor_of(request).name})
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        try:
            booking = bookings.book(
                actor_of(request),
                service,
                datetime.fromisoformat(given["starts_at"]),
                name=given["name"],
                priority_code=given["priority"],
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã đặt lịch hẹn, mã {code}.").format(code=booking.code))
            return redirect("queue:mine")
    context = {"hall": hall, "service": service, "days": days, "day": day, "form": form, "full": day and not left}
    return render(request, "queue/book.html", context, status=422 if sent is not None else 200)


def _day(text: str, days: list[date]) -> date | None:
    wanted = next((day for day in days if day.isoformat() == text), None)
    return wanted or (days[0] if days else None)


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own numbers of today and appointments."""
    actor = actor_of(request)
    booked = [{"booking": row, "qr": qr(f"/hen/{row.token}")} for row in halls.own_bookings(actor)]
    return render(request, "queue/mine.html", {"tickets": halls.own_tickets(actor), "bookings": booked})


@signed_in
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give an appointment's place back."""
    try:
        bookings.cancel(actor_of(request), token)
        messages.success(request, _("Đã hủy lịch hẹn."))
    except Refused as refused:
        if refused.status == 404:
            raise
        messages.error(request, refused.message)
    return redirect("queue:mine")


@public
@require_safe
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Show where a number stands; asked again every few seconds for what has changed."""
    row = halls.ticket_by_token(token)
    place_now = waiting.line_of(row.hall).of(row) if row.state == TicketState.WAITING else None
    context = {
        "ticket": row,
        "place": place_now,
        "open": row.state in OPEN,
        "may_give_up": row.state in (TicketState.WAITING, TicketState.CALLED),
        "form": RatingForm() if row.state == TicketState.DONE and not hasattr(row, "rating") else None,
    }
    if request.headers.get("X-Part"):
        return render(request, "queue/ticket_state.html", context)
    return render(request, "queue/ticket.html", context | {"qr": ticket_qr(row)})


@public
@require_POST
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Give a number up."""
    try:
        tickets.give_up(token, actor_of(request))
        messages.success(request, _("Đã bỏ số. Người sau quý vị được phục vụ sớm hơn."))
    except Refused as refused:
        if refused.status == 404:
            raise
        messages.error(request, refused.message)
    return redirect("queue:ticket", token=token)


@public
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Keep how the holder was served."""
    form = RatingForm(request.POST)
    if not form.is_valid():
        row = halls.ticket_by_token(token)
        context = {"ticket": row, "form": form, "qr": ticket_qr(row)}
        return render(request, "queue/ticket.html", context, status=422)
    try:
        tickets.rate(
            token,
            score=int(form.cleaned_data["score"]),
            comment=form.cleaned_data["comment"],
            actor=actor_of(request),
        )
        messages.success(request, _("Đã ghi đánh giá. Xin cảm ơn quý vị."))
    except Refused as refused:
        if refused.status == 404:
            raise
        messages.error(request, refused.message)
    return redirect("queue:ticket", token=token)
