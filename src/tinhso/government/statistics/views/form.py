"""The statutory form on screen, its files, closing it; and the dossiers behind each cell."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.government.statistics import law, queries, rates, spreadsheet, structure
from tinhso.government.statistics.asked import LIVE, PeriodForm, asked, key_of
from tinhso.government.statistics.figures import COLUMNS, DUE, LISTED, MEMO, MOVES, Figures
from tinhso.government.statistics.periods import Period
from tinhso.government.statistics.permissions import CLOSE
from tinhso.government.statistics.services import closing as closings
from tinhso.government.statistics.services import papers
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations import succession
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures.permissions import SUPERVISE

PAGE = 50
MOST_EXPORTED = 20_000


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(SUPERVISE)
@require_safe
def form(request: HttpRequest) -> HttpResponseBase:
    """Show the form of a period: each number leads to its dossiers."""
    actor = actor_of(request)
    wanted = asked(actor, request.GET)
    cells = wanted.cells()
    rows = queries.totals(cells, wanted.by)
    names = queries.names_of(rows, wanted.by)
    whole = queries.total(cells)
    if exports.asked(request):
        lines = [(name, rows[key]) for key, name in names.items()]
        return spreadsheet.form_response(wanted, lines, whole)
    base = reverse("statistics:dossiers")
    key_name = "linh_vuc" if wanted.by == "linh-vuc" else "co_quan"
    context = {
        "asked": wanted,
        "form": PeriodForm(
            wanted.kept(),
            queries.unit_choices(actor),
            all_units=queries.reaches_all(actor),
        ),
        "sheet": law.sheet("form"),
        "columns": COLUMNS,
        "rows": [
            {"name": name, "cells": _linked(rows[key], f"{base}{wanted.query(**{key_name: str(key)})}")}
            for key, name in names.items()
        ],
        "whole": _linked(whole, f"{base}{wanted.query()}"),
        "memo": [
            {
                "label": column.label,
                "count": getattr(whole, column.figure),
                "url": f"{base}{wanted.query(cot=column.slug)}",
            }
            for column in (*MEMO, *MOVES)
            if column in MEMO or getattr(whole, column.figure)
        ],
        "rules": succession.rules() if wanted.as_now else (),
        "rates": rates.rates(whole, queries.satisfied(wanted.scope, wanted.period), wanted.period.last_day),
        "in_hand_late": whole.in_hand_late,
        "late_url": f"{base}{wanted.query(cot='dang-qua-han')}",
        "versions": _versions(wanted),
        "drifted": wanted.closing is not None and queries.drifted(wanted.closing),
        "may_close": actor.may(CLOSE) and queries.reaches_all(actor),
        "waiting": wanted.closing is None and queries.waiting(),
    }
    return render(request, "statistics/form.html", context)


def _linked(figures: Figures, address: str) -> list[dict[str, Any]]:
    return [
        {
            "count": getattr(figures, column.figure),
            "url": f"{address}&{urlencode({'cot': column.slug})}",
            "label": f"{column.group}: {column.label}",
            "tone": "danger" if column.slug in ("qua-han", "dang-qua-han") else "",
        }
        for column in COLUMNS
    ]


def _versions(wanted: Any) -> list[dict[str, Any]]:
    found = [
        {
            "label": _("Bản chốt") if row.number == 0 else _("Đính chính {number}").format(number=row.number),
            "url": wanted.query(ban=str(row.number)),
            "current": wanted.closing == row,
        }
        for row in wanted.closings
    ]
    if not found:
        return []
    live = {"label": _("Số liệu hiện nay"), "url": wanted.query(ban=LIVE), "current": wanted.closing is None}
    return [*found, live]


@requires(SUPERVISE)
@require_safe
def dossiers(request: HttpRequest) -> HttpResponseBase:
    """List the dossiers that one cell counts: as many as the cell says."""
    actor = actor_of(request)
    wanted = asked(actor, request.GET)
    column = LISTED.get(request.GET.get("cot", "tiep-nhan"))
    if column is None:
        raise NotFound
    field_id, agency_id = key_of(request.GET.get("linh_vuc", "")), key_of(request.GET.get("co_quan", ""))
    scope = wanted.scope.only(agency_id) if agency_id else wanted.scope
    if wanted.as_now:
        scope = structure.widened(scope)
    rows = queries.dossiers_of(
        actor,
        scope,
        column.figure,
        wanted.period.begins_at,
        wanted.period.ends_at if wanted.closing or column is DUE else wanted.until,
        field_id=field_id,
        closing=wanted.closing,
    )
    order = queries.order_of(column.figure)
    if exports.asked(request):
        return exports.export(request, f"ho-so-{column.slug}", _columns(), rows.order_by(*order)[:MOST_EXPORTED])
    context = {
        "asked": wanted,
        "column": column,
        "narrowed": queries.words_of(field_id, agency_id),
        "page": keyset(rows, request, order=order, size=PAGE),
        "back": f"{reverse('statistics:form')}{wanted.query()}",
    }
    return render(request, "statistics/dossiers.html", context)


def _columns() -> list[exports.Column]:
    return [
        (_("Mã hồ sơ"), "dossier__code"),
        (_("Người nộp"), "dossier__applicant_name"),
        (_("Thủ tục"), "dossier__procedure__name"),
        (_("Cơ quan giải quyết"), "unit__name"),
        (_("Tiếp nhận"), "received_at"),
        (_("Hẹn trả"), "dossier__due_at"),
        (_("Kết thúc"), "ended_at"),
        (_("Kết quả so với hạn"), lambda row: str(row.get_timing_display())),
    ]


@requires(CLOSE)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close a period that has ended."""
    wanted = asked(actor_of(request), request.POST)
    if not isinstance(wanted.period, Period):
        raise NotFound
    closings.close(actor_of(request), wanted.period)
    messages.success(request, _("Đã chốt số liệu {period}.").format(period=wanted.period.label))
    return redirect(f"{reverse('statistics:form')}{wanted.query()}")


@requires(CLOSE)
@require_POST
def correct(request: HttpRequest) -> HttpResponse:
    """Close a period again with the figures of now, with a reason; what was closed before stays."""
    actor = actor_of(request)
    wanted = asked(actor, {**request.POST.dict(), "ban": ""})
    if not isinstance(wanted.period, Period):
        raise NotFound
    made = closings.correct(actor, wanted.period, reason=request.POST.get("reason", ""))
    messages.success(request, _("Đã lập bản đính chính số {number}.").format(number=made.number))
    return redirect(f"{reverse('statistics:form')}{wanted.query()}")


@requires(SUPERVISE)
@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    """Issue the form as a paper, signed where the actor can, and open it."""
    actor = actor_of(request)
    issued = papers.issue_form(actor, asked(actor, request.POST), pin=request.POST.get("pin", ""))
    return redirect(link(issued.signed_file or issued.file))
