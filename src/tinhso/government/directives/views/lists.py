"""The list with its lights, the board of a unit, what is blocked, the overdue list."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.government.directives import lateness, permissions
from tinhso.government.directives.forms import ListFilters, PinForm
from tinhso.government.directives.queries import boards, rows
from tinhso.government.directives.services import papers
from tinhso.government.directives.states import TONES, Light, State
from tinhso.government.directives.views.common import actor_of, ask, key_of, tabs
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset

PAGE = 40
MOST_EXPORTED = 50_000
LIGHT_TONES = {Light.RED: "danger", Light.AMBER: "waiting", Light.GREEN: "success", Light.NONE: "neutral"}


@requires(permissions.VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the directives that one may see, the earliest due time first."""
    actor, now = actor_of(request), clock.now()
    form = ListFilters(request.GET, rows.units_led(actor))
    filters = _filters(form.cleaned_data)
    found = rows.listing(actor, filters, now)
    if exports.asked(request):
        return exports.export(request, "nhiem-vu-giao", _columns(now), _exported(found, now))
    page = keyset(found, request, order=rows.ORDER, size=PAGE)
    _dress(page.rows, now)
    counts = rows.counts(actor, filters, now)
    context = {
        "page": page,
        "form": form,
        "tabs": tabs(actor, "list"),
        "stats": _stats(counts),
        "may_assign": actor.may(permissions.ASSIGN),
    }
    return render(request, "directives/list.html", context)


def _filters(data: dict[str, Any]) -> rows.Filters:
    more = data.get("them", "")
    return rows.Filters(
        state=data.get("trang_thai", ""),
        light=data.get("den", ""),
        unit_id=key_of(data.get("don_vi", "")),
        source=data.get("nguon", ""),
        text=data.get("tim", ""),
        mine=data.get("cua", ""),
        top=more == "goc",
        extended=more == "gia-han",
        entered_late=more == "nhap-muon",
    )


def _dress(found: list[Any], now: datetime) -> None:
    """Give each row of a page what it shows: tone, light, days late, how much is done."""
    percents = rows.percents(found)
    for row in found:
        row.tone = TONES[State(row.state)]
        row.light = lateness.light_of(row, now)
        row.light_tone = LIGHT_TONES[row.light]
        row.days_late = lateness.days_late(row, now)
        row.state_label = State(row.state).label
        row.percent = percents[row.pk]


def _exported(found: Any, now: datetime) -> Any:
    """Give out the rows of a list by thousands, each with how much of it is done."""
    batch: list[Any] = []
    for row in found[:MOST_EXPORTED].iterator(chunk_size=2000):
        batch.append(row)
        if len(batch) == 2000:
            _dress(batch, now)
            yield from batch
            batch = []
    _dress(batch, now)
    yield from batch


def _columns(now: datetime) -> list[exports.Column]:
    return [
        (_("Mã"), "code"),
        (_("Nhiệm vụ"), lambda row: _("nhiệm vụ hạn chế người xem") if row.restricted else row.title),
        (_("Chủ trì"), "lead__name"),
        (_("Cơ quan giao"), "unit__name"),
        (_("Người chỉ đạo"), "ordered_name"),
        (_("Nguồn"), "get_source_display"),
        (_("Văn bản, cuộc họp"), "source_label"),
        (_("Trạng thái"), "state_label"),
        (_("Hạn ban đầu"), "first_due_at"),
        (_("Hạn"), "due_at"),
        (_("Số lần gia hạn"), "extensions"),
        (_("Số lần trả lại"), "returns"),
        (_("Báo cáo lúc"), "reported_at"),
        (_("Số ngày làm việc quá hạn"), "days_late"),
        (_("Tỷ lệ hoàn thành (%)"), "percent"),
        (_("Nhập muộn"), lambda row: _("có") if row.entry_late else ""),
        (_("Người thực hiện"), "account_name"),
        (_("Người theo dõi"), "monitor_name"),
    ]


