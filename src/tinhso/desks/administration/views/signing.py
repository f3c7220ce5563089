"""Pages of signing: credentials, trusted roots, how the services stand."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.administration.queries import signing as queries
from tinhso.desks.administration.views.common import actor_of, ask, confirm_form, told
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.signing import services, trust
from tinhso.kernel.signing.models import CredentialKind
from tinhso.kernel.signing.module import check_configuration
from tinhso.kernel.signing.permissions import MANAGE
from tinhso.kernel.web.paging import keyset


class CredentialFilter(forms.Form):
    """The filter of the list."""

    tim = forms.CharField(label=gettext_lazy("Tên người hoặc cơ quan"), required=False, max_length=100)
    loai = forms.ChoiceField(
        label=gettext_lazy("Loại"), required=False, choices=[("", gettext_lazy("Mọi loại")), *CredentialKind.choices]
    )
    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            ("", gettext_lazy("Mọi tình trạng")),
            ("in-force", gettext_lazy("Còn hiệu lực")),
            ("ended", gettext_lazy("Hết hạn hoặc ngừng dùng")),
        ],
    )


class NewRoot(forms.Form):
    """A certification authority to trust."""

    certificate = forms.CharField(
        label=gettext_lazy("Chứng thư số gốc (PEM)"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "ts-source"}),
        help_text=gettext_lazy("Bắt đầu bằng -----BEGIN CERTIFICATE-----; lấy từ trang chính thức của nơi cấp."),
    )


@requires(MANAGE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show credentials, trusted roots, and what is missing."""
    actor = actor_of(request)
    form = CredentialFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.credentials(
        actor, text=wanted.get("tim", ""), kind=wanted.get("loai", ""), state=wanted.get("tinh_trang", "")
    )
    context = {
        "form": form,
        "page": keyset(rows, request, order=("label",), size=50),
        "roots": queries.trust_roots(),
        "folder": trust.folder(),
        "problems": [words.removeprefix(WARNING) for words in check_configuration()],
        "authority": settings.TRUST_URL,
        "timestamps": settings.TIMESTAMP_URL,
        "now": clock.now(),
    }
    return render(request, "administration/signing/index.html", context)


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """End a credential here."""
    actor = actor_of(request)
    credential = queries.credential_for(actor, credential_id)
    return ask(
        request,
        confirm_form(reason=True)(request.POST if request.method == "POST" else None),
        lambda given: services.revoke_credential(credential, actor=actor, reason=given["reason"]),
        title=_("Ngừng dùng chứng thư số"),
        lead=_(
            "Hệ thống này không ký bằng chứng thư số ấy nữa; chữ ký đã có vẫn nguyên giá trị. "
            "Khóa bị lộ thì còn phải báo nơi cấp thu hồi."
        ),
        submit=_("Ngừng dùng"),
        danger=True,
        icon="certificate-off",
        back=(reverse("administration:signing"), _("Ký số")),
        facts=[
            (_("Chứng thư số"), credential.label),
            (_("Loại"), credential.get_kind_display()),
            (_("Có hiệu lực đến"), f"{credential.valid_to.astimezone(clock.VIETNAM):%d/%m/%Y}"),
        ],
        then=lambda _done: told(
            request, _("Đã ngừng dùng chứng thư số {label}.").format(label=credential.label), "administration:signing"
        ),
    )


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_root(request: HttpRequest) -> HttpResponse:
    """Trust a certification authority."""
    actor = actor_of(request)
    return ask(
        request,
        NewRoot(request.POST or None),
        lambda given: _add(actor, given["certificate"]),
        title=_("Thêm gốc tin cậy"),
        lead=_("Từ đây mọi chữ ký do nơi cấp này bảo đảm đều được coi là hợp lệ. Hãy đối chiếu dấu vân tay trước."),
        submit=_("Tin cậy"),
        icon="shield-check",
        back=(reverse("administration:signing"), _("Ký số")),
        then=lambda root: told(request, _("Đã tin cậy {name}.").format(name=root.label), "administration:signing"),
    )


@requires(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_root(request: HttpRequest, root_id: UUID) -> HttpResponse:
    """Stop trusting a certification authority."""
    actor = actor_of(request)
    root = queries.trust_root(root_id)
    return ask(
        request,
        confirm_form(reason=True)(request.POST if request.method == "POST" else None),
        lambda given: services.withdraw_root(root.pk, actor=actor, reason=given["reason"]),
        title=_("Ngừng tin cậy gốc"),
        lead=_("Chữ ký do nơi cấp này bảo đảm sẽ hiện là chưa biết nơi cấp, kể cả trên giấy tờ đã có."),
        submit=_("Ngừng tin cậy"),
        danger=True,
        icon="shield-off",
        back=(reverse("administration:signing"), _("Ký số")),
        facts=[(_("Gốc"), root.label), (_("Tin cậy từ"), f"{root.created_at.astimezone(clock.VIETNAM):%d/%m/%Y}")],
        then=lambda done: told(
            request, _("Đã ngừng tin cậy {name}.").format(name=done.label), "administration:signing"
        ),
    )


def _add(actor: Actor, certificate: str) -> object:
    try:
        return services.add_root(certificate.strip() + "\n", actor=actor)
    except (ValueError, IndexError) as error:
        raise Invalid({"certificate": _("Không đọc được chứng thư số; hãy dán nguyên văn bản PEM.")}) from error
