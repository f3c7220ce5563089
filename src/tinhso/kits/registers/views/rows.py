"""A row: its page, adding, changing, ending, opening personal data, its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.files.links import link
from tinhso.kernel.foundation.errors import Conflict, Invalid, Refused
from tinhso.kernel.identity.access import official
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import history, panels, queries, services, shown
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.forms import ReasonForm, RowForm, written
from tinhso.kits.registers.kinds.days import read_day
from tinhso.kits.registers.models import Status
from tinhso.kits.registers.services import drafts
from tinhso.kits.registers.services.reading import open_personal
from tinhso.kits.registers.views.common import address_of, opened, opened_row

SHOW_ANEW = "hien"
"""What a form sends to be shown with the fields that go with what was chosen; nothing is stored."""
both = require_http_methods(["GET", "HEAD", "POST"])


@official
@require_safe
def row_page(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Show a row; personal data are masked."""
    actor, definition, row = opened_row(request, code, key)
    return _page(request, actor, definition, row, open_=False)


@official
@require_POST
def reveal(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Show a row with its personal data, once, and note for what."""
    actor, definition, row = opened_row(request, code, key, "see_personal")
    try:
        open_personal(actor, definition, row, request.POST.get("purpose", ""))
    except Invalid as invalid:
        messages.error(request, invalid.fields["purpose"])
        return redirect(address_of(definition, row))
    return _page(request, actor, definition, row, open_=True)


def _page(request: HttpRequest, actor: Actor, definition: Definition, row: Any, *, open_: bool) -> HttpResponse:
    rights = definition.rights
    in_force = row.status == Status.IN_FORCE
    context = {
        "definition": definition,
        "row": row,
        "name": shown.title(definition, row, open_=open_),
        "panels": shown.panels(definition, row, open_=open_),
        "open": open_,
        "may_open": bool(definition.personal_fields) and shown.may_open(actor, definition, row) and not open_,
        "may_change": in_force and actor.may(rights.change, row.unit),
        "may_end": in_force and actor.may(rights.end, row.unit),
        "in_force": in_force,
        "more": panels.shown_beside(actor, definition, row),
        "comments": [(note, link(note.file) if note.file else "") for note in queries.comments_on(row)[:50]],
        "follows": queries.follows(actor, row),
        "may_merge": actor.may(rights.merge, row.unit),
        "merges": queries.merges_into(row)[:20] if actor.may(rights.merge, row.unit) else [],
        "may_export": actor.may(rights.export, row.unit),
    }
    return render(request, "registers/row.html", context)


@official
@both
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a row. What was typed may be kept as a draft, which the empty form offers again."""
    actor, definition = opened(request, code, "add")
    asked = request.POST.get("nhap", "") if request.method == "POST" else ""
    place = redirect("registers:add", definition.code)
    if asked == "luu":
        drafts.keep_draft(actor, definition, request.POST.dict())
        messages.success(request, _("Đã lưu bản nháp. Chỉ quý vị thấy bản nháp này."))
        return redirect(f"{place.url}?nhap=mo")
    if asked == "bo":
        drafts.drop_draft(actor, definition)
        messages.success(request, _("Đã bỏ bản nháp."))
        return place
    draft = drafts.draft_of(actor, definition) if request.method != "POST" else None
    opening = draft is not None and request.GET.get("nhap") == "mo"
    kept = draft.values if draft is not None and opening else None
    form = RowForm(
        actor, definition, definition.rights.add,
        request.POST if request.method == "POST" and asked != SHOW_ANEW else None,
        initial=request.POST.dict() if asked == SHOW_ANEW else kept,
    )  # fmt: skip
    form.fields.pop("reason")
    if form.is_bound and form.is_valid():
        try:
            row = services.add(actor, definition, form.values)
        except Invalid as invalid:
            form.refuse(invalid)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
        else:
            drafts.drop_draft(actor, definition)
            messages.success(request, _("Đã thêm."))
            return redirect(address_of(definition, row))
    return _form(request, definition, form, None, draft=draft, opening=opening)


@official
@both
def change(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Change a row; whoever was second is told who was first, and keeps what was typed."""
    actor, definition, row = opened_row(request, code, key, "change")
    hidden = bool(definition.personal_fields) and not shown.may_open(actor, definition, row)
    anew = request.method == "POST" and request.POST.get("nhap") == SHOW_ANEW
    form = RowForm(
        actor, definition, definition.rights.change, request.POST if request.method == "POST" and not anew else None,
        initial=_typed(request, definition, row) if anew else {**written(definition, row), "revision": row.revision},
        hide_personal=hidden,
    )  # fmt: skip
    if not form.is_bound and not anew and definition.personal_fields and not hidden:
        open_personal(actor, definition, row, _("Sửa bản ghi"))
    if form.is_bound and form.is_valid():
        try:
            given = form.cleaned_data
            services.change(actor, row, form.values, revision=given["revision"] or 0, reason=given["reason"])
        except Invalid as invalid:
            form.refuse(invalid)
        except (Conflict, Refused) as refused:
            if refused.status == 403:
                raise
            form.add_error(None, refused.message)
            if isinstance(refused, Conflict):
                form.data = {**request.POST.dict(), "revision": refused.details.get("revision", "")}
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(address_of(definition, row))
    return _form(request, definition, form, row)


def _typed(request: HttpRequest, definition: Definition, row: Any) -> dict[str, Any]:
    """Return what was typed so far into the form of a row; what was not shown there is as it stands."""
    stands = written(definition, row)
    boxes = {field.name for field in definition.fields if field.kind.code == "boolean" and not field.null}
    return {**{name: value for name, value in stands.items() if name not in boxes}, **request.POST.dict()}


def _form(
    request: HttpRequest, definition: Definition, form: RowForm, row: Any, *, draft: Any = None, opening: bool = False
) -> HttpResponse:
    context = {
        "draft": draft,
        "opening": opening,
        "definition": definition,
        "form": form,
        "row": row,
        "name": shown.title(definition, row) if row is not None else "",
        "hidden_personal": form.hidden_personal,
    }
    return render(request, "registers/form.html", context, status=422 if form.errors else 200)


@official
@both
def end(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """End a row, with a reason."""
    actor, definition, row = opened_row(request, code, key, "end")
    form = ReasonForm(
        request.POST if request.method == "POST" else None, label=_("Lý do kết thúc"),
        initial={"revision": row.revision},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            services.end(actor, row, form.cleaned_data["reason"], revision=form.cleaned_data["revision"])
        except Invalid as invalid:
            for words in invalid.fields.values():
                form.add_error("reason", words)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
        else:
            messages.success(request, _("Đã kết thúc hiệu lực."))
            return redirect(address_of(definition, row))
    context = {"definition": definition, "row": row, "form": form, "name": shown.title(definition, row)}
    return render(request, "registers/end.html", context, status=422 if form.errors else 200)


@official
@require_safe
def story(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Show a row's versions with what changed, and the row as it stood at the end of a day."""
    _actor, definition, row = opened_row(request, code, key)
    asked, wrong, then = request.GET.get("ngay", "").strip(), "", None
    if asked:
        try:
            then = history.as_of(definition, row, read_day(asked))
        except ValueError as error:
            wrong = str(error)
        except Refused:
            wrong = _("Ngày đó chưa có bản ghi này.")
    context = {
        "definition": definition,
        "row": row,
        "name": shown.title(definition, row),
        "versions": history.versions_of(definition, row, open_=False),
        "asked": asked,
        "wrong": wrong,
        "then": shown.panels(definition, then, open_=False) if then is not None else None,
        "then_row": then,
    }
    return render(request, "registers/history.html", context)
