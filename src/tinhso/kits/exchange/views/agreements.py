"""Agreements on screen: asking, approving or refusing, ending."""

from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset
from tinhso.kits.exchange import forms, permissions
from tinhso.kits.exchange.models import Agreement
from tinhso.kits.exchange.queries import directory as queries
from tinhso.kits.exchange.services import agreements as services
from tinhso.kits.exchange.views.common import actor_of, ask, tabs, told


@requires(permissions.VIEW)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the agreements, those that wait for a decision first chosen by a link."""
    form = forms.AgreementFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.agreements(actor_of(request), state=wanted.get("tinh_trang", ""))
    context = {
        "tabs": tabs(request, "agreements"),
        "form": form,
        "page": keyset(rows, request, order=["-id"], size=50),
    }
    return render(request, "exchange/agreements.html", context)


@requires(permissions.VIEW)
@require_safe
def agreement(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an agreement, and what may be done with it."""
    actor = actor_of(request)
    found = queries.agreement_for(actor, key)
    known = services.known_fields(found.service)
    context = {
        "agreement": found,
        "fields": [{"path": path, **known.get(path, {})} for path in found.fields],
        "may_decide": services.may_decide(actor, found),
    }
    return render(request, "exchange/agreement.html", context)


@requires(permissions.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for a service."""
    actor = actor_of(request)
    service = queries.service_for(actor, key)
    form = forms.AskForm(
        request.POST or None,
        consumers=queries.consumers(actor),
        known=services.known_fields(service),
        initial={"valid_from": clock.today(), "legal_ground": service.legal_ground},
    )

    def work(given: dict[str, object]) -> Agreement:
        wanted = given.pop("fields_wanted", [])
        return services.ask(actor, service=service, fields=wanted, **given)  # type: ignore[arg-type]

    return ask(
        request,
        form,
        work,
        title=_("Đề nghị khai thác dịch vụ"),
        lead=_("Không có thỏa thuận được duyệt thì cổng kết nối từ chối mọi lượt gọi."),
        submit=_("Gửi đề nghị"),
        icon="send",
        facts=[(_("Dịch vụ"), service.name), (_("Mã"), str(service.identifier))],
        back=(reverse("exchange:service", args=[service.id]), service.name),
        then=lambda made: told(request, _("Đã gửi đề nghị; chờ duyệt."), "exchange:agreement", made.id),
    )


@requires(permissions.APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """Approve, refuse or end an agreement."""
    actor = actor_of(request)
    found = queries.agreement_for(actor, key)
    words = {
        "duyet": (_("Duyệt đề nghị"), _("Duyệt"), _("Đã duyệt; cổng kết nối cho gọi từ ngày có hiệu lực.")),
        "tu-choi": (_("Từ chối đề nghị"), _("Từ chối"), _("Đã từ chối đề nghị.")),
        "cham-dut": (
            _("Chấm dứt thỏa thuận"),
            pgettext("act", "Chấm dứt"),
            _("Đã chấm dứt; cổng kết nối từ chối ngay từ bây giờ."),
        ),
    }[what]
    form: django_forms.Form = (
        django_forms.Form(request.POST if request.method == "POST" else None)
        if what == "duyet"
        else forms.ReasonForm(request.POST or None)
    )

    def work(given: dict[str, str]) -> Agreement:
        if what == "cham-dut":
            return services.end(actor, found.id, reason=given["reason"])
        return services.decide(actor, found.id, approve=what == "duyet", reason=given.get("reason", ""))

    return ask(
        request,
        form,
        work,
        title=words[0],
        submit=words[1],
        danger=what != "duyet",
        facts=[
            (_("Bên khai thác"), str(found.consumer)),
            (_("Dịch vụ"), str(found.service)),
            (_("Mục đích"), found.purpose),
            (_("Căn cứ pháp lý"), found.legal_ground),
            (_("Trường dữ liệu"), ", ".join(found.fields)),
        ],
        back=(reverse("exchange:agreement", args=[found.id]), _("Thỏa thuận")),
        then=lambda made: told(request, words[2], "exchange:agreement", made.id),
    )
