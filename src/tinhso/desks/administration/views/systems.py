"""Pages of the systems that sign people in through the platform (single sign-on)."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.administration.forms.systems import NewSystem, SystemForm
from tinhso.desks.administration.queries import units
from tinhso.desks.administration.views.common import actor_of, ask, once, told
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.models import RelyingSystem
from tinhso.kernel.identity.permissions import MANAGE_SYSTEMS
from tinhso.kernel.identity.provider import queries, services

_BACK = "administration:systems"


def _back() -> tuple[str, str]:
    return (reverse(_BACK), _("Đăng nhập một lần"))


@requires(MANAGE_SYSTEMS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the systems, and say how one connects."""
    context = {
        "systems": list(queries.visible_systems(actor_of(request))[:200]),
        "description": f"{settings.BASE_URL}{reverse('identity:oidc-configuration')}",
    }
    return render(request, "administration/systems/list.html", context)


@requires(MANAGE_SYSTEMS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Register a system; its secret is shown once."""
    actor = actor_of(request)
    form = NewSystem(request.POST or None, units=units.standing(actor, MANAGE_SYSTEMS), initial={"scopes": ["profile"]})
    return ask(
        request,
        form,
        lambda given: services.register_system(actor, **given),
        title=_("Đăng ký phần mềm"),
        lead=_("Phần mềm đã đăng ký đăng nhập người dùng qua hệ thống này, bằng OpenID Connect."),
        submit=_("Đăng ký"),
        icon="plus",
        back=_back(),
        then=lambda made: _shown(request, *made),
    )


def _shown(request: HttpRequest, system: RelyingSystem, secret: str) -> HttpResponse:
    if not secret:
        words = _("Đã đăng ký {name}. Mã phần mềm (client_id): {client}.")
        return told(request, words.format(name=system.name, client=system.client_id), _BACK)
    return once(
        request,
        title=_("Đã đăng ký phần mềm"),
        lead=_(
            "Mã phần mềm (client_id) của “{name}”: {client}. Hãy chép khóa dưới đây; hệ thống không hiện lại."
        ).format(name=system.name, client=system.client_id),
        secret=secret,
        name=_("Khóa bí mật (client_secret)"),
        to=(reverse(_BACK), _("Về danh sách phần mềm")),
    )


@requires(MANAGE_SYSTEMS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, system_id: UUID) -> HttpResponse:
    """Change a system's name, audience, addresses and scopes."""
    actor = actor_of(request)
    system = queries.system_for(actor, system_id)
    protocol = queries.protocol_of(system)
    initial = {
        "name": system.name,
        "audience": system.audience,
        "trusted": system.trusted,
        "redirect_uris": "\n".join(protocol.get("redirect_uris", [])),
        "logout_uris": "\n".join(protocol.get("logout_uris", [])),
        "scopes": protocol.get("scopes", []),
    }
    return ask(
        request,
        SystemForm(request.POST or None, initial=initial),
        lambda given: services.change_system(actor, system, **given),
        title=_("Sửa phần mềm"),
        submit=_("Lưu"),
        back=_back(),
        facts=[
            (_("Đơn vị quản lý phần mềm"), system.unit.name),
            (_("Mã phần mềm (client_id)"), system.client_id),
        ],
        then=lambda saved: told(request, _("Đã lưu phần mềm {name}.").format(name=saved.name), _BACK),
    )


@requires(MANAGE_SYSTEMS)
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, system_id: UUID) -> HttpResponse:
    """Give a system a new secret, shown once."""
    actor = actor_of(request)
    system = queries.system_for(actor, system_id)
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _given: services.renew_secret(actor, system),
        title=_("Cấp lại khóa bí mật"),
        lead=_("Khóa cũ hết giá trị ngay; phần mềm ngừng đăng nhập cho đến khi dùng khóa mới."),
        submit=_("Cấp lại"),
        icon="refresh",
        danger=True,
        back=_back(),
        facts=[(_("Tên phần mềm"), system.name)],
        then=lambda secret: _shown(request, system, secret),
    )


@requires(MANAGE_SYSTEMS)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, system_id: UUID) -> HttpResponse:
    """Stop a system at once."""
    actor = actor_of(request)
    system = queries.system_for(actor, system_id)
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _given: services.end_system(actor, system),
        title=_("Ngừng phần mềm"),
        lead=_("Phần mềm không đăng nhập được ai nữa, mọi mã truy cập đã cấp hết giá trị ngay."),
        submit=_("Ngừng phần mềm"),
        danger=True,
        icon="trash",
        back=_back(),
        facts=[(_("Tên phần mềm"), system.name)],
        then=lambda _done: told(request, _("Đã ngừng phần mềm {name}.").format(name=system.name), _BACK),
    )
