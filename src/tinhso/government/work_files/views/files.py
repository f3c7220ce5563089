"""Pages of officers: the list, a file, what is put into it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.work_files import checks, forms, law, lists, papers, permissions, queries, services
from tinhso.government.work_files.models import WorkFile
from tinhso.kernel.files import services as files
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.access import official, requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def tried(form: Form, work: Callable[[], HttpResponse]) -> HttpResponse | None:
    """Do what was asked for; ``None`` when it was refused: the form then says why."""
    try:
        return work()
    except Invalid as invalid:
        for name, words in invalid.fields.items():
            form.add_error(name if name in form.fields else None, words)
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        form.add_error(None, refused.message)
    return None


@requires(permissions.USE)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the files of the officer's units."""
    form = forms.FileFilter(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    rows = queries.files(
        actor_of(request),
        find=given.get("tim") or "",
        state=given.get("tinh_trang") or "",
        year=given.get("nam"),
        unit=_key(request.GET.get("don_vi", "")),
        online=given.get("mang") or "",
    )
    if exported := lists.asked(request, rows):
        return exported
    page = keyset(rows, request, order=("-created_at", "-id"), size=30)
    return render(request, "work_files/index.html", {"form": form, "page": page})


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@requires(permissions.USE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Open a file."""
    actor = actor_of(request)
    form = forms.OpenForm(
        request.POST if request.method == "POST" else None,
        entries=queries.free_entries(actor, clock.today().year),
        units=queries.my_units(actor, permissions.USE),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        entry = given["entry"]

        def work() -> HttpResponse:
            file = services.open_file(
                actor, entry.unit if entry else given["unit"], entry=entry, title=given["title"],
                symbol=given["symbol"], term=given["term"],
            )  # fmt: skip
            return redirect("work_files:file", file.pk)

        if answer := tried(form, work):
            return answer
    return _form(
        request, form, _("Mở hồ sơ công việc"), reverse("work_files:index"), pgettext("act", "Mở hồ sơ"), "folder"
    )


@official
@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Show a file; who looked is kept in the log."""
    actor = actor_of(request)
    found = queries.file_for(actor, file_id)
    services.viewed(actor, found)
    items = queries.items_of(found)
    context = {
        "file": found,
        "items": items,
        "problems": checks.problems(found, items) if found.state == "open" else [],
        "term": law.term(found.term),
        "story": found.story.order_by("-at", "-id")[:50],
        "may_use": found.state == "open" and actor.may(permissions.USE, found.unit),
        "may_reopen": found.state == "closed" and actor.may(permissions.KEEP, found.unit),
    }
    return render(request, "work_files/file.html", context)


@requires(permissions.USE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Correct a file's title, term and notes."""
    actor = actor_of(request)
    found = queries.file_for(actor, file_id)
    known = {name: getattr(found, name) for name in ("title", "term", "rights", "description")}
    form = forms.ChangeForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        answer = tried(form, lambda: _done(services.change(actor, file_id, **form.cleaned_data)))
        if answer:
            return answer
    return _form(request, form, _("Sửa hồ sơ {symbol}").format(symbol=found.symbol), _back(found), _("Lưu"), "check")


@requires(permissions.USE)
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Put a document into a file by hand."""
    actor = actor_of(request)
    found = queries.file_for(actor, file_id)
    form = forms.PutForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def work() -> HttpResponse:
            kept = [files.store(given["file"], given["file"].name, actor=actor)] if given["file"] else []
            about = services.About(
                given["type_name"], given["number"], given["notation"], given["issued_on"], given["issuer"],
                pages=given["pages"] or 0, paper=given["paper"],
            )  # fmt: skip
            services.put(actor, found, "upload", new_id(), given["title"], kept, about)
            return redirect("work_files:file", found.pk)

        if answer := tried(form, work):
            return answer
    title = _("Đưa tài liệu vào hồ sơ {symbol}").format(symbol=found.symbol)
    return _form(request, form, title, _back(found), _("Đưa vào hồ sơ"), "file-plus", upload=True)


@requires(permissions.USE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take a document out of a file, with a reason."""
    actor = actor_of(request)
    item = queries.item_for(actor, item_id)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = tried(form, lambda: _done(services.take_out(actor, item_id, form.cleaned_data["reason"]).work_file))
        if answer:
            return answer
    title = _("Rút tài liệu số {ordinal}").format(ordinal=item.ordinal)
    return _form(request, form, title, _back(item.work_file), _("Rút khỏi hồ sơ"), "x", lead=item.title)


@requires(permissions.USE)
@require_POST
def close(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Close a file."""
    return _done(services.close(actor_of(request), file_id))


@requires(permissions.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Open a closed file again, with a reason."""
    actor = actor_of(request)
    found = queries.file_for(actor, file_id)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = tried(form, lambda: _done(services.reopen(actor, file_id, form.cleaned_data["reason"])))
        if answer:
            return answer
    title = _("Mở lại hồ sơ {symbol}").format(symbol=found.symbol)
    return _form(request, form, title, _back(found), _("Mở lại hồ sơ"), "folder", lead=found.title)


@official
@require_safe
def download(request: HttpRequest, item_id: UUID, file_id: UUID) -> HttpResponse:
    """Open one of a document's files; who did is kept in the log."""
    actor = actor_of(request)
    item = queries.item_for(actor, item_id)
    found = item.files.filter(file_id=file_id).select_related("file").first()
    if found is None:
        raise NotFound
    services.viewed(actor, item.work_file, found.file.name)
    return redirect(link(found.file))


@official
@require_safe
def inventory(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Give the list of a file's documents as PDF/A."""
    found = queries.file_for(actor_of(request), file_id)
    pdf = papers.inventory(found, queries.items_of(found), found.unit.name)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="muc-luc-{found.year}.pdf"'
    return answer


def _done(found: WorkFile) -> HttpResponse:
    return redirect("work_files:file", found.pk)


def _back(found: WorkFile) -> str:
    return reverse("work_files:file", args=[found.pk])


def _form(
    request: HttpRequest, form: Form, title: str, back: str, submit: str, icon: str, *, lead: str = "",
    upload: bool = False,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "title": title,
        "back": back,
        "submit": submit,
        "icon": icon,
        "lead": lead,
        "upload": upload,
    }
    return render(request, "work_files/form.html", context, status=422 if request.method == "POST" else 200)
