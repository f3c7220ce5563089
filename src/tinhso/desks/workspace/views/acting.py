"""Acting on a dossier: one page for each act, which works without script and never loses what was typed."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.desks.workspace.act_forms import ActForm
from tinhso.desks.workspace.acts import Act
from tinhso.desks.workspace.page import DossierPage, purpose_of
from tinhso.desks.workspace.views.inbox import actor_of
from tinhso.kernel.foundation.errors import Conflict, Invalid, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kits.procedures.queries import whole_dossier


def view_of(act: Act) -> Callable[..., HttpResponse]:
    """Return the page on which ``act`` is done."""

    @requires(act.rule)
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
        actor = actor_of(request)
        dossier = whole_dossier(actor, dossier_id, purpose=purpose_of)
        shown = DossierPage(actor, dossier)
        if request.method != "POST":
            if act not in shown.acts:
                messages.warning(request, _("“{act}” không thực hiện được lúc này.").format(act=act.title))
                return redirect("workspace:dossier", dossier_id=dossier_id)
            return _show(request, act, shown, act.form(actor, dossier))
        form = act.form(actor, dossier, request)
        if "them" in request.POST:
            form.is_valid()
            form.errors.clear()
            return _show(request, act, shown, form)
        if not form.is_valid():
            return _show(request, act, shown, form, status=422)
        try:
            act.run(actor, dossier_id, **form.values(), seen_revision=form.cleaned_data["revision"])
        except Invalid as invalid:
            form.refuse(invalid.fields)
            return _show(request, act, shown, form, status=422)
        except Conflict as conflict:
            return _conflict(request, act, shown, form, conflict)
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            form.add_error(None, refused.message)
            return _show(request, act, shown, form, status=refused.status)
        messages.success(request, str(act.done))
        return redirect(act.after) if act.after else redirect("workspace:dossier", dossier_id=dossier_id)

    page.__name__, page.__doc__ = f"act_{act.name.replace('-', '_')}", f"{act.title}."
    return page


def _show(request: HttpRequest, act: Act, shown: DossierPage, form: ActForm, *, status: int = 200) -> HttpResponse:
    context = {"act": act, "page": shown, "dossier": shown.dossier, "form": form}
    return render(request, act.template, context, status=status)


def _conflict(request: HttpRequest, act: Act, shown: DossierPage, form: ActForm, conflict: Conflict) -> HttpResponse:
    """Say who was faster and when, and give back what was typed."""
    context = {"act": act, "dossier": shown.dossier, "typed": form.typed(), "refused": conflict}
    return render(request, "workspace/conflict.html", context, status=conflict.status)
