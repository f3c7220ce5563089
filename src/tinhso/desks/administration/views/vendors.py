"""Pages of outside systems: which vendor of each kind is used, its options, whether it answers."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.administration import services
from tinhso.desks.administration.forms.vendors import VendorForm
from tinhso.desks.administration.views.common import actor_of, ask, told
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.vendors import KINDS, VendorKind, vendor_class, vendors_of
from tinhso.kernel.identity.access import requires
from tinhso.kernel.outside import queries
from tinhso.kernel.outside.permissions import MANAGE


def _kind(code: str) -> VendorKind:
    if code not in KINDS:
        raise NotFound
    return KINDS[code]


def _back() -> tuple[str, str]:
    return reverse("administration:vendors"), _("Hệ thống bên ngoài")


@requires(MANAGE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every kind, the vendor in use, what is wrong with it, and the vendors to choose from."""
    rows = [{"standing": row, "vendors": vendors_of(row.kind.code)} for row in queries.standings()]
    return render(request, "administration/vendors/index.html", {"rows": rows})


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, kind: str, vendor: str) -> HttpResponse:
    """Choose a vendor for a kind, or change its options."""
    actor, known, found = actor_of(request), _kind(kind), vendor_class(kind, vendor)
    if found is None:
        raise NotFound
    form = VendorForm(
        request.POST if request.method == "POST" else None, vendor=found, standing=queries.choice(known.code)
    )
    return ask(
        request,
        form,
        lambda given: services.choose_vendor(
            actor,
            kind=known.code,
            vendor=found.code,
            options=form.options(),
            valid_from=given["valid_from"],
            basis=given["basis"],
        ),
        title=str(found.name),
        lead=str(found.sentence),
        submit=_("Dùng hệ thống này"),
        icon="plug-connected",
        back=_back(),
        facts=[(_("Loại"), str(known.name)), (_("Dùng để"), str(known.sentence))],
        warnings=[_("Đây là hệ thống giả lập, chỉ để trình diễn, tập huấn và kiểm thử.")] if found.stand_in else [],
        then=lambda _row: told(request, _("Đã lưu lựa chọn."), "administration:vendors"),
    )


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_none(request: HttpRequest, kind: str) -> HttpResponse:
    """Stop using any vendor of a kind."""
    actor, known = actor_of(request), _kind(kind)
    standing = queries.choice(known.code)
    if standing is None:
        raise NotFound
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _given: services.choose_vendor(actor, kind=known.code, vendor="", options={}),
        title=_("Ngừng dùng hệ thống bên ngoài"),
        lead=_("Chức năng cần đến hệ thống này sẽ báo là chưa dùng được. Lựa chọn cũ vẫn ở trong lịch sử."),
        submit=_("Ngừng dùng"),
        danger=True,
        icon="plug-connected-x",
        back=_back(),
        facts=[(_("Loại"), str(known.name)), (_("Đang dùng"), standing.vendor)],
        then=lambda _row: told(request, _("Đã ngừng dùng."), "administration:vendors"),
    )


@requires(MANAGE)
@require_POST
def probe(request: HttpRequest, kind: str) -> HttpResponse:
    """Call the outside system and say whether it answers."""
    known = _kind(kind)
    found = queries.probe(known.code)
    if found:
        messages.error(request, f"{known.name}: {'; '.join(found)}")
    else:
        messages.success(request, _("{kind}: kết nối tốt.").format(kind=known.name))
    return redirect("administration:vendors")
