"""Incoming documents: the list, taking one in, its page, and what is done on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.official_documents import permissions, places
from tinhso.government.official_documents.forms import incoming as forms
from tinhso.government.official_documents.forms import stored_files
from tinhso.government.official_documents.models import IncomingDocument
from tinhso.government.official_documents.queries import books as book_queries
from tinhso.government.official_documents.queries import choices
from tinhso.government.official_documents.queries import incoming as queries
from tinhso.government.official_documents.services import filing, incoming, reading, recalling
from tinhso.government.official_documents.states import Incoming
from tinhso.government.official_documents.views import actor_of, key_in, seen
from tinhso.government.official_documents.views.incoming_page import IncomingPage, tone
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.search.queries import saved_views
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset

MOST_EXPORTED = 20_000


@requires(permissions.WORK)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the incoming documents that the official may see, the newest first; words are looked for in the text too."""
    actor = actor_of(request)
    form = forms.ListFilters(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    chosen = queries.Filters(
        **{name: given[name] for name in ("text", "state", "first", "last", "late") if given.get(name)}
    )
    rows = queries.narrowed(queries.visible_to(actor), chosen).select_related("unit")
    if exports.asked(request):
        return exports.export(request, "van-ban-den", _columns(), rows.order_by("-arrived_at", "-id")[:MOST_EXPORTED])
    page = keyset(rows, request, order=["-arrived_at", "-id"])
    for row in page.rows:
        row.tone = tone(row.state)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page": page,
        "asked": any(given.values()),
        "saved": saved_views(actor, places.INCOMING.code),
        "may_register": actor.may(permissions.REGISTER),
    }
    return render(request, "official_documents/incoming_list.html", context)


@requires(permissions.REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take in a scan or a file; its fields are read and wait for the clerk's confirmation."""
    actor = actor_of(request)
    units = book_queries.agencies(actor, permissions.REGISTER)
    form = forms.UploadForm([(str(row.pk), row.name) for row in units], request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            unit = next(row for row in units if str(row.pk) == form.cleaned_data["unit"])
            document = incoming.take_in(
                actor,
                unit,
                stored_files(request, actor, "files"),
                channel=form.cleaned_data["channel"],
                given=incoming.Given({}, secrecy=form.cleaned_data["secrecy"]),
            )
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            return redirect("official_documents:incoming", key=document.pk)
    return render(request, "official_documents/incoming_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(permissions.WORK)
@require_safe
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a document with its files, signatures, instructions and what may be done; that it was opened is noted."""
    actor = actor_of(request)
    document = queries.document_of(actor, key)
    reading.note_view(actor, document, "official_documents.incoming", document.pk, document.symbol, document.unit_id)
    return _drawn(request, document)


@requires(permissions.WORK)
@require_POST
def act(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a document: register, refuse, verify, answer a recall."""
    actor = actor_of(request)
    document = queries.document_of(actor, key)
    if deed not in _DEEDS:
        raise NotFound
    try:
        form, words = _DEEDS[deed](request, document)
    except Conflict as conflict:
        if not conflict.details.get("duplicate"):
            raise
        return _drawn(request, document, deed, _register_form(request, document), twin=conflict)
    if form is not None and form.errors:
        return _drawn(request, document, deed, form)
    messages.success(request, words)
    return redirect("official_documents:incoming", key=key)


def _register_form(request: HttpRequest, document: IncomingDocument) -> forms.RegisterForm:
    books = choices.books_of(document.unit, "incoming")
    return forms.RegisterForm(document, books, choices.held_numbers(document.unit, "incoming"), request.POST)


def _register(request: HttpRequest, document: IncomingDocument) -> tuple[Any, str]:
    form = _register_form(request, document)
    if not form.is_valid():
        return form, ""
    given = form.cleaned_data
    try:
        done = incoming.register(
            actor_of(request),
            document.pk,
            form.values(),
            book=book_queries.book_chosen(document.unit, given.get("book", "")),
            reserved=UUID(given["reserved"]) if given.get("reserved") else None,
            secrecy_field=given.get("secrecy", ""),
            knows_duplicate="knows_duplicate" in request.POST,
            seen=seen(request),
        )
    except Invalid as invalid:
        form.refuse(invalid)
        return form, ""
    return None, _("Đã vào sổ, số đến {number}.").format(number=done.number)


def _refuse(request: HttpRequest, document: IncomingDocument) -> tuple[Any, str]:
    return _with_reason(
        request,
        _("Lý do từ chối"),
        lambda reason: incoming.refuse(actor_of(request), document.pk, reason, seen=seen(request)),
        _("Đã từ chối; nơi gửi được báo lý do."),
    )


def _verify(request: HttpRequest, document: IncomingDocument) -> tuple[Any, str]:
    incoming.verify(actor_of(request), document.pk)
    return None, _("Đã kiểm tra lại chữ ký.")


def _give_back(request: HttpRequest, document: IncomingDocument) -> tuple[Any, str]:
    recalling.answer(actor_of(request), document.pk, agree=True, seen=seen(request))
    return None, _("Đã trả văn bản: tệp đã hủy, thông tin trong sổ được giữ.")


def _keep(request: HttpRequest, document: IncomingDocument) -> tuple[Any, str]:
    return _with_reason(
        request,
        _("Lý do không trả"),
        lambda reason: recalling.answer(actor_of(request), document.pk, agree=False, reason=reason, seen=seen(request)),
        _("Đã báo nơi gửi là không trả văn bản."),
    )


def _file(request: HttpRequest, document: IncomingDocument) -> tuple[Any, str]:
    filing.put(actor_of(request), document, key_in(request, "ho-so"))
    return None, _("Đã đưa vào hồ sơ công việc.")


def _with_reason(request: HttpRequest, label: str, work: Callable[[str], Any], words: str) -> tuple[Any, str]:
    form = forms.ReasonForm(label, request.POST)
    if form.is_valid():
        try:
            work(form.cleaned_data["reason"])
        except Invalid as invalid:
            form.refuse(invalid)
    return (form, "") if form.errors else (None, words)


_DEEDS: dict[str, Callable[[HttpRequest, IncomingDocument], tuple[Any, str]]] = {
    "vao-so": _register,
    "tu-choi": _refuse,
    "kiem-tra": _verify,
    "tra-lai": _give_back,
    "giu-lai": _keep,
    "vao-ho-so": _file,
}


def _drawn(
    request: HttpRequest, document: IncomingDocument, deed: str = "", form: Any = None, twin: Conflict | None = None
) -> HttpResponse:
    shown = IncomingPage(actor_of(request), document, deed, form)
    context = {"page": shown, "document": document, "twin": twin, "states": Incoming}
    return render(request, "official_documents/incoming.html", context, status=422 if form is not None else 200)


def _columns() -> list[exports.Column]:
    return [
        (_("Số đến"), "number"),
        (_("Đến lúc"), "arrived_at"),
        (_("Tác giả"), "sender_name"),
        (_("Số, ký hiệu"), "symbol"),
        (_("Ngày văn bản"), "issued_on"),
        (_("Trích yếu"), "subject"),
        (_("Hạn xử lý"), "due_on"),
        (_("Trạng thái"), "get_state_display"),
    ]
