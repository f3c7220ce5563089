"""Searching first, then the answer, then the act."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.notary import keys, permissions
from tinhso.government.notary.forms import ActForm, SearchForm
from tinhso.government.notary.persons import kept, read_persons
from tinhso.government.notary.queries import rows
from tinhso.government.notary.services import recording, searching
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor

_both = require_http_methods(["GET", "HEAD", "POST"])


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(permissions.SEARCH)
@_both
def search(request: HttpRequest) -> HttpResponse:
    """Search by a property and persons: the first step of every act."""
    actor = actor_of(request)
    offices = rows.offices_of(actor)
    form = SearchForm([(str(row.pk), row.name) for row in offices], request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        office = next(row for row in offices if str(row.pk) == given["office"])
        try:
            persons = read_persons(form.persons())
            made = searching.search(
                actor, office, form.taken(keys.IDENTIFIERS), persons, for_act=given["for_act"] == "yes"
            )
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            return redirect("notary:result", key=made.pk)
    context = {"form": form, "offices": offices}
    return render(request, "notary/search.html", context, status=422 if form.errors else 200)


@requires(permissions.SEARCH)
@require_safe
def result(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a search found, as it was kept, and what has come since."""
    actor = actor_of(request)
    made = rows.search_of(actor, key)
    people = kept(made.asked.get("persons", []))
    act = rows.act_of(made)
    now = searching.found_now(made, people).plain() if act is None else made.found
    context = {
        "search": made,
        "found": now,
        "changed": any(now[name] != made.found.get(name, []) for name in ("acts", "notices")),
        "people": people,
        "nothing": not any(now[name] for name in ("acts", "notices", "preparations")),
        "act": act,
        "may_record": act is None and made.for_act and actor.may(permissions.RECORD, made.office.unit),
        "preparing": act is None and made.account_id == actor.account_id and rows.preparing(made),
    }
    return render(request, "notary/result.html", context)


@requires(permissions.RECORD)
@_both
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record the act that a search was for."""
    actor = actor_of(request)
    made = rows.search_of(actor, key, permissions.RECORD)
    people = kept(made.asked.get("persons", []))
    form = ActForm(
        people, rows.notaries_of(made.office), rows.referable(made), request.POST if request.method == "POST" else None
    )
    stopped: Refused | None = None
    if form.is_bound and form.is_valid():
        chosen = rows.referred(made, form.cleaned_data.get("refers_to", ""))
        try:
            act = recording.record_act(actor, made, form.taken(recording.TYPED), form.chosen_roles(), refers_to=chosen)
        except Invalid as invalid:
            form.refuse(invalid)
        except (Forbidden, NotFound):
            raise
        except Refused as refused:
            stopped = refused
        else:
            messages.success(request, _("Đã ghi văn bản số {number} vào sổ.").format(number=act.number))
            return redirect("notary:result", key=made.pk)
    now = searching.found_now(made, people).plain()
    status = stopped.status if stopped else 422 if form.errors else 200
    context = {"form": form, "search": made, "found": now, "stopped": stopped}
    return render(request, "notary/record.html", context, status=status)


@requires(permissions.SEARCH)
@require_POST
def abandon(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a preparation: others are no longer warned."""
    actor = actor_of(request)
    searching.abandon(actor, rows.search_of(actor, key))
    messages.success(request, _("Đã thôi chuẩn bị văn bản; tổ chức khác không còn thấy cảnh báo."))
    return redirect("notary:result", key=key)
