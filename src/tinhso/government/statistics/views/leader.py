"""The leader's day: what came in, what is due, what is late; and ratings that ask for a look."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.government.statistics import queries, rates
from tinhso.government.statistics.asked import UnitForm, asked
from tinhso.government.statistics.periods import MONTH, period_of
from tinhso.government.statistics.services import follow_up
from tinhso.government.statistics.views.form import actor_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.access import requires
from tinhso.kits.procedures.permissions import SUPERVISE

DAYS = 14


@requires(SUPERVISE)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the leader his day, each number leading to its dossiers, and the last fortnight."""
    actor = actor_of(request)
    day = clock.today()
    wanted = asked(actor, {"don_vi": request.GET.get("don_vi", ""), "tu": f"{day:%d/%m/%Y}", "den": f"{day:%d/%m/%Y}"})
    whole = queries.total(wanted.cells())
    due = queries.due_between(wanted.scope, wanted.period.begins_at, wanted.period.ends_at)
    month = period_of(day, MONTH)
    so_far, satisfied = queries.flows_of(wanted.scope, month.first_day, day)
    days = queries.day_by_day(wanted.scope, day - timedelta(days=DAYS - 1), day)
    context = {
        "asked": wanted,
        "form": UnitForm(wanted.kept(), queries.unit_choices(actor), all_units=queries.reaches_all(actor)),
        "stats": _stats(wanted, whole, due),
        "rates": rates.rates(so_far, satisfied, month.last_day),
        "month": month,
        "days": _bars(days, wanted.unit_id),
        "low": queries.low_ratings(wanted.scope)[:10],
        "statistics_url": f"{reverse('statistics:form')}?{urlencode(_unit(wanted.unit_id))}",
    }
    return render(request, "statistics/leader.html", context)


def _unit(unit_id: UUID | None) -> dict[str, str]:
    return {"don_vi": str(unit_id)} if unit_id else {}


def _stats(wanted: Any, whole: Any, due: int) -> list[dict[str, Any]]:
    base = reverse("statistics:dossiers")

    def stat(label: str, value: int, slug: str, icon: str, tone: str = "") -> dict[str, Any]:
        return {
            "label": label, "value": value, "icon": icon, "tone": tone, "url": f"{base}{wanted.query(cot=slug)}",
        }  # fmt: skip

    came = whole.online + whole.direct
    return [
        stat(_("Tiếp nhận hôm nay"), came, "trong-ky", "inbox"),
        stat(_("Giải quyết xong hôm nay"), whole.resolved, "da-giai-quyet", "circle-check", "success"),
        stat(_("Hết hạn hôm nay, chưa xong"), due, "het-han", "clock", "waiting" if due else ""),
        stat(_("Đang quá hạn"), whole.in_hand_late, "dang-qua-han", "alert-triangle",
             "danger" if whole.in_hand_late else "success"),
        stat(_("Đang giải quyết"), whole.in_hand, "dang-giai-quyet", "loader"),
    ]  # fmt: skip


def _bars(days: list[dict[str, Any]], unit_id: UUID | None) -> list[dict[str, Any]]:
    """Return the days with addresses of their dossiers and the widths of their bars, in thousandths of the longest."""
    longest = max((max(row["came"], row["ended"]) for row in days), default=0) or 1
    base = reverse("statistics:dossiers")
    rows = []
    for row in days:
        kept = _unit(unit_id) | {"tu": f"{row['day']:%d/%m/%Y}", "den": f"{row['day']:%d/%m/%Y}"}
        rows.append(
            row
            | {
                "came_width": round(1000 * row["came"] / longest),
                "ended_width": round(1000 * row["ended"] / longest),
                "came_url": f"{base}?{urlencode(kept | {'cot': 'trong-ky'})}",
                "ended_url": f"{base}?{urlencode(kept | {'cot': 'da-giai-quyet'})}",
                "late_url": f"{base}?{urlencode(kept | {'cot': 'qua-han'})}",
            }
        )
    return rows


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def low_rating(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show a low rating, and take down what was done about it."""
    actor = actor_of(request)
    found = queries.low_rating(actor, dossier_id)
    problem = ""
    if request.method == "POST":
        try:
            follow_up.answer(actor, dossier_id, request.POST.get("answer", ""))
        except Invalid as invalid:
            problem = invalid.fields["answer"]
        else:
            messages.success(request, _("Đã ghi cách xử lý đánh giá."))
            return redirect("statistics:low-rating", dossier_id=dossier_id)
    status = 422 if problem else 200
    return render(request, "statistics/low_rating.html", {"found": found, "problem": problem}, status=status)
