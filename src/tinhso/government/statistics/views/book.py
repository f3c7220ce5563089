"""The running book on screen, and its files."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tinhso.government.statistics import book, law
from tinhso.government.statistics.asked import BookForm, key_of
from tinhso.government.statistics.services import papers
from tinhso.government.statistics.views.form import MOST_EXPORTED, PAGE, actor_of
from tinhso.kernel.files.links import link
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.permissions import VIEW
from tinhso.kits.procedures.services.paper_data import delivery


@requires(VIEW)
@require_safe
def running_book(request: HttpRequest) -> HttpResponseBase:
    """Show the book of a desk over some days; each line opens its dossier."""
    actor = actor_of(request)
    scope = book.book_scope(actor, key_of(request.GET.get("don_vi", "")))
    form = BookForm(request.GET, book.desk_choices(actor))
    rows = book.lines(actor, scope, form.days)
    if exports.asked(request):
        papers.record_export(actor, scope, form.days)
        columns: list[exports.Column] = [(str(column.label), column.value) for column in book.COLUMNS]
        return exports.export(request, "so-theo-doi-ho-so", columns, rows[:MOST_EXPORTED])
    page = keyset(rows, request, order=list(book.ORDER), size=PAGE)
    context = {
        "form": form,
        "page": page,
        "lines": _lines(page.rows, book.place_of(rows, page.rows[0]) if page.rows else 0),
        "sheet": law.sheet("book"),
        "days": form.days,
        "unit_id": request.GET.get("don_vi", ""),
    }
    return render(request, "statistics/book.html", context)


def _lines(rows: list[Dossier], first: int) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "place": place,
            "way": delivery(row),
            "signature": book.signature(row),
            "remark": book.remark(row),
        }
        for place, row in enumerate(rows, first)
    ]


@requires(VIEW)
@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    """Issue the book of some days as a paper, and open it."""
    actor = actor_of(request)
    scope = book.book_scope(actor, key_of(request.POST.get("don_vi", "")))
    form = BookForm(request.POST, [])
    issued = papers.issue_book(actor, scope, form.days, pin=request.POST.get("pin", ""))
    return redirect(link(issued.signed_file or issued.file))


@requires(VIEW)
@require_POST
def control_sheet(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Issue the control sheet of a dossier that has ended, and open it."""
    issued = papers.issue_control_sheet(actor_of(request), dossier_id)
    return redirect(link(issued.signed_file or issued.file))
