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
def read_anew(request: HttpRequest, key: UUID) -> HttpResponse:
    """Read the file from another sheet or heading row, or in another encoding."""
    actor = actor_of(request)
    run = queries.run_for(actor, key)

    def act() -> None:
        form = ReadForm(queries.preview(run), request.POST)
        if not form.is_valid():
            raise Invalid({name: str(words[0]) for name, words in form.errors.items()})
        given = form.cleaned_data
        receiving.read_anew(
            actor,
            key,
            sheet=given.get("sheet") or 0,
            header_row=given["header_row"] if given["header_row"] != run.header_row or not _moved(run, given) else 0,
            encoding=given.get("encoding") or "",
            delimiter=given.get("delimiter") or "",
        )

    return done(request, key, act)


def _moved(run: ImportRun, given: dict[str, object]) -> bool:
    """Tell whether another sheet is wanted: its headings are looked for anew."""
    return "sheet" in given and (given["sheet"] or 0) != run.sheet


@requires(permissions.IMPORT)
@require_POST
def match(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the fields of the columns, and begin to check."""
    actor = actor_of(request)
    run = queries.run_for(actor, key)
    form = ColumnsForm(queries.definition_for(run), queries.preview(run).columns, request.POST)
    if form.is_valid():
        try:
            receiving.match(actor, key, form.chosen(len(run.headings)))
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            return redirect("registers_imports:run", key)
    return matching_page(request, run, form, status=422)


@requires(permissions.IMPORT)
@require_POST
def values(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take what unknown values stand for, and check again."""
    actor = actor_of(request)
    run = queries.run_for(actor, key)
    mapped = typed_values(run, request.POST)
    return done(request, key, lambda: receiving.match(actor, key, run.columns, values=mapped))
