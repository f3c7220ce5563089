"""Blocking and lifting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.government.notary import keys, permissions
from tinhso.government.notary.forms import BlockForm, LiftForm
from tinhso.government.notary.models import Notice
from tinhso.government.notary.queries import rows
from tinhso.government.notary.services import blocking
from tinhso.government.notary.views.acts import actor_of
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.masks import name
from tinhso.kits.registers.views.common import address_of

_both = require_http_methods(["GET", "HEAD", "POST"])


@requires(permissions.BLOCK)
@_both
def block(request: HttpRequest) -> HttpResponse:
    """Enter a blocking notice: it holds at once, for every office."""
    actor = actor_of(request)
    form = BlockForm(rows.blocking_units(actor), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            unit = rows.unit_to_block(actor, form.cleaned_data["unit"])
            made = blocking.block(actor, unit, form.taken(blocking.TYPED), form.taken(keys.IDENTIFIERS))
        except Invalid as invalid:
            form.refuse(invalid)
        except (Forbidden, NotFound):
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Ngăn chặn có hiệu lực ngay từ lúc này ở mọi tổ chức."))
            return _after(actor.may(Notice.definition.rights.view, made.unit), made)
    return render(request, "notary/block.html", {"form": form}, status=422 if form.errors else 200)


@requires(permissions.BLOCK)
@_both
def lift(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lift a notice by the paper that says so."""
    actor = actor_of(request)
    notice = rows.notice_of(actor, key)
    form = LiftForm(
        request.POST if request.method == "POST" else None,
        initial={"issuer_kind": notice.issuer_kind, "issuer": notice.issuer},
    )
    if form.is_bound and form.is_valid():
        try:
            made = blocking.lift(actor, notice, form.taken(blocking.LIFTING))
        except Invalid as invalid:
            form.refuse(invalid)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
        else:
            messages.success(request, _("Đã giải tỏa ngăn chặn, có hiệu lực ngay từ lúc này."))
            return _after(actor.may(Notice.definition.rights.view, made.unit), made)
    context = {
        "form": form, "notice": notice, "lifted": rows.is_lifted(notice), "person": name(notice.person_name),
    }  # fmt: skip
    return render(request, "notary/lift.html", context, status=422 if form.errors else 200)


def _after(may_see: bool, made: Notice) -> HttpResponse:
    return redirect(address_of(Notice.definition, made)) if may_see else redirect("notary:block")
