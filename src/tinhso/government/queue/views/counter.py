"""The counter's panel: one key calls the next number."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.government.queue.permissions import SERVE
from tinhso.government.queue.queries.panel import panel_of
from tinhso.government.queue.services import calling
from tinhso.government.queue.views.common import actor_of, back, told
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import requires

PANEL = "queue:panel"


@requires(SERVE)
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """Show the officer's counter: the number at it, who waits, and the keys."""
    return render(request, "queue/panel_page.html", {"panel": panel_of(actor_of(request))})


@requires(SERVE)
@require_POST
def sit(request: HttpRequest) -> HttpResponse:
    """Sit down at a counter."""
    try:
        counter = UUID(request.POST.get("quay", ""))
    except ValueError:
        raise Invalid({"counter": _("Hãy chọn quầy.")}) from None
    told(
        request,
        lambda: calling.sit_down(actor_of(request), counter),
        lambda sitting: _("Quý vị đang ngồi quầy {number}.").format(number=sitting.counter.number),
    )
    return back(request, PANEL)


@requires(SERVE)
@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Call the next number, call again, begin, end, note that nobody came, or leave the counter."""
    actor = actor_of(request)
    verbs = {
        "goi": lambda: calling.call_next(actor),
        "goi-lai": lambda: calling.recall(actor),
        "bat-dau": lambda: calling.start(actor),
        "xong": lambda: calling.finish(actor),
        "vang": lambda: calling.no_show(actor),
        "roi": lambda: calling.leave(actor),
    }
    if verb not in verbs:
        raise NotFound
    nobody = _("Không có ai đang chờ.")
    told(request, verbs[verb], lambda ticket: nobody if verb == "goi" and ticket is None else "")
    return back(request, PANEL)
