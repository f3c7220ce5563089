"""Hand-over slips: made out by who hands dossiers on, confirmed by who receives them, printed when wanted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.workspace import queries, work_queries
from tinhso.desks.workspace.views.inbox import actor_of
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures import slips as read
from tinhso.kits.procedures.permissions import VIEW
from tinhso.kits.procedures.services import slips
from tinhso.kits.procedures.states import SlipState

PAGE = 30


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the slips of the actor's units, and from which units he can hand over."""
    actor = actor_of(request)
    page = keyset(read.slips_for(actor), request, order=["-sent_at", "-id"], size=PAGE)
    return render(request, "workspace/slips.html", {"page": page, "units": work_queries.units_handing_over(actor)})


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show what waits to be handed over, by receiving unit, and make out a slip of what was chosen."""
    actor = actor_of(request)
    unit = queries.units_of([unit_id])[0]
    problem = ""
    if request.method == "POST":
        try:
            keys = [UUID(value) for value in request.POST.getlist("chon")]
            to_unit = queries.units_of([UUID(str(request.POST.get("den", "")))])[0]
            slip = slips.send(actor, unit, to_unit, keys, note=str(request.POST.get("note", ""))[:1000])
        except ValueError:
            problem = _("Hãy chọn ít nhất một hồ sơ để bàn giao.")
        except Invalid as invalid:
            problem = " ".join(invalid.fields.values())
        except Conflict as conflict:
            problem = conflict.message
        else:
            messages.success(request, _("Đã lập phiếu {number}.").format(number=slip.number))
            return redirect("workspace:slip", slip_id=slip.id)
    context = {"unit": unit, "groups": work_queries.to_hand_over(actor, unit), "problem": problem}
    return render(request, "workspace/slip_make.html", context, status=422 if problem else 200)


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest, slip_id: UUID) -> HttpResponse:
    """Show a slip, ready to be printed; the receiving side ticks what has arrived and confirms."""
    actor = actor_of(request)
    found = read.slip_by_key(actor, slip_id)
    problem = ""
    if request.method == "POST":
        keys = {str(item.dossier_id): item.dossier_id for item in found.items.all()}
        ticked = [keys[value] for value in request.POST.getlist("nhan") if value in keys]
        try:
            confirmed = slips.confirm(actor, slip_id, ticked, note=str(request.POST.get("note", ""))[:1000])
        except Invalid as invalid:
            problem = " ".join(invalid.fields.values())
        except Conflict as conflict:
            problem = conflict.message
        else:
            messages.success(request, _("Đã xác nhận phiếu {number}.").format(number=confirmed.number))
            return redirect("workspace:slip", slip_id=slip_id)
    may_confirm = found.state == SlipState.SENT and actor.may(slips.receiving_right(found.to_unit), found.to_unit)
    context = {
        "slip": found,
        "rows": found.items.select_related("dossier__procedure").order_by("dossier__code"),
        "may_confirm": may_confirm,
        "cutoff": slips.cutoff_on(timezone.localdate(found.sent_at)),
        "problem": problem,
    }
    return render(request, "workspace/slip.html", context, status=422 if problem else 200)
