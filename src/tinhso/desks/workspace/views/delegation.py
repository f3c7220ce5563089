"""Delegating one's roles for an absence, and seeing who stands in for whom."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.workspace import queries
from tinhso.desks.workspace.delegation_forms import DelegateForm
from tinhso.desks.workspace.views.inbox import actor_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.identity import delegation
from tinhso.kernel.identity import delegation_queries as delegated
from tinhso.kernel.identity.access import official
from tinhso.kernel.identity.permissions import ASSIGN_ROLES

MOST = 50


@official
@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """List what one has delegated and received; who assigns roles finds the roles of somebody absent here too."""
    actor = actor_of(request)
    asked = request.GET.get("nguoi", "").strip()
    may_for_others = actor.may(ASSIGN_ROLES)
    context = {
        "rows": queries.delegation_rows(actor.own_id, MOST),
        "roles": delegated.roles_to_delegate(actor.own_id),
        "may_for_others": may_for_others,
        "asked": asked,
        "others": queries.roles_of_others(actor, asked) if may_for_others and asked else [],
    }
    return render(request, "workspace/delegations.html", context)


@official
@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Delegate one of one's own roles, or that of somebody absent in a unit where one assigns roles."""
    actor = actor_of(request)
    assignment = delegated.assignment_by_key(assignment_id)
    if assignment.account_id != actor.account_id:
        actor.demand(ASSIGN_ROLES, assignment.unit)
    if not delegated.rights_of(assignment):
        raise Forbidden(_("Vai trò này không có quyền nào ủy quyền được."))
    start = {"valid_from": clock.today()}
    form = DelegateForm(assignment, request.POST if request.method == "POST" else None, initial=start)
    context = {"form": form, "assignment": assignment, "own": assignment.account_id == actor.account_id}
    if request.method != "POST":
        return render(request, "workspace/delegate.html", context)
    if not form.is_valid():
        return render(request, "workspace/delegate.html", context, status=422)
    given = form.cleaned_data
    try:
        made = delegation.delegate(
            actor,
            assignment,
            queries.account_of(form.receiver_id),
            permissions=given["permissions"],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            reason=given["reason"],
        )
    except Invalid as invalid:
        form.refuse(dict(invalid.fields))
        return render(request, "workspace/delegate.html", context, status=422)
    except Conflict as conflict:
        form.add_error(None, conflict.message)
        return render(request, "workspace/delegate.html", context, status=conflict.status)
    messages.success(
        request,
        _("Đã ủy quyền cho {who} đến hết ngày {day}.").format(who=made.receiver, day=f"{made.valid_to:%d/%m/%Y}"),
    )
    return redirect("workspace:delegations")


@official
@require_POST
def end_delegation(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """End a delegation before its last day."""
    delegation.end(actor_of(request), delegated.delegation_by_key(delegation_id))
    messages.success(request, _("Ủy quyền đã kết thúc."))
    return redirect("workspace:delegations")
