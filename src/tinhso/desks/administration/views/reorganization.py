"""Reorganising units: plans, the dry run, a run and its undoing with their progress."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.administration.forms.reorganization import PlanFile, UndoReason
from tinhso.desks.administration.views.common import actor_of, ask, carry_out, told
from tinhso.kernel.identity.access import requires
from tinhso.kernel.organizations import succession
from tinhso.kernel.reorganization import queries, services
from tinhso.kernel.reorganization.models import UNDER_WAY, RunState
from tinhso.kernel.reorganization.permissions import MANAGE
from tinhso.kernel.reorganization.preview import Preview, preview
from tinhso.kernel.reorganization.reader import read_plan
from tinhso.kernel.web import exports

MOST_CONFLICTS = 200


def _back() -> tuple[str, str]:
    return reverse("administration:reorganizations"), _("Sắp xếp đơn vị")


@requires(MANAGE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the plans, each with how far it is."""
    services.demand(actor_of(request))
    rows = [{"plan": plan, "run": queries.latest(plan)} for plan in queries.plans()[:100]]
    return render(request, "administration/reorganization/list.html", {"rows": rows})


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take a plan's file in; what is wrong with it is told line by line, and nothing is kept."""
    actor = actor_of(request)
    services.demand(actor)
    return ask(
        request,
        PlanFile(request.POST or None, request.FILES or None),
        lambda given: services.save_plan(actor, given["plan"]),
        title=_("Nạp kế hoạch sắp xếp"),
        lead=_(
            "Tệp YAML gồm các việc nhập, chia tách, đổi tên, kết thúc một cấp. "
            "Nạp xong chưa có gì thay đổi: quý vị xem trước rồi mới thực hiện."
        ),
        submit=_("Nạp kế hoạch"),
        icon="upload",
        back=_back(),
        then=lambda plan: told(request, _("Đã lưu kế hoạch."), "administration:reorganization", code=plan.code),
    )


@requires(MANAGE)
@require_safe
def plan_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show a plan: before it is carried out the dry run, afterwards how it went."""
    services.demand(actor_of(request))
    plan = queries.plan_by_code(code)
    run = queries.last_run(plan)
    fresh = run is None or run.state == RunState.UNDONE
    found = preview(read_plan(plan.text)) if fresh else None
    if found is not None and exports.asked(request):
        return _export(request, plan.code, found)
    context = {
        "plan": plan,
        "run": run,
        "found": found,
        "conflicts": found.conflicts[:MOST_CONFLICTS] if found else (),
        "rules": succession.rules(),
        "under_way": run is not None and run.state in UNDER_WAY,
        "progress": min(run.back if run.state == RunState.UNDOING else run.done, run.total) if run else 0,
        "sums": queries.sums(run) if run else (),
        "standing_on": queries.names_of(run.report.get("standing_on", ())) if run else (),
        "reason": UndoReason(),
    }
    return render(request, "administration/reorganization/plan.html", context)


def _export(request: HttpRequest, code: str, found: Preview) -> HttpResponseBase:
    columns: list[exports.Column] = [
        (_("Mã định danh"), "identifier"),
        (_("Đơn vị nhận"), "name"),
        (_("Từ"), lambda row: "; ".join(row.sources)),
        (_("Vai trò"), "people"),
        (_("Hồ sơ, việc"), "work"),
        (_("Bản ghi"), "records"),
    ]
    return exports.export(request, f"sap-xep-{code}", columns, found.heirs)


@requires(MANAGE)
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Carry a plan out, in the background."""
    services.start(actor_of(request), queries.plan_by_code(code))
    return told(
        request,
        _("Đang thực hiện trong nền; quý vị rời trang này cũng được."),
        "administration:reorganization",
        code=code,
    )


@requires(MANAGE)
@require_POST
def resume(request: HttpRequest, code: str, run_id: UUID) -> HttpResponse:
    """Go on with a run that stands still."""
    services.resume(actor_of(request), queries.run_of(queries.plan_by_code(code), run_id))
    return told(request, _("Đã cho chạy tiếp."), "administration:reorganization", code=code)


@requires(MANAGE)
@require_POST
def undo(request: HttpRequest, code: str, run_id: UUID) -> HttpResponse:
    """Undo a run, with the reason."""
    run = queries.run_of(queries.plan_by_code(code), run_id)
    form = UndoReason(request.POST)
    done, _run = carry_out(form, lambda given: services.undo(actor_of(request), run, reason=given["reason"]))
    if done:
        return told(request, _("Đang hoàn tác trong nền."), "administration:reorganization", code=code)
    words = " ".join(str(error) for errors in form.errors.values() for error in errors)
    context = {"plan": run.plan, "run": run, "reason": form, "trouble": words, "sums": queries.sums(run)}
    return render(request, "administration/reorganization/plan.html", context, status=422)


@requires(MANAGE)
@require_POST
def close(request: HttpRequest, code: str, run_id: UUID) -> HttpResponse:
    """Close a run: it stands from now on."""
    services.close(actor_of(request), queries.run_of(queries.plan_by_code(code), run_id))
    return told(request, _("Đã chốt việc sắp xếp."), "administration:reorganization", code=code)
