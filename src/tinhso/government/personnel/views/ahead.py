"""Lists ahead of time and figures, with their exports."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.government.personnel import salary
from tinhso.government.personnel.forms import AheadForm, ThenForm
from tinhso.government.personnel.permissions import LISTS
from tinhso.government.personnel.queries import ahead, figures
from tinhso.government.personnel.queries.careers import retirement
from tinhso.government.personnel.retirement import SOURCE
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset

PAGE = 50
MOST_EXPORTED = 100_000
STEPS, RETIRING, TERMS = "nang-bac", "nghi-huu", "het-nhiem-ky"
LABELS = {
    STEPS: gettext_lazy("Đến hạn nâng bậc"),
    RETIRING: gettext_lazy("Đến tuổi nghỉ hưu"),
    TERMS: gettext_lazy("Hết nhiệm kỳ"),
}
ICONS = {STEPS: "coins", RETIRING: "calendar-event", TERMS: "hourglass"}
READ = {STEPS: ahead.steps_due, RETIRING: ahead.retiring, TERMS: ahead.terms_ending}
ORDER = {STEPS: ["due_on"], RETIRING: ["birth"], TERMS: ["until"]}
COLUMNS: dict[str, list[exports.Column]] = {
    STEPS: [
        ("Số hiệu", "file__file_number"), ("Họ và tên", "file__full_name"), ("Đơn vị", "file__unit__name"),
        ("Ngạch", "current__rank"), ("Bậc hiện hưởng", "current__step"), ("Hệ số", "current__coefficient"),
        ("Đến hạn", "due_on"), ("Lên bậc", "to_step"), ("Vượt khung %", "to_over_percent"),
        ("Kéo dài (tháng)", "delay_months"),
    ],
    RETIRING: [
        ("Số hiệu", "file_number"), ("Họ và tên", "full_name"), ("Đơn vị", "unit__name"), ("Chức vụ", "position"),
        ("Giới tính", lambda row: row.get_sex_display()),
        ("Ngày cuối làm việc theo tuổi", lambda row: retirement(row).last_day),
        ("Hưởng lương hưu từ", lambda row: retirement(row).pension_from),
    ],
    TERMS: [
        ("Số hiệu", "file__file_number"), ("Họ và tên", "file__full_name"), ("Chức vụ", "post"),
        ("Ở đơn vị", "place__name"), ("Từ ngày", "since"), ("Hết nhiệm kỳ", "until"),
        ("Quyết định", "decision__code"),
    ],
}  # fmt: skip


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(LISTS)
@require_safe
def coming(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Show one list ahead of time."""
    if kind not in READ:
        raise Http404
    actor = actor_of(request)
    form = AheadForm(request.GET, ahead.unit_choices(actor))
    first, last = form.days
    rows: Any = READ[kind](actor, first, last, form.unit)
    if exports.asked(request):
        columns: list[exports.Column] = [(_(heading), source) for heading, source in COLUMNS[kind]]
        return exports.export(request, f"nhan-su-{kind}", columns, rows.order_by(*ORDER[kind], "pk")[:MOST_EXPORTED])
    page = keyset(rows, request, order=ORDER[kind], size=PAGE)
    context = {
        "kind": kind,
        "title": LABELS[kind],
        "tabs": [
            {"url": reverse("personnel:ahead", args=[name]), "label": label, "icon": ICONS[name],
             "current": name == kind}
            for name, label in LABELS.items()
        ],
        "icon": ICONS[kind],
        "form": form,
        "days": (first, last),
        "page": page,
        "lines": [(row, retirement(row)) for row in page.rows] if kind == RETIRING else page.rows,
        "source": SOURCE if kind == RETIRING else salary.tables()["delays_source"],
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "personnel/ahead.html", context)


@requires(LISTS)
@require_safe
def staff(request: HttpRequest) -> HttpResponseBase:
    """Show the figures of staff."""
    actor = actor_of(request)
    year = clock.today().year
    lines = figures.by_unit(actor, year)
    if exports.asked(request):
        columns: list[exports.Column] = [
            (_("Đơn vị"), "unit"), (_("Hiện có"), "count"), (_("Nữ"), "women"), (_("Trên đại học"), "above"),
            (_("Biên chế được giao"), "quota"), (_("Còn thiếu"), "vacant"),
        ]  # fmt: skip
        return exports.export(request, f"so-lieu-nhan-su-{year}", columns, lines)
    form = ThenForm(request.GET)
    day = form.cleaned_data.get("ngay")
    context = {
        "figures": figures.figures(actor), "lines": lines, "year": year, "form": form, "day": day,
        "then": figures.staff_on(actor, day) if day else [],
    }  # fmt: skip
    return render(request, "personnel/figures.html", context)
