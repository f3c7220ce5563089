"""Books and numbers, registers in the forms of Annex IV, figures, importing an old system."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.government.official_documents import permissions
from tinhso.government.official_documents.forms import books as forms
from tinhso.government.official_documents.forms import stored_files
from tinhso.government.official_documents.forms.incoming import ReasonForm
from tinhso.government.official_documents.queries import books as queries
from tinhso.government.official_documents.queries import figures as figure_queries
from tinhso.government.official_documents.services import books, importing
from tinhso.government.official_documents.states import Direction
from tinhso.government.official_documents.views import actor_of
from tinhso.kernel.files.kinds import CSV, ODS, PDF, TABLE, TEXT, XLSX
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.papers import services as papers
from tinhso.kernel.web import exports


@requires(permissions.BOOKS)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """List the books that the clerk keeps, and open one."""
    actor = actor_of(request)
    units = queries.agencies(actor, permissions.BOOKS)
    form = forms.BookForm([(str(row.pk), row.name) for row in units], request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            unit = next(row for row in units if str(row.pk) == given["unit"])
            book = books.open_book(actor, unit, given["direction"], given["name"], usual=given["usual"])
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            return redirect("official_documents:book", key=book.pk)
    rows = queries.visible_to(actor, permissions.BOOKS)[:200]
    return render(
        request, "official_documents/books.html", {"form": form, "rows": rows}, status=422 if form.errors else 200
    )


@requires(permissions.BOOKS)
@require_safe
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a book: its register of the year, and the numbers that are held back or cancelled."""
    return _drawn(request, key)


@requires(permissions.BOOKS)
@require_POST
def act(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Hold numbers back, cancel one, close the book."""
    actor = actor_of(request)
    book = queries.book_of(actor, permissions.BOOKS, key)
    if deed == "giu":
        form = forms.ReserveForm(request.POST, outgoing=book.direction != Direction.INCOMING)
        if form.is_valid():
            given = form.cleaned_data
            try:
                books.reserve(actor, book, given.get("series", ""), given["count"], given["reason"])
            except Invalid as invalid:
                form.refuse(invalid)
        if form.errors:
            return _drawn(request, key, form)
        messages.success(request, _("Đã giữ số."))
    elif deed == "huy":
        reason = ReasonForm(_("Lý do hủy"), request.POST)
        number = _uuid(request.POST.get("so", ""))
        books.cancel(actor, number, reason.cleaned_data["reason"] if reason.is_valid() else "")
        messages.success(request, _("Đã hủy số; số hủy vẫn hiện trong sổ cùng lý do."))
    elif deed == "dong":
        books.close_book(actor, key)
        messages.success(request, _("Đã đóng sổ."))
    else:
        raise NotFound
    return redirect("official_documents:book", key=key)


@requires(permissions.BOOKS)
@require_safe
def register(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send the register of a year in the columns of Annex IV: as a table, or printed (``?xuat=pdf``)."""
    actor = actor_of(request)
    book = queries.book_of(actor, permissions.BOOKS, key)
    year, form = _year(request), "theo-doi" if request.GET.get("mau") == "theo-doi" else "so"
    columns = queries.register_columns(book.direction, form)
    rows = queries.register_rows(book, year)
    name = f"{'so-theo-doi' if form == 'theo-doi' else 'so-van-ban'}-{year}"
    if exports.asked(request) != "pdf":
        return exports.export(request, name, columns, rows)
    data = {
        "form_code": _("Phụ lục IV"),
        "source": "Nghị định 30/2020/NĐ-CP",
        "title": _("Sổ theo dõi giải quyết văn bản đến") if form == "theo-doi" else book.name,
        "period": _("Năm {year}").format(year=year),
        "unit": book.unit.name,
        "columns": [label for label, _source in columns],
        "rows": [[queries.said(source(row)) for _label, source in columns] for row in rows],
    }
    content = papers.render("so-theo-doi", data, unit=book.unit, title=str(data["title"]))
    return HttpResponse(
        content, content_type=PDF, headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    )


@requires(permissions.FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    """Show the share of documents that went electronically and bear the agency's signature, by tier and agency."""
    form = forms.PeriodForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    last = given.get("last") or clock.today()
    first = given.get("first") or last - timedelta(days=90)
    lines = figure_queries.rates(actor_of(request), first, last)
    context = {
        "form": form if form.is_bound and form.errors else forms.PeriodForm(initial={"first": first, "last": last}),
        "tiers": figure_queries.by_tier(lines),
        "lines": lines,
        "first": first,
        "last": last,
    }
    return render(request, "official_documents/figures.html", context)


@requires(permissions.FIGURES)
@require_safe
def drill(request: HttpRequest, key: UUID, rate: str) -> HttpResponseBase:
    """List the documents of an agency that a rate does not count as electronic."""
    form = forms.PeriodForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    last = given.get("last") or clock.today()
    first = given.get("first") or last - timedelta(days=90)
    rows = figure_queries.missing(actor_of(request), key, rate, first, last)
    return render(
        request, "official_documents/drill.html", {"rows": rows[:500], "rate": rate, "first": first, "last": last}
    )


@requires(permissions.BOOKS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_old(request: HttpRequest) -> HttpResponse:
    """Import a table of an old system: tried first, then written; numbers stay as they were."""
    actor = actor_of(request)
    units = queries.agencies(actor, permissions.BOOKS)
    form = forms.ImportForm([(str(row.pk), row.name) for row in units], request.POST or None)
    report: Any = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            files = stored_files(request, actor, "file", accept={CSV, XLSX, ODS, TABLE, TEXT})
            unit = next(row for row in units if str(row.pk) == given["unit"])
            report = importing.import_file(
                actor, unit, given["direction"], files[0] if files else None, given["source"], write=given["write"]
            )
        except Invalid as invalid:
            form.refuse(invalid)
    context = {"form": form, "report": report, "columns": importing.COLUMNS}
    return render(request, "official_documents/import.html", context, status=422 if form.errors else 200)


def _drawn(request: HttpRequest, key: UUID, form: Any = None) -> HttpResponse:
    actor = actor_of(request)
    book = queries.book_of(actor, permissions.BOOKS, key)
    year = _year(request)
    context = {
        "book": book,
        "year": year,
        "years": range(clock.today().year, clock.today().year - 6, -1),
        "incoming": book.direction == Direction.INCOMING,
        "series": queries.series_of(book, year),
        "loose": queries.loose_numbers(book, year),
        "form": form or forms.ReserveForm(outgoing=book.direction != Direction.INCOMING),
    }
    return render(request, "official_documents/book.html", context, status=422 if form is not None else 200)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("nam", "")
    return int(text) if text.isdigit() and 1975 < int(text) < 2200 else clock.today().year


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
