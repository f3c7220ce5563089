"""Linked applications: the list, and the page of one with its branches, story and ledger."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.desks.workspace import words
from tinhso.desks.workspace.views.inbox import actor_of
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures.linked import panel, queries
from tinhso.kits.procedures.linked.states import WholeState
from tinhso.kits.procedures.permissions import VIEW
from tinhso.kits.procedures.states import ClockEventKind

PAGE = 50


class LinkedFilters(forms.Form):
    """Filters of the list, kept in the address."""

    use_required_attribute = False
    tim = forms.CharField(label=gettext_lazy("Mã hồ sơ, tên hoặc số điện thoại"), max_length=100, required=False)
    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *WholeState.choices],
    )


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the linked applications of which a branch lies with the official's units."""
    form = LinkedFilters(request.GET, auto_id="loc-%s")
    form.is_valid()
    text, state = form.cleaned_data.get("tim", ""), form.cleaned_data.get("tinh_trang", "")
    rows = queries.applications_for(actor_of(request), state=state, text=text)
    page = keyset(rows, request, order=["-submitted_at", "-id"], size=PAGE)
    if len(page) == 1 and page.rows[0].code == text.strip().upper():
        return redirect("workspace:linked-application", application_id=page.rows[0].id)
    shown = [
        {
            "application": row,
            "label": WholeState(row.state).label,
            "tone": panel.WHOLE_TONES[WholeState(row.state)],
            "branches": [(branch.name, branch.get_state_display()) for branch in row.branches.all()],
        }
        for row in page
    ]
    return render(
        request, "workspace/linked.html", {"page": page, "rows": shown, "form": form, "asked": bool(text or state)}
    )


@requires(VIEW)
@require_safe
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show an application whole: its branches, what happened, why it is due then; that somebody looked is noted."""
    actor = actor_of(request)
    found = queries.whole_application(actor, application_id)
    state = WholeState(found.state)
    names = {branch.code: branch.name for branch in found.branches.all()}
    ledger = []
    for line in found.clock_events.all():
        kind = ClockEventKind(line.kind)
        icon, tone = words.CLOCK[kind]
        ledger.append(
            {"line": line, "title": kind.label, "icon": icon, "tone": tone, "branch": names.get(line.branch, "")}
        )
    story = [
        {"line": line, "title": ACTS.get(line.act, _("Việc khác")), "branch": names.get(line.branch, "")}
        for line in reversed(found.log.all())
    ]
    context = {
        "application": found,
        "label": state.label,
        "tone": panel.WHOLE_TONES[state],
        "rows": panel.branch_rows(found, queries.openable(actor, found)),
        "dossier_page": "workspace:dossier",
        "ledger": ledger,
        "story": story,
    }
    return render(request, "workspace/linked_application.html", context)


ACTS = {
    "submit": gettext_lazy("Đã nộp hồ sơ"),
    "branch-opened": gettext_lazy("Mở nhánh"),
    "branch-blocked": gettext_lazy("Chưa mở được nhánh"),
    "branch-ended": gettext_lazy("Nhánh kết thúc"),
    "withdraw": gettext_lazy("Người dân rút cả hồ sơ"),
    "ended": gettext_lazy("Hồ sơ kết thúc"),
}
