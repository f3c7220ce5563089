"""Bringing a file, and saying what its columns and values are."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.inputs import uploaded
from tinhso.kits.registers.imports import permissions, queries
from tinhso.kits.registers.imports.forms import ColumnsForm, NewImportForm, ReadForm, typed_values
from tinhso.kits.registers.imports.models import ImportRun
from tinhso.kits.registers.imports.services import receiving
from tinhso.kits.registers.imports.views.common import actor_of, done
from tinhso.kits.registers.imports.views.reading import matching_page


@requires(permissions.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a file for a register, and go on to its columns."""
    actor = actor_of(request)
    form = NewImportForm(
        actor,
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"register": request.GET.get("so", ""), "unit": _own_unit(actor)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("registers_imports:run", _begin(request, actor, form).pk)
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name if name in form.fields else None, words)
        except (Forbidden, NotFound):
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {"form": form, "sources": queries.sources_of(actor)}
    return render(request, "registers_imports/new.html", context, status=422 if request.method == "POST" else 200)


def _own_unit(actor: Actor) -> UUID | None:
    return next((post.unit_id for post in actor.posts if permissions.IMPORT in post.permissions), None)


def _begin(request: HttpRequest, actor: Actor, form: NewImportForm) -> ImportRun:
    given = form.cleaned_data
    definition = queries.register_for(actor, given["register"])
    sent = uploaded(request.POST, "file")
    if given["file"] is not None:
        file = receiving.store(actor, given["file"], given["file"].name)
    elif sent:
        file = receiving.claim(actor, sent[-1])
    else:
        raise Invalid({"file": _("Hãy chọn tệp để nhập.")})
    return receiving.begin(actor, definition, file, unit=given["unit"], source=given["source"])


@requires(permissions.IMPORT)
@require_POST
def match(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """Take the fields of the columns (``cot``), what values stand for (``gia-tri``), or how to read (``doc-lai``)."""
    actor = actor_of(request)
    run = queries.run_for(actor, key)
    if what == "doc-lai":
        return done(request, key, lambda: _read_anew(request, actor, run))
    if what == "gia-tri":
        mapped = typed_values(run, request.POST)
        return done(request, key, lambda: receiving.match(actor, key, run.columns, values=mapped))
    if what != "cot":
        raise NotFound
    may_change = queries.may_change_known(actor, run)
    form = ColumnsForm(queries.definition_for(run), queries.preview(run).columns, request.POST, may_change=may_change)
    if form.is_valid():
        try:
            receiving.match(actor, key, form.chosen(len(run.headings)), change_known=form.changes_known)
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            return redirect("registers_imports:run", key)
    return matching_page(request, run, form, status=422)


def _read_anew(request: HttpRequest, actor: Actor, run: ImportRun) -> None:
    """Read the file from another sheet or heading row, or in another encoding."""
    form = ReadForm(queries.preview(run), request.POST)
    if not form.is_valid():
        raise Invalid({name: str(words[0]) for name, words in form.errors.items()})
    given = form.cleaned_data
    sheet = int(given.get("sheet") or 0)
    # On another sheet the headings are looked for anew, unless their row was named too.
    same = given["header_row"] == run.header_row and sheet != run.sheet
    receiving.read_anew(
        actor, run.pk, sheet=sheet, header_row=0 if same else given["header_row"],
        encoding=given.get("encoding") or "", delimiter=given.get("delimiter") or "",
    )  # fmt: skip
