"""Pages of the counter: made for the keyboard, eighty people before noon."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.counter import fees, queries, services, visitor
from tinhso.desks.counter.forms import HandOverForm
from tinhso.desks.counter.intake import CARD, Intake
from tinhso.government.queue.queries.panel import Panel, panel_of
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.permissions import HAND_OVER, RECEIVE
from tinhso.kits.procedures.queries import get_dossier, procedure_by_code, published_version
from tinhso.kits.procedures.services import outcome
from tinhso.kits.procedures.services.papers import ensure_paper, kind_of
from tinhso.kits.procedures.states import Status

PAGE = 30
_reading_and_sending = require_http_methods(["GET", "HEAD", "POST"])
_PAPERS = {Status.SUPPLEMENT: "supplement", Status.REFUSED: "refusal"}


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(RECEIVE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the day's figures, what came last, and the ways to the next person."""
    actor = actor_of(request)
    panel = panel_of(actor)
    if panel.ticket is not None and visitor.visitor_of(request, panel.ticket):
        return redirect("counter:person")
    context = {
        "panel": panel,
        "today": queries.today(actor),
        "recent": queries.recent(actor),
        "frequent": queries.frequent(actor),
        "desk": queries.desk_of(actor),
    }
    return render(request, "counter/home.html", context)


@requires(RECEIVE)
@_reading_and_sending
def person(request: HttpRequest) -> HttpResponse:
    """Recognise who stands there by the card, and show what is known: earlier dossiers, papers, results that wait."""
    actor = actor_of(request)
    panel = panel_of(actor, choices=False)
    problem = ""
    if request.method == "POST":
        try:
            applicant = services.recognise(actor, request.POST.get(CARD, ""))
        except Invalid as invalid:
            problem = invalid.fields["card"]
        else:
            services.begin(actor, panel.ticket)
            visitor.keep(request, panel.ticket, applicant)
            return redirect("counter:person")
    here = visitor.visitor_of(request, panel.ticket)
    if not here and not problem:
        return redirect("counter:home")
    fields = {field.id for field in panel.ticket.service.fields.all()} if panel.ticket is not None else set()
    context = {
        "panel": panel,
        "visitor": here,
        "problem": problem,
        "earlier": queries.dossiers_of(actor, here.number),
        "papers": queries.earlier_parts(actor, here.number),
        "suggested": queries.suggested(actor, fields),
    }
    return render(request, "counter/person.html", context, status=422 if problem else 200)


@requires(RECEIVE)
@require_POST
def next_person(request: HttpRequest) -> HttpResponse:
    """Forget who was at the counter and begin anew, without a number."""
    visitor.forget(request)
    return redirect("counter:home")


@requires(RECEIVE)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a procedure by a few letters or its code; when only one fits, its form opens."""
    text = request.GET.get("tim", "")
    found = queries.procedures(text)
    part = request.headers.get("HX-Request")
    if len(found) == 1 and text.strip() and not part:
        return redirect("counter:intake", code=found[0].code)
    context = {"text": text, "found": found, "frequent": queries.frequent(actor_of(request)) if not text else []}
    return render(request, "counter/found.html" if part else "counter/choose.html", context)


@requires(RECEIVE)
@_reading_and_sending
def intake(request: HttpRequest, code: str) -> HttpResponse:
    """Take an application down and end it: received, to be completed, or refused."""
    actor = actor_of(request)
    version = published_version(procedure_by_code(code))
    panel = panel_of(actor, choices=False)
    if request.method != "POST":
        here = visitor.visitor_of(request, panel.ticket)
        like = queries.earlier_dossier(actor, here.number, request.GET.get("nhu", ""), version.procedure)
        return _show(request, Intake(actor, version, visitor=here, like=like), panel=panel)
    taken = Intake(actor, version, request)
    act = request.POST.get("viec", "")
    if request.POST.get(CARD, "").strip() or act == "tim-nguoi":
        taken.look_up()
        services.begin(actor, panel.ticket)
        return _show(request, taken, looked_up=True, status=422 if taken.problems else 200, panel=panel)
    if act == "nhan-du":
        taken.take_all()
        return _show(request, taken, all_taken=True, panel=panel)
    endings = {"bo-sung": taken.ask_to_complete, "tu-choi": taken.turn_away}
    try:
        dossier = endings.get(act, taken.receive)()
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        taken.form.add_error(None, refused.message)
        dossier = None
    if dossier is None:
        return _show(request, taken, ending=act if act in endings else "", status=422, panel=panel)
    services.tie(actor, panel.ticket, dossier)
    if panel.ticket is None:
        # Without a number nothing tells when the next person comes: what was read is not left for him.
        visitor.forget(request)
    return redirect("counter:done", dossier_id=dossier.id)


def _show(
    request: HttpRequest,
    taken: Intake,
    *,
    panel: Panel,
    looked_up: bool = False,
    all_taken: bool = False,
    ending: str = "",
    status: int = 200,
) -> HttpResponse:
    sent = taken.request is not None and not all_taken
    context = {
        "taken": taken,
        "procedure": taken.version.procedure,
        "errors": taken.errors if sent and (not looked_up or taken.problems) else [],
        "looked_up": looked_up and not taken.problems,
        "ending": ending,
        "all_taken": all_taken,
        "panel": panel,
        "earlier": queries.dossiers_of(taken.actor, taken.number),
    }
    return render(request, "counter/intake.html", context, status=status)


def _paper_of(dossier: Dossier) -> tuple[str, int]:
    """Return the kind and number of the paper with which the person leaves the desk."""
    kind = _PAPERS.get(Status(dossier.status), "receipt")
    return kind, dossier.supplements if kind == "supplement" else 0


@requires(RECEIVE)
@require_safe
def done(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Tell how the intake ended, with the paper to print, and lead to the next person."""
    actor = actor_of(request)
    dossier = get_dossier(actor, dossier_id)
    context = _leaving(dossier) | {
        "panel": panel_of(actor, choices=False),
        "collects": fees.collects(),
        "home_url": reverse("counter:home"),
    }
    if Status(dossier.status) not in _PAPERS:
        context["owed"] = fees.owed_at(actor, dossier)
    return render(request, "counter/done.html", context)


