"""Looking at imports: the list, one with its progress and result, its faults, what undoing kept."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset
from tinhso.kits.registers.imports import permissions, queries
from tinhso.kits.registers.imports.forms import ColumnsForm, ReadForm
from tinhso.kits.registers.imports.models import ImportRun
from tinhso.kits.registers.imports.services import planning
from tinhso.kits.registers.imports.services.receiving import MATCHABLE
from tinhso.kits.registers.imports.sources import Unreadable
from tinhso.kits.registers.imports.states import AT_WORK, TONES, State
from tinhso.kits.registers.imports.views.common import actor_of

FIRST_FAULTS = 20
FIRST_CHANGES = 5


@requires(permissions.IMPORT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the imports that the actor may look at, the latest first."""
    page = keyset(queries.visible_runs(actor_of(request)), request, order=("-created_at", "-id"), size=30)
    titles = queries.titles()
    rows = [
        {"run": run, "title": titles.get(run.register, run.register), "tone": TONES[State(run.state)]} for run in page
    ]
    return render(request, "registers_imports/index.html", {"page": page, "rows": rows})


@requires(permissions.IMPORT)
@require_safe
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an import as it stands: matching, progress, report, result."""
    actor = actor_of(request)
    run = queries.run_for(actor, key)
    if run.state == State.MATCHING or (run.state in MATCHABLE and "ghep" in request.GET):
        return matching_page(request, run)
    context = report(request, run)
    part = request.headers.get("HX-Request") and run.state in AT_WORK
    return render(request, "registers_imports/progress.html" if part else "registers_imports/run.html", context)


def report(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    """Return what the page of an import shows."""
    actor = actor_of(request)
    definition = queries.definition_for(run)
    at_work = run.state in AT_WORK
    first = list(queries.faults(run).order_by("row", "column", "id")[:FIRST_FAULTS])
    return {
        "run": run,
        "definition": definition,
        "tone": TONES[State(run.state)],
        "at_work": at_work,
        "progress": _progress(run),
        "summary": [] if at_work else queries.summary(run),
        "faults": [] if at_work else queries.shown_faults(actor, run, first),
        "more_faults": run.faults_total > len(first),
        "unknown": queries.unknown_values(run) if run.state == State.CHECKED else [],
        "alikes": queries.alikes(actor, run) if run.state in {State.CHECKED, State.DONE} else [],
        "may_mark": not at_work and bool(run.faults_total),
        "changes": [] if at_work else _first_changes(actor, run),
        "may_undo": actor.may(definition.rights.end, run.unit)
        and (not run.rows_changed or actor.may(definition.rights.change, run.unit)),
    }


def _first_changes(actor: Actor, run: ImportRun) -> list[dict[str, Any]]:
    if not run.rows_changed:
        return []
    return queries.shown_changes(actor, run, list(queries.changes(run).order_by("row", "id")[:FIRST_CHANGES]))


def _progress(run: ImportRun) -> dict[str, Any]:
    """Return how far the work under way has come; ``most`` 0 when nobody knows."""
    if run.state == State.UNDOING:
        done = run.removed_total + run.restored_total + run.kept_total
        return {"value": done, "most": run.rows_stored + run.rows_changed, "label": _("Đang hoàn tác")}
    if run.state == State.CHECKING:
        most = max(run.rows_hint, run.rows_read) if run.rows_hint else 0
        return {"value": run.rows_read, "most": most, "label": _("Đang kiểm tra, chưa ghi gì vào sổ")}
    return {"value": run.rows_read, "most": max(run.rows_total, run.rows_read), "label": _("Đang nhập")}


def matching_page(
    request: HttpRequest, run: ImportRun, form: ColumnsForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the columns of a file, each with its first values and the field that it fills."""
    definition = queries.definition_for(run)
    try:
        preview = queries.preview(run)
    except Unreadable as refusal:
        context = {"run": run, "definition": definition, "problem": refusal.message}
        return render(request, "registers_imports/unreadable.html", context, status=422)
    read = ReadForm(
        preview,
        initial={
            "sheet": run.sheet, "header_row": run.header_row, "encoding": preview.encoding,
            "delimiter": preview.delimiter,
        },
    )  # fmt: skip
    context = {
        "run": run,
        "definition": definition,
        "read_form": read,
        "form": form
        or ColumnsForm(
            definition,
            preview.columns,
            may_change=queries.may_change_known(actor_of(request), run),
            change_known=run.change_known,
        ),
    }
    return render(request, "registers_imports/match.html", context, status=status)


@requires(permissions.IMPORT)
@require_safe
def faults(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """List every fault that is kept, of one kind or field when the address asks for it."""
    actor = actor_of(request)
    run = queries.run_for(actor, key)
    code, field = request.GET.get("loai", ""), request.GET.get("muc", "")
    rows = queries.faults(run, code=code, field=field)
    if exports.asked(request):
        shown = queries.shown_faults(actor, run, list(rows.order_by("row", "column", "id")))
        return exports.export(request, "loi-cua-tep", _columns(), shown)
    found = keyset(rows, request, order=("row", "column", "id"), size=50)
    context = {
        "run": run,
        "page": found,
        "rows": queries.shown_faults(actor, run, found.rows),
        "kept": min(run.faults_total, queries.MOST_FAULTS),
    }
    return render(request, "registers_imports/faults.html", context)


def _columns() -> list[exports.Column]:
    return [
        (_("Dòng"), lambda row: row["row"]),
        (_("Cột"), lambda row: row["column"]),
        (_("Tiêu đề"), lambda row: row["heading"]),
        (_("Loại lỗi"), lambda row: row["kind"]),
        (_("Nội dung ô"), lambda row: row["raw"]),
        (_("Cần sửa"), lambda row: row["message"]),
    ]


@requires(permissions.IMPORT)
@require_safe
def kept(request: HttpRequest, key: UUID) -> HttpResponse:
    """List the records that undoing left where they are."""
    actor = actor_of(request)
    run = queries.run_for(actor, key)
    found = keyset(queries.kept(run), request, order=("id",), size=50)
    context = {"run": run, "page": found, "rows": queries.shown_kept(actor, run, found.rows)}
    return render(request, "registers_imports/kept.html", context)


@requires(permissions.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest, key: UUID) -> HttpResponse:
    """List what rows change of records that stand; sent with a purpose, with the personal data that one may see."""
    actor = actor_of(request)
    run = queries.run_for(actor, key)
    found = keyset(queries.changes(run), request, order=("row", "id"), size=50)
    opened: frozenset[UUID] = frozenset()
    if request.method == "POST":
        try:
            opened = planning.open_personal(actor, run, found.rows, request.POST.get("purpose", ""))
        except Invalid as invalid:
            messages.error(request, invalid.fields["purpose"])
    definition = queries.definition_for(run)
    context = {
        "run": run,
        "page": found,
        "rows": queries.shown_changes(actor, run, found.rows, opened_records=opened),
        "definition": definition,
        "may_open": not opened
        and actor.may(definition.rights.see_personal)
        and any(row.personal for row in found.rows),
        "kept": min(run.rows_changed, planning.MOST_CHANGES),
    }
    return render(request, "registers_imports/changes.html", context)
