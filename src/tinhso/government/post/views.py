"""Pages of the post: the desk's parcels, ordering one, fetching papers from the citizen."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.post import permissions, queries, services
from tinhso.government.post.models import Parcel
from tinhso.government.post.states import ParcelState
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.access import requires, signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.queries import get_dossier


class ParcelFilter(forms.Form):
    """The filter of the list."""

    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Mọi tình trạng")), *ParcelState.choices],
    )


class Whom(forms.Form):
    """To whom, or from whom."""

    name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    address = forms.CharField(label=gettext_lazy("Địa chỉ"), max_length=250)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), max_length=20)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(permissions.SEND)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the parcels of the officer's desks."""
    form = ParcelFilter(request.GET or None)
    state = form.cleaned_data["tinh_trang"] if form.is_valid() else ""
    page = keyset(queries.parcels(_actor(request), state=state), request, order=("-created_at", "-id"), size=30)
    return render(request, "post/index.html", {"form": form, "page": page})


@requires(permissions.SEND)
@require_safe
def parcel_page(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """Show a parcel: its label to print, and its way."""
    parcel = queries.parcel_for(_actor(request), parcel_id)
    context = {"parcel": parcel, "asked": services.asked_of(parcel), "marks": parcel.marks.order_by("-at")}
    return render(request, "post/parcel.html", context)


@requires(permissions.SEND)
@require_POST
def ask(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """Ask the postal service where a parcel is, or order one that could not be ordered."""
    parcel = queries.parcel_for(_actor(request), parcel_id)
    try:
        if parcel.state == ParcelState.ASKED:
            services.place(parcel)
        else:
            services.ask(parcel)
    except VendorFailed as failed:
        messages.error(request, failed.message)
    return redirect("post:parcel", parcel.pk)


@requires(permissions.SEND)
@require_POST
def close(request: HttpRequest, parcel_id: UUID) -> HttpResponse:
    """Say that the citizen was spoken with about a returned or lost parcel."""
    services.close_trouble(_actor(request), parcel_id)
    return redirect("post:index")


def _ask_whom(
    request: HttpRequest,
    dossier: Dossier,
    order: Callable[..., Parcel],
    *,
    title: str,
    lead: str,
    frame: str,
    back: str,
    then: Callable[[Parcel], HttpResponse],
) -> HttpResponse:
    actor, given = _actor(request), dossier.applicant
    known = {
        "name": dossier.applicant_name,
        "address": dossier.delivery.get("address") or given.get("address", ""),
        "phone": given.get("phone", ""),
    }
    form = Whom(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            return then(order(actor, dossier.id, **form.cleaned_data))
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name, words)
        except (Forbidden, NotFound):
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {"form": form, "dossier": dossier, "title": title, "lead": lead, "frame": frame, "back": back}
    return render(request, "post/order.html", context, status=422 if request.method == "POST" else 200)


@requires(permissions.SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Send a result by post."""
    dossier = get_dossier(_actor(request), dossier_id)
    return _ask_whom(
        request,
        dossier,
        services.send_result,
        title=_("Gửi kết quả qua bưu chính"),
        lead=_("Hồ sơ được đóng khi bưu tá đã phát tận tay; người nhận trả cước cho bưu tá."),
        frame="web/workspace.html",
        back=reverse("workspace:dossier", args=[dossier.id]),
        then=lambda parcel: redirect("post:parcel", parcel.pk),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Ask the postman to fetch papers."""
    dossier = get_dossier(_actor(request), dossier_id)
    back = reverse("portal:dossier", args=[dossier.id])

    def done(_parcel: Parcel) -> HttpResponse:
        messages.success(request, _("Bưu tá sẽ đến nhận giấy tờ; quý vị theo dõi ở trang này."))
        return redirect(back)

    return _ask_whom(
        request,
        dossier,
        services.fetch_papers,
        title=_("Gọi bưu tá đến nhận giấy tờ"),
        lead=_("Bưu tá đến địa chỉ này nhận bản giấy và chuyển đến bộ phận một cửa; quý vị trả cước cho bưu tá."),
        frame="web/portal.html",
        back=back,
        then=done,
    )
