"""A shared catalogue: what holds on a day, what was published; publishing the next version."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tinhso.government.masterdata import permissions
from tinhso.government.masterdata.queries import catalogues as queries
from tinhso.government.masterdata.services import catalogues as services
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.access import official, requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset

_PAGE = 100


class DayForm(forms.Form):
    """The day whose entries are shown."""

    ngay = forms.DateField(
        label=gettext_lazy("Các mục có hiệu lực ngày"), required=False, input_formats=["%d/%m/%Y", "%Y-%m-%d"]
    )


class PublishForm(forms.Form):
    """From when the next version holds, and what it changes."""

    valid_from = forms.DateField(label=gettext_lazy("Áp dụng từ ngày"), input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    note = forms.CharField(label=gettext_lazy("Nội dung thay đổi"), max_length=300)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@official
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the shared catalogues: they hold no personal data, and every official uses them."""
    return render(
        request, "masterdata/catalogues.html", {"page": keyset(queries.catalogues(), request, order=["sort_key", "id"])}
    )


@official
@require_safe
def catalogue(request: HttpRequest, code: str) -> HttpResponse:
    """Show a catalogue's entries on a day, and its published versions."""
    return _page(request, code, PublishForm())


def _page(request: HttpRequest, code: str, form: forms.Form, status: int = 200) -> HttpResponse:
    found = queries.catalogue_named(code)
    asked = DayForm(request.GET)
    day: date | None = asked.cleaned_data["ngay"] if asked.is_valid() else None
    context = {
        "catalogue": found,
        "asked": asked,
        "page": keyset(queries.entries_on(found, day), request, order=["position", "code", "id"], size=_PAGE),
        "versions": list(queries.versions(found)[:20]),
        "form": form,
        "may_publish": _actor(request).may(permissions.PUBLISH, found.unit),
    }
    return render(request, "masterdata/catalogue.html", context, status=status)


@requires(permissions.PUBLISH)
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the next version of a catalogue."""
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            made = services.publish(_actor(request), queries.catalogue_named(code), **form.cleaned_data)
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name, words)
        except Refused as refused:
            if refused.status == 403:
                raise
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã công bố bản {number}.").format(number=made.number))
            return redirect("masterdata:catalogue", code)
    return _page(request, code, form, status=422)
