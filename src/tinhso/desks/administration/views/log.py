"""Pages of the audit log."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tinhso.desks.administration import services
from tinhso.desks.administration.queries import log as queries
from tinhso.desks.administration.views.common import actor_of
from tinhso.kernel.audit import queries as audit
from tinhso.kernel.audit.permissions import READ
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.inputs import DayField
from tinhso.kernel.web.paging import keyset


class LogFilter(forms.Form):
    """What is looked for in the log."""

    nguoi = forms.CharField(label=gettext_lazy("Người làm (tên, tài khoản)"), required=False, max_length=120)
    cua = forms.CharField(label=gettext_lazy("Dữ liệu của ai (tên, số định danh)"), required=False, max_length=120)
    viec = forms.ChoiceField(label=gettext_lazy("Việc"), required=False)
    doi_tuong = forms.CharField(label=gettext_lazy("Đối tượng (mã hồ sơ …)"), required=False, max_length=120)
    tu = DayField(label=gettext_lazy("Từ ngày"), required=False)
    den = DayField(label=gettext_lazy("Đến hết ngày"), required=False)
    chi_xem = forms.BooleanField(label=gettext_lazy("Chỉ các lần xem dữ liệu cá nhân"), required=False)
    ma = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["viec"].choices = [("", gettext_lazy("Mọi việc")), *queries.kinds()]  # type: ignore[attr-defined]


def _page(request: HttpRequest, verdict: list[str] | None = None) -> HttpResponse:
    actor = actor_of(request)
    form = LogFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    if wanted.get("cua"):
        # To ask what happened to somebody's data is itself a deed that the log keeps.
        services.note_search(actor, wanted["cua"])
    page = keyset(queries.searched(actor, wanted), request, order=("-id",), size=50)
    context = {
        "form": form,
        "page": page,
        "rows": queries.rows(page.rows),
        "chain": queries.chain(),
        "verdict": verdict,
        "most": queries.MOST_AT_ONCE,
    }
    return render(request, "administration/log/list.html", context)


@requires(READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search the log."""
    return _page(request)


@requires(READ)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain, when it is short enough for a request."""
    if queries.chain()["last"] > queries.MOST_AT_ONCE:
        return _page(request, [_("Nhật ký dài, hãy kiểm tra trên máy chủ bằng lệnh tinhso doctor.")])
    return _page(request, audit.verify())