@requires(RECEIVE)
@require_POST
def fee(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Take what is owed for the dossier in cash, and come back to it."""
    actor = actor_of(request)
    dossier = get_dossier(actor, dossier_id)
    try:
        invoice = UUID(request.POST.get("khoan", ""))
        services.take_fee(actor, dossier, invoice, received=int(request.POST.get("nhan") or 0))
    except ValueError:
        messages.error(request, _("Hãy chọn khoản thu."))
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã thu tiền mặt; biên lai ở trang hồ sơ."))
    return redirect("counter:done", dossier_id=dossier_id)


def _leaving(dossier: Dossier) -> dict[str, object]:
    kind, number = _paper_of(dossier)
    issued = next((row.paper for row in queries.papers_of(dossier) if row.kind == kind_of(kind, number)), None)
    file = (issued.signed_file or issued.file) if issued else None
    return {
        "dossier": dossier,
        "status": Status(dossier.status),
        "paper": issued,
        "url": link(file) if file else "",
        "total": sum(fee["amount"] for fee in dossier.fees),
    }


@requires(RECEIVE)
@_reading_and_sending
def paper(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show whether the paper is there yet; sent as a form, make it at once and open it."""
    actor = actor_of(request)
    dossier = get_dossier(actor, dossier_id)
    if request.method == "POST":
        actor.demand(RECEIVE, dossier.reception_unit)
        kind, number = _paper_of(dossier)
        issued = ensure_paper(dossier.id, kind, actor=actor, number=number)
        return redirect(link(issued.signed_file or issued.file))
    if not request.headers.get("HX-Request"):
        return redirect("counter:done", dossier_id=dossier_id)
    return render(request, "counter/paper.html", _leaving(dossier))


@requires(HAND_OVER)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Find a result by its code or QR code, or in the list of those that wait at the desk."""
    actor = actor_of(request)
    text = request.GET.get("tim", "").strip()
    problem = ""
    if text:
        try:
            return redirect("counter:hand-over", dossier_id=queries.find(actor, text).id)
        except NotFound as missing:
            problem = missing.message
    page = keyset(queries.awaiting_hand_over(actor), request, order=["finished_at", "id"], size=PAGE)
    context = {"page": page, "text": text, "problem": problem}
    return render(request, "counter/results.html", context, status=404 if problem else 200)


@requires(HAND_OVER)
@_reading_and_sending
def hand_over(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show the result, check who receives it, hand it over."""
    actor = actor_of(request)
    dossier = get_dossier(actor, dossier_id)
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, initial={"revision": dossier.revision})
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        outcome.hand_over(actor, dossier_id, note=given["note"], seen_revision=given["revision"])
        messages.success(request, _("Đã trả kết quả hồ sơ {code}.").format(code=dossier.code))
        return redirect("counter:results")
    issued = next((row.paper for row in queries.papers_of(dossier) if row.kind == "result"), None)
    context = {
        "dossier": dossier,
        "status": Status(dossier.status),
        "form": form,
        "paper": issued,
        "url": link(issued.signed_file or issued.file) if issued else "",
        "ready": dossier.status == Status.FINISHED,
    }
    return render(request, "counter/hand_over.html", context, status=422 if sent is not None else 200)
