"""The kiosk in the hall: big buttons, one question a screen; and the board on the wall."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.government.queue import hours, priority
from tinhso.government.queue.queries import halls, waiting
from tinhso.government.queue.services import bookings, tickets
from tinhso.government.queue.states import TicketChannel
from tinhso.government.queue.views.common import actor_of, ticket_qr
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.access import public

_reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])


@public
@_reading_and_sending
def kiosk(request: HttpRequest, key: str) -> HttpResponse:
    """Choose a service, then say whether one is served first, and get the number."""
    hall = halls.hall_by_kiosk_key(key)
    problem = ""
    if request.method == "POST":
        try:
            ticket = tickets.take(
                actor_of(request),
                _key_of(request.POST.get("dich-vu", "")),
                channel=TicketChannel.KIOSK,
                priority_code=request.POST.get("uu-tien", ""),
                request_key=request.POST.get("khoa", "")[:64] or None,
            )
            return redirect("queue:kiosk-ticket", key=key, token=ticket.token)
        except Refused as refused:
            problem = refused.message
    services = halls.services_of(hall)
    chosen = next((row for row in services if str(row.id) == request.GET.get("dich-vu")), None)
    context = {
        "hall": hall,
        "services": services,
        "chosen": chosen,
        "classes": priority.classes_on() if chosen else (),
        "problem": problem or _closed(hall),
        "key": key,
        "khoa": new_id(),
    }
    return render(request, "queue/kiosk.html", context, status=422 if problem else 200)


def _closed(hall: object) -> str:
    try:
        hours.check_open(hall)  # type: ignore[arg-type]
    except Refused as refused:
        return refused.message
    return ""


def _key_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid({"service": _("Hãy chọn dịch vụ.")}, _("Hãy chọn dịch vụ.")) from None


@public
@_reading_and_sending
def arrive(request: HttpRequest, key: str) -> HttpResponse:
    """Report for an appointment: type its code, or show its QR code to the scanner."""
    hall = halls.hall_by_kiosk_key(key)
    problem, typed = "", request.POST.get("ma", "").strip()
    if request.method == "POST":
        try:
            ticket = bookings.arrive(typed.rstrip("/"), hall_id=hall.id, actor=actor_of(request))
            return redirect("queue:kiosk-ticket", key=key, token=ticket.token)
        except Refused as refused:
            problem = refused.message
    context = {"hall": hall, "key": key, "problem": problem, "typed": typed}
    return render(request, "queue/kiosk_arrive.html", context, status=422 if problem else 200)


@public
@require_safe
def kiosk_ticket(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Show and print the number; a moment later the kiosk is ready for the next person."""
    hall = halls.hall_by_kiosk_key(key)
    ticket = halls.ticket_by_token(token)
    line = waiting.line_of(hall)
    context = {"hall": hall, "key": key, "ticket": ticket, "place": line.of(ticket), "qr": ticket_qr(ticket)}
    return render(request, "queue/kiosk_ticket.html", context)


@public
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which number goes to which counter, large; asked again every few seconds for what has changed."""
    hall = halls.hall_by_slug(slug)
    context = {"hall": hall, "calls": waiting.last_called(hall, 7), "next": waiting.next_labels(hall, 8)}
    template = "queue/board_calls.html" if request.headers.get("X-Part") else "queue/board.html"
    return render(request, template, context)
