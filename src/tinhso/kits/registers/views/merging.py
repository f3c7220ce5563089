"""Rows that mean the same: finding them, comparing two side by side, merging, splitting again; many rows at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.access import official
from tinhso.kits.registers import queries, services, shown, validation
from tinhso.kits.registers.forms import bulk_form
from tinhso.kits.registers.services.bulk import MOST_ROWS
from tinhso.kits.registers.views.common import address_of, opened, opened_row

both = require_http_methods(["GET", "HEAD", "POST"])


@official
@require_safe
def duplicates(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """List rows that may mean the same as this one."""
    actor, definition, row = opened_row(request, code, key, "merge")
    found = queries.likely_duplicates(actor, definition, row)
    names = definition.columns
    context = {
        "definition": definition,
        "row": row,
        "name": shown.title(definition, row),
        "columns": [definition.field(name) for name in names],
        "lines": shown.lines(definition, found, names),
    }
    return render(request, "registers/duplicates.html", context)


@official
@both
def merge(request: HttpRequest, code: str, key: UUID, other_key: UUID) -> HttpResponse:
    """Compare two rows side by side, and let the second go over into the first."""
    actor, definition, row = opened_row(request, code, key, "merge")
    _actor, _definition, other = opened_row(request, code, other_key, "merge")
    error = ""
    if request.method == "POST":
        there = validation.values_of(definition, other)
        wanted = {name for name in there if request.POST.get(f"chon-{name}") == "other"}
        try:
            services.merge(
                actor, row, [other], {name: there[name] for name in wanted},
                revision=_number(request.POST.get("revision", "")), reason=request.POST.get("reason", ""),
            )  # fmt: skip
        except Invalid as invalid:
            error = " ".join(invalid.fields.values())
        except Conflict as conflict:
            error = conflict.message
        else:
            messages.success(request, _("Đã gộp. Có thể tách lại ở trang này."))
            return redirect(address_of(definition, row))
    context = {
        "definition": definition, "row": row, "other": other, "name": shown.title(definition, row),
        "other_name": shown.title(definition, other), "pairs": _pairs(actor, definition, row, other), "error": error,
    }  # fmt: skip
    return render(request, "registers/merge.html", context, status=422 if error else 200)


def _pairs(actor: Any, definition: Any, row: Any, other: Any) -> list[dict[str, Any]]:
    open_ = shown.may_open(actor, definition, row) and shown.may_open(actor, definition, other)
    found = []
    for field in definition.fields:
        here, there = shown.value(field, row), shown.value(field, other)
        differ = field.kind.value_of(field, row) != field.kind.value_of(field, other)
        choose = differ and field.name != "unit" and (open_ or not field.personal)
        found.append({"field": field, "here": here, "there": there, "differ": differ, "choose": choose})
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@official
@require_POST
def split(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Undo a merge."""
    actor, definition = opened(request, code, "merge")
    row = services.split(actor, definition, key)
    messages.success(request, _("Đã tách lại."))
    return redirect(address_of(definition, row))


@official
@both
def bulk(request: HttpRequest, code: str) -> HttpResponse:
    """Change one field of the rows that were ticked in the list."""
    actor, definition = opened(request, code, "change")
    given = request.POST if request.method == "POST" else request.GET
    keys = _keys(given.getlist("ban_ghi"))
    name = given.get("muc", "")
    form = bulk_form(actor, definition, name, request.POST if request.method == "POST" else None)
    done = None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            done = services.change_many(
                actor, definition, keys, name, form.cleaned_data[name], reason=form.cleaned_data["reason"]
            )
        except Invalid as invalid:
            for words in invalid.fields.values():
                form.add_error(name, words)
    context = {
        "definition": definition, "keys": keys, "form": form, "name": name, "done": done, "most": MOST_ROWS,
        "choices": [f for f in definition.fields if not f.personal and not f.unique],
    }  # fmt: skip
    return render(request, "registers/bulk.html", context, status=422 if form is not None and form.errors else 200)


def _keys(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[: MOST_ROWS + 1]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