def _stats(counts: dict[str, int]) -> list[dict[str, Any]]:
    icons = {
        State.NOT_STARTED: "clock", State.DOING: "loader", State.DONE_ON_TIME: "circle-check",
        State.DONE_LATE: "check", State.OVERDUE: "alert-triangle",
    }  # fmt: skip
    return [
        {
            "label": state.label, "value": counts[str(state)], "icon": icon,
            "tone": TONES[state] if counts[str(state)] else "", "url": f"?trang_thai={state}",
        }
        for state, icon in icons.items()
    ]  # fmt: skip


@requires(permissions.VIEW)
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    """Show how each leading unit stands, the most overdue on top."""
    actor = actor_of(request)
    form = ListFilters(request.GET, rows.units_led(actor))
    filters = _filters(form.cleaned_data | {"trang_thai": "", "den": ""})
    lines = boards.by_lead(actor, filters)
    if exports.asked(request):
        return exports.export(request, "nhiem-vu-theo-don-vi", _board_columns(), lines)
    context = {
        "tabs": tabs(actor, "board"),
        "lines": [{"line": line, "cells": _cells(line)} for line in lines],
        "states": [state.label for state in State],
    }
    return render(request, "directives/board.html", context)


def _cells(line: boards.UnitLine) -> list[dict[str, Any]]:
    return [{"state": state, "label": state.label, "count": line.counts.get(str(state), 0)} for state in State]


def _board_columns() -> list[exports.Column]:
    def of(state: State) -> exports.Column:
        return (str(state.label), lambda line: line.counts.get(str(state), 0))

    return [
        (_("Mã định danh"), "unit__identifier"),
        (_("Đơn vị chủ trì"), "unit__name"),
        *(of(state) for state in State),
        (_("Cộng"), "total"),
    ]


@requires(permissions.VIEW)
@require_safe
def blocked(request: HttpRequest) -> HttpResponseBase:
    """Show what does not go on, by whom, since when; urging is one click."""
    actor = actor_of(request)
    mine = request.GET.get("cua") == "toi"
    found = boards.blocked(actor, ordered_by=actor.account_id if mine else None)
    if exports.asked(request):
        return exports.export(request, "nhiem-vu-vuong-mac", _blocked_columns(), found)
    context = {
        "tabs": tabs(actor, "blocked"), "blocks": [_urgeable(actor, block) for block in found], "mine": mine,
        "most": boards.MOST if len(found) == boards.MOST else 0,
    }  # fmt: skip
    return render(request, "directives/blocked.html", context)


def _urgeable(actor: Actor, block: boards.Block) -> dict[str, Any]:
    row = block.directive
    return {"block": block, "row": row, "may_urge": rows.may_urge(actor, row), "words": _KINDS[block.kind]}


_KINDS = {
    "blocked": ("danger", "alert-triangle"),
    "asked": ("waiting", "calendar"),
    "reported": ("info", "clock"),
    "overdue": ("danger", "clock"),
}


def _blocked_columns() -> list[exports.Column]:
    return [
        (_("Mã"), "directive__code"),
        (_("Nhiệm vụ"), "directive__title"),
        (_("Chủ trì"), "directive__lead__name"),
        (_("Vướng ở"), "who"),
        (_("Từ lúc"), "since"),
        (_("Số ngày làm việc"), "days"),
        (_("Vì sao"), "why"),
    ]


@requires(permissions.CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def overdue(request: HttpRequest) -> HttpResponse:
    """Make the signed list of overdue directives for the monthly meeting."""
    actor = actor_of(request)
    form = PinForm(request.POST if request.method == "POST" else None)
    unit: OrganizationUnit = papers.unit_of(actor)
    lines = papers.overdue(actor, unit)
    return ask(
        request,
        form,
        lambda: papers.issue_overdue(actor, unit, pin=form.cleaned_data["pin"]),
        title=_("Danh sách nhiệm vụ quá hạn"),
        submit=_("Lập và ký danh sách"),
        icon="signature",
        back=_list(),
        then=lambda paper: redirect("papers:verify", code=paper.verification_code),
        lead=_("{unit}: {count} nhiệm vụ đang quá hạn.").format(unit=unit.name, count=len(lines)),
    )


def _list() -> tuple[str, str]:
    from django.urls import reverse

    return reverse("directives:list"), _("Nhiệm vụ giao")
