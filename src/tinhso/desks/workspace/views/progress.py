"""How the work stands: figures of the units in charge, each leading to its dossiers."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.desks.workspace import queries
from tinhso.desks.workspace.filters import ProgressFilters
from tinhso.desks.workspace.views.inbox import actor_of
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web import exports
from tinhso.kits.procedures.permissions import SUPERVISE

_COUNTED = ("total", "on_time", "done_late", "in_hand", "late")


@requires(SUPERVISE)
@require_safe
def progress(request: HttpRequest) -> HttpResponseBase:
    """Show, for each unit or field, how what came in stands."""
    actor = actor_of(request)
    form = ProgressFilters(request.GET)
    rows = queries.progress(actor, by=form.by, since=form.since, until=form.until)
    if exports.asked(request):
        return exports.export(request, "tien-do", _columns(form), rows)
    most = max((row["total"] for row in rows), default=1)
    context = {
        "form": form,
        "rows": [_row(row, form, most) for row in rows],
        "sums": {name: sum(row[name] for row in rows) for name in _COUNTED},
        "strip": queries.strip(actor),
        "list_url": reverse("workspace:dossiers"),
    }
    return render(request, "workspace/progress.html", context)


def _columns(form: ProgressFilters) -> list[exports.Column]:
    return [
        (_("Lĩnh vực") if form.by == "linh-vuc" else _("Cơ quan"), lambda row: row["name"]),
        (_("Đã nộp"), lambda row: row["total"]),
        (_("Xong đúng hạn"), lambda row: row["on_time"]),
        (_("Xong trễ hạn"), lambda row: row["done_late"]),
        (_("Chưa xong"), lambda row: row["in_hand"]),
        (_("Đang quá hạn"), lambda row: row["late"]),
    ]


def _row(row: dict[str, Any], form: ProgressFilters, most: int) -> dict[str, Any]:
    """Return a row with the addresses of its dossiers and the pieces of its bar, in thousandths of the widest."""
    kept = {"tu": f"{form.since:%d/%m/%Y}", "den": f"{form.until:%d/%m/%Y}"}
    kept["linh_vuc" if form.by == "linh-vuc" else "don_vi"] = str(row["key"])
    base = reverse("workspace:dossiers")

    def address(**more: str) -> str:
        return f"{base}?{urlencode(kept | more)}"

    running = max(0, row["in_hand"] - row["late"])
    pieces = []
    start = 0
    for tone, count in (
        ("success", row["on_time"]),
        ("waiting", row["done_late"]),
        ("progress", running),
        ("danger", row["late"]),
    ):
        width = round(1000 * count / most)
        pieces.append({"tone": tone, "x": start, "width": width})
        start += width
    return row | {
        "pieces": pieces,
        "total_url": address(),
        "on_time_url": address(han=queries.ON_TIME),
        "done_late_url": address(han=queries.DONE_LATE),
        "in_hand_url": address(trang_thai="dang-giai-quyet"),
        "late_url": address(han=queries.LATE),
    }
