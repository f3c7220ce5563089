"""The hall as the staff see it: who waits, for what, where; numbers given out by hand; load figures."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.queue import permissions, priority
from tinhso.government.queue.forms import PeriodForm, TransferForm, priority_choices
from tinhso.government.queue.queries import figures as load
from tinhso.government.queue.queries import halls, waiting
from tinhso.government.queue.services import calling, tickets
from tinhso.government.queue.states import TicketChannel
from tinhso.government.queue.views.common import actor_of, back, ticket_qr, told
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web import exports

_reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])
MOST_DAYS = 366


@requires(permissions.ISSUE)
@require_safe
def hall(request: HttpRequest) -> HttpResponse:
    """Show who waits in a hall and who is at its counters; give out numbers."""
    actor = actor_of(request)
    own = list(halls.visible_to(actor, permissions.ISSUE).filter(in_use=True)[:200])
    wanted = request.GET.get("sanh", "")
    row = next((each for each in own if each.slug == wanted), None) or (own[0] if own and not wanted else None)
    if wanted and row is None:
        row = halls.hall_for(actor, permissions.ISSUE, wanted)
    line = waiting.line_of(row) if row is not None else None
    classes = priority.classes_on()
    context = {
        "hall": row,
        "halls": own,
        "line": line,
        "choices": priority_choices(classes),
        "names": {each.code: each.name for each in classes},
        "sits": line is not None
        and any(
            counter.sitting is not None and counter.sitting.account_id == actor.account_id for counter in line.counters
        ),
        "khoa": new_id(),
        "now": clock.now(),
    }
    template = "queue/hall_line.html" if request.headers.get("X-Part") and line else "queue/hall.html"
    return render(request, template, context)


@requires(permissions.ISSUE)
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Give out a number by hand, and show it to be printed."""
    try:
        service = UUID(request.POST.get("dich-vu", ""))
    except ValueError:
        raise Invalid({"service": _("Hãy chọn dịch vụ.")}) from None
    ticket = told(
        request,
        lambda: tickets.take(
            actor_of(request),
            service,
            channel=TicketChannel.STAFF,
            priority_code=request.POST.get("uu-tien", ""),
            request_key=request.POST.get("khoa", "")[:64] or None,
        ),
    )
    return redirect("queue:slip", ticket_id=ticket.id) if ticket else back(request, "queue:hall")


@requires(permissions.ISSUE)
@require_safe
def slip(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Show a number of one's hall as it is printed, with its story."""
    ticket = halls.ticket_for(actor_of(request), permissions.ISSUE, ticket_id)
    line = waiting.line_of(ticket.hall)
    context = {
        "ticket": ticket,
        "place": line.of(ticket),
        "qr": ticket_qr(ticket),
        "story": ticket.story.order_by("at"),
        "dossiers": halls.dossiers_of(ticket),
    }
    return render(request, "queue/slip.html", context)


@requires(permissions.SERVE)
@require_POST
def call(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Call a certain number to one's counter."""
    told(request, lambda: calling.call(actor_of(request), ticket_id))
    return back(request, "queue:panel")


@requires(permissions.SERVE)
@require_POST
def put_back(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Put a number that was away back into its queue."""
    told(
        request,
        lambda: calling.put_back(actor_of(request), ticket_id),
        lambda ticket: _("Số {label} đã trở lại hàng đợi.").format(label=ticket.label),
    )
    return back(request, "queue:panel")


@requires(permissions.SERVE)
@_reading_and_sending
def transfer(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Send a number to another service or counter of the hall."""
    actor = actor_of(request)
    ticket = halls.ticket_for(actor, permissions.SERVE, ticket_id)
    sent = request.POST if request.method == "POST" else None
    form = TransferForm(
        halls.services_of(ticket.hall),
        halls.counters_of(ticket.hall),
        sent,
        initial={"service": str(ticket.service_id)},
    )
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        try:
            calling.transfer(
                actor,
                ticket_id,
                service_id=UUID(given["service"]),
                counter_id=UUID(given["counter"]) if given["counter"] else None,
                note=given["note"],
            )
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã chuyển số {label}.").format(label=ticket.label))
            return back(request, "queue:panel")
    context = {"ticket": ticket, "form": form, "next": request.POST.get("tiep") or request.GET.get("tiep", "")}
    return render(request, "queue/transfer.html", context, status=422 if sent is not None else 200)


def _columns() -> list[exports.Column]:
    return [
        (_("Nhóm"), "label"),
        (_("Lấy số"), "taken"),
        (_("Đã phục vụ"), "served"),
        (_("Vắng mặt"), "away"),
        (_("Chờ trung bình (phút)"), "waited"),
        (_("Chờ, số giữa (phút)"), "waited_middle"),
        (_("Phục vụ trung bình (phút)"), "served_for"),
        (_("Chờ không quá 30 phút (%)"), "share_within"),
        (_("Điểm hài lòng"), "rating"),
    ]


@requires(permissions.FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    """Show the load of a hall over some days: by hour, service and counter."""
    actor = actor_of(request)
    form = PeriodForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    last = given.get("den") or clock.today()
    first = given.get("tu") or last - timedelta(days=27)
    if not first <= last <= first + timedelta(days=MOST_DAYS):
        first = last
    own = list(halls.visible_to(actor, permissions.FIGURES)[:200])
    wanted = request.GET.get("sanh", "")
    row = next((each for each in own if each.slug == wanted), None) or (own[0] if own and not wanted else None)
    groups = []
    if row is not None:
        rows = load.tickets(row, first, last)
        named = [
            (_("Theo giờ lấy số"), load.by_hour(rows)),
            (_("Theo dịch vụ"), load.by_service(rows)),
            (_("Theo quầy"), load.by_counter(rows)),
        ]
        groups = [(title, group, max((each.taken for each in group), default=1)) for title, group in named]
    if exports.asked(request):
        return exports.export(
            request, "hang-doi", _columns(), [each for _title, group, _most in groups for each in group]
        )
    context = {
        "form": PeriodForm(initial={"tu": first, "den": last}) if not form.is_bound else form,
        "hall": row,
        "halls": own,
        "groups": groups,
        "whole": load.whole(load.tickets(row, first, last)) if row is not None else None,
    }
    return render(request, "queue/figures.html", context)
