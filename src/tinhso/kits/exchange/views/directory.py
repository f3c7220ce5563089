"""The directory on screen: services, members, their systems and certificates, health."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset
from tinhso.kits.exchange import forms, keys, permissions
from tinhso.kits.exchange.access import demand_province, everywhere
from tinhso.kits.exchange.models import ServiceVersion
from tinhso.kits.exchange.queries import directory as queries
from tinhso.kits.exchange.queries import health as health_queries
from tinhso.kits.exchange.queries import records
from tinhso.kits.exchange.services import directory as services
from tinhso.kits.exchange.services import external
from tinhso.kits.exchange.views.common import actor_of, ask, tabs, told


@requires(permissions.VIEW)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the services."""
    actor = actor_of(request)
    form = forms.ServiceFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.services(actor, text=wanted.get("tim", ""), sandbox=bool(wanted.get("thu_nghiem")))
    context = {
        "tabs": tabs(request, "services"),
        "form": form,
        "page": keyset(rows, request, order=["name", "id"], size=50),
        "waiting": queries.waiting(actor),
    }
    return render(request, "exchange/services.html", context)


@requires(permissions.VIEW)
@require_safe
def service(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a service: what it gives, on which ground, to whom, how it does, how it is called."""
    actor = actor_of(request)
    found = queries.service_for(actor, key)
    versions = queries.versions_of(found)
    context = {
        "service": found,
        "identifier": found.identifier,
        "versions": versions,
        "fields": versions[0].fields if versions else [],
        "agreements": list(queries.agreements(actor, service=found).order_by("-id")[:50]),
        "may_ask": actor.may(permissions.ASK),
        "may_manage": everywhere(actor, permissions.MANAGE),
        "health": getattr(found, "health", None),
    }
    return render(request, "exchange/service.html", context)


@requires(permissions.VIEW)
@require_safe
def schema(request: HttpRequest, key: UUID, version: str) -> HttpResponse:
    """Give a version's machine-readable description."""
    found = queries.schema_of(actor_of(request), key, version)
    openapi = found.schema_kind == "openapi"
    response = HttpResponse(found.schema, content_type="application/json" if openapi else "application/xml")
    name = f"{found.service.code}-{found.version}.{'json' if openapi else 'xsd'}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a service to every caller, or open it again."""
    actor = actor_of(request)
    demand_province(actor, permissions.MANAGE)
    found = queries.service_for(actor, key)
    closing = found.closed_at is None
    done = _("Đã ngừng dịch vụ {name}.") if closing else _("Dịch vụ {name} hoạt động lại.")
    return ask(
        request,
        django_forms.Form(request.POST if request.method == "POST" else None),
        lambda _given: services.change_service(actor, found.id, closed=closing),
        title=_("Ngừng cung cấp dịch vụ") if closing else _("Cung cấp lại dịch vụ"),
        submit=_("Ngừng cung cấp") if closing else _("Cung cấp lại"),
        danger=closing,
        facts=[(_("Dịch vụ"), found.name), (_("Mã"), str(found.identifier))],
        back=(reverse("exchange:service", args=[found.id]), found.name),
        then=lambda made: told(request, done.format(name=made.name), "exchange:service", made.id),
    )


@requires(permissions.VIEW)
@require_safe
def participants(request: HttpRequest) -> HttpResponse:
    """List the members."""
    actor = actor_of(request)
    context = {
        "tabs": tabs(request, "participants"),
        "page": keyset(queries.participants(actor), request, order=["name", "id"], size=50),
        "may_manage": everywhere(actor, permissions.MANAGE),
    }
    return render(request, "exchange/participants.html", context)


@requires(permissions.VIEW)
@require_safe
def participant(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a member with its systems and certificates."""
    actor = actor_of(request)
    found = queries.participant_for(actor, key)
    context = {
        "participant": found,
        **queries.parts_of(found),
        "may_manage": everywhere(actor, permissions.MANAGE),
    }
    return render(request, "exchange/participant.html", context)


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_participant(request: HttpRequest) -> HttpResponse:
    """Let a member take part."""
    actor = actor_of(request)
    demand_province(actor, permissions.MANAGE)
    initial = {"instance": settings.EXCHANGE_INSTANCE, "member_class": settings.EXCHANGE_MEMBER_CLASS}
    return ask(
        request,
        forms.ParticipantForm(request.POST or None, initial=initial),
        lambda given: services.add_participant(actor, **given),
        title=_("Thêm thành viên"),
        submit=_("Thêm thành viên"),
        icon="plus",
        back=(reverse("exchange:participants"), _("Thành viên")),
        then=lambda made: told(request, _("Đã thêm {n}.").format(n=made.name), "exchange:participant", made.id),
    )


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_part(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """Add a system or a certificate to a member."""
    actor = actor_of(request)
    demand_province(actor, permissions.MANAGE)
    found = queries.participant_for(actor, key)
    system = what == "phan-mem"
    form = forms.SubsystemForm(request.POST or None) if system else forms.CertificateForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: (
            services.add_subsystem(actor, found, **given)
            if system
            else keys.register_certificate(actor, found, given["certificate"])
        ),
        title=_("Thêm phần mềm") if system else _("Đăng ký chứng thư số"),
        submit=_("Thêm phần mềm") if system else _("Đăng ký"),
        icon="plus",
        facts=[(_("Thành viên"), found.name), (_("Mã"), str(found.identifier))],
        back=(reverse("exchange:participant", args=[found.id]), found.name),
        then=lambda _made: told(request, _("Đã thêm cho {n}.").format(n=found.name), "exchange:participant", found.id),
    )


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish a service of a member's system; ``?dich-vu=`` begins with what its newest version says."""
    actor = actor_of(request)
    demand_province(actor, permissions.MANAGE)
    found = queries.participant_for(actor, key)
    form = forms.PublishForm(
        request.POST or None,
        request.FILES or None,
        subsystems=queries.subsystems_of(found),
        owners=queries.owners(),
        initial=queries.words_for_next_version(found, request.GET.get("dich-vu", "")) or {"owner": found.unit_id},
    )

    def work(given: dict[str, Any]) -> ServiceVersion:
        schema = given.pop("schema")
        return external.publish(actor, schema=schema.read() if schema else b"", **given)

    return ask(
        request,
        form,
        work,
        title=_("Công bố dịch vụ"),
        lead=_("Dịch vụ do phần mềm của thành viên trả lời. Công bố rồi vẫn chưa ai gọi được: cần thỏa thuận."),
        submit=_("Công bố"),
        icon="send",
        upload=True,
        facts=[(_("Thành viên"), found.name), (_("Mã"), str(found.identifier))],
        back=(reverse("exchange:participant", args=[found.id]), found.name),
        then=lambda made: told(
            request, _("Đã công bố {n}.").format(n=made.service.name), "exchange:service", made.service_id
        ),
    )


@requires(permissions.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop believing a certificate."""
    actor = actor_of(request)
    demand_province(actor, permissions.MANAGE)
    found = queries.certificate_participant(actor, key)
    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        lambda given: keys.withdraw_certificate(actor, key, given["reason"]),
        title=_("Ngừng chấp nhận chứng thư số"),
        submit=_("Ngừng chấp nhận"),
        danger=True,
        facts=[(_("Thành viên"), found.name)],
        back=(reverse("exchange:participant", args=[found.id]), found.name),
        then=lambda _made: told(request, _("Chứng thư số không còn được chấp nhận."), "exchange:participant", found.id),
    )


@requires(permissions.VIEW)
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Show how every service does, and whether the log's timestamps keep up."""
    rows = health_queries.services(actor_of(request))
    context = {
        "tabs": tabs(request, "health"),
        "page": keyset(rows, request, order=health_queries.ORDER, size=100),
        "standing": records.standing(),
    }
    return render(request, "exchange/health.html", context)
