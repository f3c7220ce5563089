"""Signing many papers at once: choose, look through them, confirm with one PIN, and find the report again."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.desks.workspace import queries
from tinhso.desks.workspace.batch_forms import PinForm
from tinhso.desks.workspace.views.inbox import actor_of
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web import exports
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.permissions import SIGN
from tinhso.kits.procedures.services import batches
from tinhso.kits.procedures.states import BatchItemState

SHOWN = 20


@requires(SIGN)
@require_safe
def signing_batches(request: HttpRequest) -> HttpResponse:
    """List the actor's batches."""
    return render(request, "workspace/batches.html", {"rows": queries.batches_of(actor_of(request), SHOWN)})


@requires(SIGN)
@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Show what was chosen, each paper one click away, and ask for the PIN."""
    actor = actor_of(request)
    waiting = queries.waiting_to_be_signed(actor).filter(result__isnull=False)
    if "tat-ca" not in request.POST:
        waiting = waiting.filter(id__in=[key for key, _revision in _chosen(request)])
    rows = list(waiting[: batches.MOST])
    if not rows:
        return redirect("workspace:to-sign")
    return _review(request, rows, PinForm(actor))


def _review(request: HttpRequest, rows: Sequence[Dossier], form: forms.Form, status: int = 200) -> HttpResponse:
    return render(request, "workspace/batch_review.html", {"rows": rows, "form": form}, status=status)


@requires(SIGN)
@require_POST
def sign_batch(request: HttpRequest) -> HttpResponse:
    """Begin to sign what was confirmed."""
    actor, chosen = actor_of(request), _chosen(request)
    form = PinForm(actor, request.POST)
    rows = list(queries.waiting_to_be_signed(actor).filter(id__in=[key for key, _revision in chosen])[: batches.MOST])
    if not form.is_valid():
        return _review(request, rows, form, status=422)
    try:
        batch = batches.start(actor, chosen, pin=form.cleaned_data.get("pin", ""))
    except Invalid as invalid:
        for words in invalid.fields.values():
            form.add_error(None, words)
        return _review(request, rows, form, status=422)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(None, refused.message)
        return _review(request, rows, form, status=refused.status)
    return redirect("workspace:batch", batch_id=batch.id)


def _chosen(request: HttpRequest) -> list[tuple[UUID, int]]:
    """Return the dossiers that the page names, each with the revision that it showed; what is none is left out."""
    chosen = []
    for value in request.POST.getlist("chon"):
        key, _colon, revision = value.partition(":")
        try:
            chosen.append((UUID(key), int(revision)))
        except ValueError:
            continue
    return chosen


@requires(SIGN)
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """Show how far a batch has come, and what became of each paper."""
    found = queries.own_batch(actor_of(request), batch_id)
    rows = list(queries.batch_items(found))
    if exports.asked(request):
        return exports.export(request, "ky-hang-loat", _columns(), rows)
    done = [row for row in rows if row.state != BatchItemState.WAITING]
    context = {
        "batch": found,
        "rows": rows,
        "done": len(done),
        "total": len(rows),
        "signed": sum(row.state == BatchItemState.SIGNED for row in rows),
        "refused": [row for row in rows if row.state == BatchItemState.REFUSED],
        "running": found.finished_at is None,
    }
    part = request.headers.get("HX-Request")
    return render(request, "workspace/batch_progress.html" if part else "workspace/batch.html", context)


def _columns() -> list[exports.Column]:
    return [
        (_("Mã hồ sơ"), "dossier__code"),
        (_("Người nộp"), "dossier__applicant_name"),
        (_("Thủ tục"), "dossier__procedure__name"),
        (_("Kết quả"), "get_state_display"),
        (_("Vì sao"), "message"),
        (_("Lúc"), "ended_at"),
    ]
