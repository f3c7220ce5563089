"""The work of an absent officer goes to others: all of it, or what was selected, on record."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tinhso.desks.workspace import queries, work_queries
from tinhso.desks.workspace.reassign_forms import ReassignForm
from tinhso.desks.workspace.views.inbox import actor_of
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kits.procedures.permissions import ASSIGN
from tinhso.kits.procedures.services import handing


@requires(ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def reassign(request: HttpRequest) -> HttpResponse:
    """Choose who is absent, then what of his work goes to whom; the report says what stayed and why."""
    actor = actor_of(request)
    absent = _absent(request)
    if absent is None:
        return render(request, "workspace/reassign.html", {"people": work_queries.people_with_work(actor)})
    items = list(work_queries.work_of(actor, absent))
    form = ReassignForm(work_queries.people_for_work(actor, absent), request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"absent": queries.account_of(absent), "items": items, "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            chosen = {str(key) for key in request.POST.getlist("chon")}
            keys = [item.id for item in items if "tat-ca" in request.POST or str(item.id) in chosen]
            to, reason = queries.account_of(UUID(form.cleaned_data["to"])), form.cleaned_data["reason"]
            status = _move(
                context, form, lambda: handing.reassign_work(actor, context["absent"], to, keys, reason=reason)
            )
    return render(request, "workspace/reassign.html", context, status=status)


def _move(context: dict[str, Any], form: forms.Form, work: Any) -> int:
    try:
        moved = work()
    except Invalid as invalid:
        for name, words in invalid.fields.items():
            form.add_error(name if name in form.fields else None, words)
        return 422
    context["moved"] = [row for row in moved if not row.problem]
    context["stayed"] = [row for row in moved if row.problem]
    done = {row.item.id for row in context["moved"]}
    context["items"] = [item for item in context["items"] if item.id not in done]
    return 200


def _absent(request: HttpRequest) -> UUID | None:
    text = request.GET.get("nguoi", "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
