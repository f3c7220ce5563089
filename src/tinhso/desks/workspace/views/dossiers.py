"""The list of dossiers, and the page of one with everything beside it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.desks.workspace import queries
from tinhso.desks.workspace.filters import DossierListFilters
from tinhso.desks.workspace.page import DossierPage, purpose_of
from tinhso.desks.workspace.views.inbox import MOST_EXPORTED, actor_of
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import official, requires
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.permissions import SIGN, VIEW
from tinhso.kits.procedures.queries import get_dossier, whole_dossier
from tinhso.kits.procedures.services.papers import preview_notice, preview_result

PAGE = 100


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the dossiers that the official may see; a code that is whole and known opens its dossier."""
    actor = actor_of(request)
    form = DossierListFilters(request.GET, agencies=queries.agency_choices(actor))
    chosen = form.chosen()
    rows = queries.dossiers(actor, chosen)
    if exports.asked(request):
        whole = rows.select_related("agency").order_by("-submitted_at", "-id")[:MOST_EXPORTED]
        return exports.export(request, "ho-so", _columns(), whole)
    page = keyset(rows, request, order=["-submitted_at", "-id"], size=PAGE, narrowing=queries.narrowing(actor, chosen))
    if len(page) == 1 and page.rows[0].code == chosen.text.strip().upper():
        return redirect("workspace:dossier", dossier_id=page.rows[0].id)
    asked = any(form.cleaned_data.get(name) for name in form.fields)
    return render(request, "workspace/dossiers.html", {"page": page, "form": form, "asked": asked})


def _columns() -> list[exports.Column]:
    return [
        (_("Mã hồ sơ"), "code"),
        (_("Người nộp"), "applicant_name"),
        (_("Thủ tục"), "procedure__name"),
        (_("Cơ quan giải quyết"), "agency__name"),
        (_("Trạng thái"), "get_status_display"),
        (_("Nộp lúc"), "submitted_at"),
        (_("Hẹn trả"), "due_at"),
        (_("Xong lúc"), "finished_at"),
        (_("Đang ở"), "holder_unit__name"),
    ]


@requires(VIEW)
@require_safe
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show a dossier whole; that somebody looked is noted, with for what."""
    actor = actor_of(request)
    found = whole_dossier(actor, dossier_id, purpose=purpose_of)
    return render(request, "workspace/dossier.html", {"page": DossierPage(actor, found), "dossier": found})


@requires(VIEW)
@require_safe
def earlier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """List other dossiers of the same person that the actor may see: beside the page, or as a page of its own."""
    actor = actor_of(request)
    found = get_dossier(actor, dossier_id)
    part = request.headers.get("HX-Request")
    template = "workspace/earlier_list.html" if part else "workspace/earlier.html"
    return render(request, template, {"dossier": found, "rows": queries.earlier_of(actor, found)})


@requires(VIEW)
@require_safe
def draft_result(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Return the proposed result as it would be signed."""
    actor = actor_of(request)
    found: Dossier = get_dossier(actor, dossier_id)
    proposed = queries.result_of(found)
    if proposed is None:
        raise NotFound(_("Hồ sơ chưa có dự thảo kết quả."))
    answer = HttpResponse(preview_result(found, proposed, signer=actor), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="du-thao-{found.code}.pdf"'
    return answer


@requires(SIGN)
@require_safe
def draft_notice(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Return the paper that waits, as it would be signed."""
    actor = actor_of(request)
    found: Dossier = get_dossier(actor, dossier_id)
    actor.demand(SIGN, found.agency)
    notice = queries.waiting_notice(found)
    pdf = preview_notice(found, notice, new_due=queries.new_due_of(found, notice), signer=actor)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="du-thao-{notice.kind}-{found.code}.pdf"'
    return answer
