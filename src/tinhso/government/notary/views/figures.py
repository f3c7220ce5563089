"""Figures by office, month and kind."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.government.notary import permissions
from tinhso.government.notary.forms import PeriodForm
from tinhso.government.notary.queries.figures import by_office
from tinhso.government.notary.views.acts import actor_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web import exports

MOST_DAYS = 366


@requires(permissions.FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    """Show how many acts were recorded, by office, month and kind."""
    form = PeriodForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    last = given.get("last") or clock.today()
    first = given.get("first") or last.replace(day=1)
    if not last - timedelta(days=MOST_DAYS) <= first <= last:
        first = last.replace(day=1)
    lines = by_office(actor_of(request), first, last)
    if exports.asked(request):
        columns: list[exports.Column] = [
            (_("Tổ chức"), "office"), (_("Tháng"), "month_label"), (_("Loại văn bản"), "kind"),
            (_("Số văn bản"), "acts"), (_("Giá trị (đồng)"), "value"),
        ]  # fmt: skip
        return exports.export(request, "cong-chung", columns, lines)
    context = {
        "form": form if form.is_bound and form.errors else PeriodForm(initial={"first": first, "last": last}),
        "lines": lines,
        "acts": sum(line.acts for line in lines),
        "value": sum(line.value for line in lines),
        "offices": len({line.office for line in lines}),
    }
    return render(request, "notary/figures.html", context)
