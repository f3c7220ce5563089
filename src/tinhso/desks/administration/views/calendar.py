"""Pages of the calendar: days off, make-up days, covered years, office hours, and counting by them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.administration import services
from tinhso.desks.administration.forms.calendar import WEEKDAYS, NewDay, NewHours, NewYear, Recount, Trial
from tinhso.desks.administration.queries import calendar as queries
from tinhso.desks.administration.views.common import actor_of, ask, carry_out, told
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.worktime.calculator import WORKING_DAY_MINUTES, Term, due
from tinhso.kernel.worktime.models import Scope
from tinhso.kernel.worktime.permissions import MANAGE
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures.services import recalculation

_MOST_YEAR, _LEAST_YEAR = 2100, 2000


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("nam", "")
    if asked.isdecimal() and _LEAST_YEAR <= int(asked) <= _MOST_YEAR:
        return int(asked)
    return clock.today().year


@requires(MANAGE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show a year: twelve months, the table of its exceptional days, the covered years, the office hours."""
    year = _year(request)
    kept = queries.kept_here()
    covered, days = queries.years(kept), queries.days(year, kept)
    standing = next((row for row in covered if row.year == year), None)
    names = dict(WEEKDAYS)
    context = {
        "year": str(year),
        "following": str(covered[0].year + 1),
        "months": queries.months(year, days, clock.today()),
        "days": days,
        "years": covered,
        "standing": standing,
        "weekdays": [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")],
        "hours": [
            {"row": row, "days": ", ".join(str(names[day]) for day in row.weekdays)} for row in queries.hours(kept)
        ],
    }
    return render(request, "administration/calendar/year.html", context)


def _back(year: int) -> tuple[str, str]:
    return f"{reverse('administration:calendar')}?nam={year}", _("Lịch năm {year}").format(year=year)


def _done(request: HttpRequest, words: str) -> HttpResponse:
    """Say what was done, and how many dossiers' due times no longer follow from the calendar."""
    moved = recalculation.count_moved()
    if moved:
        words += " " + _("{count} hồ sơ đang giải quyết có hạn trả cần tính lại.").format(count=moved)
    return told(request, words, "administration:calendar-recount" if moved else "administration:calendar")


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def set_day(request: HttpRequest) -> HttpResponse:
    """Declare a day off or a make-up day; a day that stands in the table is changed."""
    actor = actor_of(request)
    initial: dict[str, Any] = {}
    day = _day(request.GET.get("ngay", ""))
    if day is not None:
        initial["day"] = day
        standing = queries.day_at(day, request.GET.get("pham-vi", Scope.PROVINCE))
        if standing is not None:
            initial |= {name: getattr(standing, name) for name in ("kind", "name", "scope", "source", "reason")}
    return ask(
        request,
        NewDay(request.POST or None, initial=initial),
        lambda given: services.set_day(actor, **given),
        title=_("Sửa ngày trong lịch") if initial.get("name") else _("Thêm ngày nghỉ, ngày làm bù"),
        lead=_("Ngày riêng của tỉnh đứng trên ngày chung cả nước. Hạn trả của hồ sơ mới tính theo ngay sau khi lưu."),
        submit=_("Lưu ngày"),
        icon="calendar-plus",
        back=_back(day.year if day else _year(request)),
        then=lambda row: _done(request, _("Đã lưu ngày {day}.").format(day=f"{row.day:%d/%m/%Y}")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_day(request: HttpRequest, day: str, scope: str) -> HttpResponse:
    """Take a day out of the table."""
    actor = actor_of(request)
    wanted = _day(day)
    standing = queries.day_at(wanted, scope) if wanted else None
    if wanted is None or standing is None:
        raise NotFound
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _given: services.remove_day(actor, wanted, scope),
        title=_("Bỏ ngày khỏi lịch"),
        lead=_("Ngày này trở lại là ngày thường theo thứ trong tuần. Bản ghi cũ vẫn ở trong lịch sử."),
        submit=_("Bỏ ngày này"),
        danger=True,
        icon="trash",
        back=_back(wanted.year),
        facts=[(_("Ngày"), f"{wanted:%d/%m/%Y}"), (_("Tên"), standing.name), (_("Là"), standing.get_kind_display())],
        then=lambda _gone: _done(request, _("Đã bỏ ngày {day}.").format(day=f"{wanted:%d/%m/%Y}")),
    )


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def cover_year(request: HttpRequest) -> HttpResponse:
    """Say that a year's days are in the table."""
    actor = actor_of(request)
    year = _year(request)
    standing = next((row for row in queries.years(queries.kept_here()) if row.year == year), None)
    initial: dict[str, Any] = {"year": year}
    if standing is not None:
        initial |= {"decided": standing.decided, "source": standing.source}
    return ask(
        request,
        NewYear(request.POST or None, initial=initial),
        lambda given: services.cover_year(actor, **given),
        title=_("Khai báo lịch của một năm"),
        lead=_(
            "Khai báo năm trước, rồi nhập từng ngày nghỉ, ngày làm bù. "
            "Hồ sơ đến hạn trong năm chưa khai báo sẽ không tiếp nhận được."
        ),
        submit=_("Lưu năm"),
        icon="calendar-plus",
        back=_back(year),
        then=lambda row: _done(request, _("Đã lưu năm {year}.").format(year=row.year)),
    )


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def set_hours(request: HttpRequest) -> HttpResponse:
    """Set office hours from a day on."""
    actor = actor_of(request)
    return ask(
        request,
        NewHours(request.POST or None),
        lambda given: services.set_hours(actor, **given),
        title=_("Đặt giờ làm việc"),
        lead=_("Giờ đang áp dụng cho các ngày ấy kết thúc vào hôm trước. Hạn đã hẹn không tự đổi."),
        submit=_("Lưu giờ làm việc"),
        icon="clock",
        back=_back(clock.today().year),
        then=lambda _row: _done(request, _("Đã lưu giờ làm việc.")),
    )


@requires(MANAGE)
@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    """Count a due time by the calendar in force; nothing is written."""
    form = Trial(request.GET if request.GET.get("luc") is not None else None)
    answer = None
    if form.is_bound and form.is_valid():
        try:
            answer = _count(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {"form": form, "answer": answer}
    return render(request, "administration/calendar/trial.html", context)


def _count(given: dict[str, Any]) -> dict[str, Any]:
    amount, unit = given["thoi_han"], given["don_vi"]
    minutes = {"days": WORKING_DAY_MINUTES, "whole": WORKING_DAY_MINUTES, "hours": 60}.get(unit)
    term = Term(working_minutes=amount * minutes) if minutes else Term(calendar_days=amount)
    calendar = current_calendar()
    moment: datetime = due(
        calendar,
        given["luc"],
        term,
        cutoff=given["gio_chot"],
        whole_days=unit == "whole",
        pauses=given["tam_dung"],
    )
    passed = calendar.working_minutes(given["luc"], moment)
    return {
        "due": moment,
        "hours": passed // 60,
        "minutes": passed % 60,
        "undecided": "" if calendar.is_decided(moment.year) else str(moment.year),
    }


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def recount(request: HttpRequest) -> HttpResponse:
    """Count the due times of open dossiers again, when the calendar has changed since they were counted."""
    actor = actor_of(request)
    form = Recount(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        done, _row = carry_out(form, lambda given: services.start_recount(actor, reason=given["reason"]))
        if done:
            words = _("Đang tính lại trong nền; quý vị rời trang này cũng được.")
            return told(request, words, "administration:calendar-recount")
        status = 422
    last = queries.last_recount()
    running = last is not None and last.finished_at is None
    rows = [] if running else recalculation.moved(most=100)
    moved = recalculation.count_moved() if rows else 0
    context = {"form": form, "last": last, "running": running, "rows": rows, "moved": moved}
    return render(request, "administration/calendar/recount.html", context, status=status)
