"""Who held how long, for those who supervise and for everybody."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.government.statistics import held, queries
from tinhso.government.statistics.asked import PeriodForm, PublicForm, asked
from tinhso.government.statistics.views.form import actor_of
from tinhso.kernel.identity.access import public, requires
from tinhso.kernel.web import exports
from tinhso.kits.procedures.permissions import SUPERVISE


@requires(SUPERVISE)
@require_safe
def holding(request: HttpRequest) -> HttpResponseBase:
    """Rank the units and steps of a scope by how long they held what ended in a period."""
    actor = actor_of(request)
    wanted = asked(actor, request.GET)
    units = held.by_unit(wanted.scope, wanted.period)
    if exports.asked(request):
        return exports.export(request, "ai-giu-bao-lau", _columns(), units)
    steps = held.by_step(wanted.scope, wanted.period)
    form = PeriodForm(wanted.kept(), queries.unit_choices(actor), all_units=queries.reaches_all(actor))
    for name in ("tu", "den", "theo"):
        del form.fields[name]
    context = {
        "asked": wanted,
        "form": form,
        "units": units,
        "steps": steps,
        "bars": held.bars(units),
    }
    return render(request, "statistics/holding.html", context)


def _columns() -> list[exports.Column]:
    return [
        (_("Đơn vị"), "name"),
        (_("Số hồ sơ"), "dossiers"),
        (_("Trung bình (phút làm việc)"), "mean_minutes"),
        (_("Quá hạn bước (%)"), "late_rate"),
    ]


@public
@require_safe
def published(request: HttpRequest) -> HttpResponseBase:
    """Show everybody how long each agency takes, and within one agency who holds how long."""
    form = PublicForm(request.GET)
    unit = form.unit
    scope = queries.published_scope(unit)
    agencies = held.agencies(form.period, scope)
    context = {
        "form": form,
        "unit": unit,
        "agencies": agencies,
        "units": held.by_unit(scope, form.period) if unit else [],
        "steps": held.by_step(scope, form.period) if unit else [],
    }
    return render(request, "statistics/published.html", context)
