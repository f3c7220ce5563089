"""Pages of units."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.administration import services
from tinhso.desks.administration.drawing import svg
from tinhso.desks.administration.forms.units import EndUnit, NewUnit, UnitFilter, UnitWords
from tinhso.desks.administration.permissions import UNITS
from tinhso.desks.administration.queries import units as queries
from tinhso.desks.administration.queries.histories import history
from tinhso.desks.administration.views.common import actor_of, ask, told
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.succession import old_codes
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset


def _columns() -> list[exports.Column]:
    return [
        (_("Mã định danh"), "identifier"),
        (_("Tên"), "name"),
        (_("Loại"), lambda unit: unit.get_kind_display()),
        (_("Cấp"), lambda unit: unit.get_tier_display()),
        (_("Trực thuộc"), lambda unit: unit.parent.name if unit.parent else ""),
        (_("Từ ngày"), "valid_from"),
        (_("Đến hết ngày"), "valid_to"),
    ]


@requires(UNITS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List units as of a day, by tier, kind and words."""
    actor = actor_of(request)
    form = UnitFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    day = wanted.get("ngay") or clock.today()
    text = wanted.get("tim") or ""
    rows = queries.listed(actor, day=day, text=text, tier=wanted.get("cap", ""), kind=wanted.get("loai", ""))
    if exports.asked(request):
        return exports.export(request, "don-vi", _columns(), rows)
    # Words order by likeness, which has no key to page by: the best hundred are shown.
    page = rows[:100] if text else keyset(rows, request, order=("sort_key",), size=50)
    counts = queries.tiers(actor, day)
    tabs = [
        {"label": label, "tier": value, "count": counts[value], "current": wanted.get("cap") == value}
        for value, label in Tier.choices
        if value in counts
    ]
    context = {"form": form, "page": page, "day": day, "today": clock.today(), "tabs": tabs, "text": text}
    return render(request, "administration/units/list.html", context)


@requires(UNITS)
@require_safe
def unit_page(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show a unit: what it is, what it came from and went into, what is below it, who holds which role."""
    unit = queries.whole_unit(actor_of(request), unit_id)
    form = UnitFilter(request.GET or None)
    day = (form.cleaned_data.get("ngay") if form.is_valid() else None) or clock.today()
    context = {
        "unit": unit,
        "day": day,
        "history": history(unit),
        "old_codes": old_codes(unit),
        **queries.facts(unit, day),
    }
    return render(request, "administration/units/unit.html", context)


@requires(UNITS)
@require_safe
def unit_map(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Draw the land of a unit's area within that of the area above it."""
    unit = queries.unit_for(actor_of(request), unit_id)
    drawn = ""
    if unit.area is not None:
        around = unit.area.parent.boundary if unit.area.parent else None
        drawn = svg(unit.area.boundary, around, unit.area.full_name)
    if not drawn:
        raise NotFound(_("Địa bàn này chưa có ranh giới trong dữ liệu."))
    return HttpResponse(drawn, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


@requires(UNITS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    actor = actor_of(request)
    form = NewUnit(
        request.POST or None,
        parents=queries.standing(actor, UNITS),
        initial={"parent": request.GET.get("thuoc"), "valid_from": clock.today(), "kind": "division"},
    )
    return ask(
        request,
        form,
        lambda given: services.add_unit(actor, **given),
        title=_("Thêm cơ quan, đơn vị"),
        submit=_("Thêm đơn vị"),
        icon="plus",
        back=(reverse("administration:units"), _("Cơ quan, đơn vị")),
        then=lambda unit: told(
            request, _("Đã thêm {unit}.").format(unit=unit.name), "administration:unit", unit_id=unit.pk
        ),
    )


def _back(unit: OrganizationUnit) -> tuple[str, str]:
    return reverse("administration:unit", args=[unit.pk]), unit.name


@requires(UNITS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Correct a unit's names and addresses."""
    actor = actor_of(request)
    unit = queries.unit_for(actor, unit_id)
    form = UnitWords(request.POST or None, initial={name: getattr(unit, name) for name in UnitWords.base_fields})
    return ask(
        request,
        form,
        lambda given: services.correct_unit(actor, unit, **given),
        title=_("Sửa thông tin đơn vị"),
        lead=_("Bản trước được giữ trong lịch sử. Sáp nhập, chia tách thì lập đơn vị mới rồi kết thúc đơn vị này."),
        submit=_("Lưu"),
        icon="device-floppy",
        back=_back(unit),
        then=lambda _done: told(request, _("Đã lưu."), "administration:unit", unit_id=unit.pk),
    )


@requires(UNITS)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """End a unit, with who takes over."""
    actor = actor_of(request)
    unit = queries.whole_unit(actor, unit_id)
    facts = queries.facts(unit, clock.today())
    warnings = []
    if facts["holders"]:
        warnings.append(
            _("{count} vai trò đang giao tại đơn vị này hết tác dụng sau ngày cuối cùng.").format(
                count=len(facts["holders"])
            )
        )
    form = EndUnit(request.POST or None, heirs=queries.standing(actor, UNITS).exclude(pk=unit.pk))
    return ask(
        request,
        form,
        lambda given: services.end_unit(actor, unit, **given),
        title=_("Kết thúc hoạt động"),
        submit=_("Kết thúc đơn vị"),
        danger=True,
        icon="calendar-off",
        back=_back(unit),
        warnings=warnings,
        facts=[
            (_("Đơn vị"), unit.name),
            (_("Đơn vị trực thuộc"), str(len(facts["children"]))),
            (_("Hồ sơ đang giữ"), str(unit.open_dossiers)),
        ],
        then=lambda _done: told(
            request,
            _("Đã ghi ngày kết thúc của {unit}.").format(unit=unit.name),
            "administration:unit",
            unit_id=unit.pk,
        ),
    )
