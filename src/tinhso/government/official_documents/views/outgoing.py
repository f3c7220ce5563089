"""Documents of one's own: the list, the page, the draft and its versions, files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.government.official_documents import kinds, paper, permissions, places, reach, symbols
from tinhso.government.official_documents.comparing import compared
from tinhso.government.official_documents.forms import outgoing as forms
from tinhso.government.official_documents.forms import stored_files
from tinhso.government.official_documents.models import OutgoingDocument
from tinhso.government.official_documents.queries import incoming as incoming_queries
from tinhso.government.official_documents.queries import outgoing as queries
from tinhso.government.official_documents.services import drafting, exchange, reading
from tinhso.government.official_documents.services.checking import check
from tinhso.government.official_documents.states import Outgoing
from tinhso.government.official_documents.views import actor_of, seen
from tinhso.government.official_documents.views.outgoing_page import TONES, OutgoingPage
from tinhso.kernel.files import queries as file_queries
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.search.queries import saved_views
from tinhso.kernel.web import exports
from tinhso.kernel.web.paging import keyset

MOST_EXPORTED = 20_000
_DRAFTED = (
    "kind_code", "subject", "urgency", "drafting_symbol", "signer_authority", "signer_title", "signer_name",
    "archive_mark", "due_on",
)  # fmt: skip


@requires(permissions.WORK)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the documents that the official may see, the newest first."""
    actor = actor_of(request)
    form = forms.ListFilters(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    rows = queries.narrowed(actor, queries.visible_to(actor), **given).select_related("unit", "drafter__person")
    if exports.asked(request):
        return exports.export(request, "van-ban-di", _columns(), rows.order_by("-created_at", "-id")[:MOST_EXPORTED])
    page = keyset(rows, request, order=["-created_at", "-id"])
    for row in page.rows:
        row.tone = TONES[Outgoing(row.state)]  # type: ignore[attr-defined]
    saved = saved_views(actor, places.OUTGOING.code)
    context = {"form": form, "page": page, "asked": any(given.values()), "saved": saved}
    return render(request, "official_documents/outgoing_list.html", context)


@requires(permissions.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_new(request: HttpRequest) -> HttpResponse:
    """Begin a document: of one's own accord, as an answer, or in the place of one that was issued."""
    actor = actor_of(request)
    answers = _named(request, "tra-loi", lambda key: incoming_queries.document_of(actor, key))
    replaces = _named(request, "thay-the", lambda key: queries.document_of(actor, key))
    units = reach.own_units(actor, permissions.WORK)
    initial: dict[str, Any] = {"kind_code": "cong-van", "archive_mark": "VT"}
    if answers is not None:
        initial |= {
            "addressee": answers.sender_name,
            "recipients": f"{answers.sender_identifier} {answers.sender_name}".strip(),
            "subject": _("trả lời văn bản số {symbol}").format(symbol=answers.symbol),
        }
    if replaces is not None:
        initial |= _initial(replaces)
    form = forms.DraftForm(
        [(str(row.pk), row.name) for row in units], request.POST or None, initial=initial, replaces=replaces is not None
    )
    if form.is_bound and form.is_valid():
        unit = next(row for row in units if str(row.pk) == form.cleaned_data["drafting_unit"])
        try:
            document = drafting.start(
                actor, unit, _given(request, form), answers=answers, replaces=replaces,
                internal=form.cleaned_data["internal"],
            )  # fmt: skip
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            return redirect("official_documents:outgoing", key=document.pk)
    context = {"form": form, "answers": answers, "replaces": replaces}
    return render(request, "official_documents/draft.html", context, status=422 if form.errors else 200)


@requires(permissions.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a draft; changed words make a new version."""
    actor = actor_of(request)
    document = queries.document_of(actor, key)
    if not drafting.may_draft(actor, document):
        raise NotFound
    form = forms.DraftForm(
        [], request.POST or None, initial=_initial(document), replaces=document.replaces_id is not None
    )
    if form.is_bound and form.is_valid():
        try:
            drafting.write(actor, key, _given(request, form), seen=seen(request))
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            return redirect("official_documents:outgoing", key=key)
    context = {"form": form, "document": document}
    return render(request, "official_documents/draft.html", context, status=422 if form.errors else 200)


@requires(permissions.WORK)
@require_safe
def addressees(request: HttpRequest) -> HttpResponse:
    """Look a recipient's identifier up by its name: of this province, of others, of ministries at the axis."""
    wanted = request.GET.get("tim", "").strip()[:100]
    context = {"wanted": wanted, "found": exchange.addressees(wanted) if wanted else []}
    return render(request, "official_documents/addressees.html", context)


@requires(permissions.WORK)
@require_safe
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a document with its versions, opinions, signatures and recipients; that it was opened is noted."""
    actor = actor_of(request)
    document = queries.document_of(actor, key)
    reading.note_view(actor, document, "official_documents.outgoing", document.pk, document.symbol, document.unit_id)
    return drawn(request, document)


def drawn(request: HttpRequest, document: OutgoingDocument, deed: str = "", form: Any = None) -> HttpResponse:
    """Return the page, with a form that was refused as it came."""
    shown = OutgoingPage(actor_of(request), document, deed, form)
    context = {"page": shown, "document": document}
    return render(request, "official_documents/outgoing.html", context, status=422 if form is not None else 200)


@requires(permissions.WORK)
@require_safe
def compare(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what changed from one version to another."""
    document = queries.document_of(actor_of(request), key)
    versions = list(document.drafts.order_by("version"))
    numbers = [row.version for row in versions]
    newest = numbers[-1]
    first = _number(request, "tu", max(newest - 1, 1), numbers)
    second = _number(request, "den", newest, numbers)
    by_number = {row.version: row for row in versions}
    context = {
        "document": document,
        "versions": versions,
        "first": by_number[first],
        "second": by_number[second],
        "parts": compared(by_number[first], by_number[second]),
    }
    return render(request, "official_documents/compare.html", context)


@requires(permissions.WORK)
@require_safe
def checks(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the decree asks of the form, rule by rule with its article, and whether the draft keeps it."""
    document = queries.document_of(actor_of(request), key)
    draft = document.drafts.select_related("file").order_by("-version").first()
    if draft is None:
        raise NotFound
    findings = check(document, draft, _pdf(document, draft))
    context = {"document": document, "findings": findings, "wrong": sum(1 for item in findings if not item.kept)}
    return render(request, "official_documents/checks.html", context)


@requires(permissions.WORK)
@require_safe
def preview(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send the newest version as it would be printed, without number and signatures."""
    document = queries.document_of(actor_of(request), key)
    draft = document.drafts.select_related("file").order_by("-version").first()
    if draft is None:
        raise NotFound
    return HttpResponse(
        _pdf(document, draft),
        content_type=PDF,
        headers={"Content-Security-Policy": "default-src 'none'; object-src 'self'"},
    )


def _pdf(document: OutgoingDocument, draft: Any) -> bytes:
    if draft.file is not None and draft.file.media_type == PDF:
        return file_queries.read(draft.file)
    kind = kinds.kind(document.kind_code)
    symbol = symbols.build(1, kind, document.unit.symbol, document.drafting_symbol) if kind else ""
    return paper.typeset(document, draft, number=f"……/{symbol.split('/', 1)[-1]}").pdf


def _given(request: HttpRequest, form: forms.DraftForm) -> drafting.Given:
    files = stored_files(request, actor_of(request), "file")
    recipients = form.recipients()
    known = exchange.identifiers_of([row.name for row in recipients if not row.identifier])
    recipients = [replace(row, identifier=row.identifier or known.get(row.name, "")) for row in recipients]
    return drafting.Given(
        form.values(), recipients, file=files[0] if files else None, secrecy=form.cleaned_data["secrecy"]
    )


def _initial(document: OutgoingDocument) -> dict[str, Any]:
    draft = document.drafts.order_by("-version").first()
    found = {name: getattr(document, name) for name in _DRAFTED}
    found |= {name: getattr(draft, name) for name in ("addressee", "grounds", "text")} if draft else {}
    found["replace_reason"] = document.replace_reason
    found["recipients"] = "\n".join(
        f"{row.identifier} {row.name}".strip() for row in document.recipients.order_by("ordinal")
    )
    return found


def _named(request: HttpRequest, name: str, find: Any) -> Any:
    try:
        return find(UUID(request.GET[name])) if request.GET.get(name) else None
    except ValueError:
        raise NotFound from None


def _number(request: HttpRequest, name: str, usual: int, there: list[int]) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdigit() and int(text) in there else usual


def _columns() -> list[exports.Column]:
    return [
        (_("Số, ký hiệu"), "symbol"),
        (_("Ngày ban hành"), "issued_on"),
        (_("Trích yếu"), "subject"),
        (_("Người ký"), "signer_name"),
        (_("Người soạn"), "drafter"),
        (_("Trạng thái"), "get_state_display"),
    ]


def added(request: HttpRequest, words: str, key: UUID) -> HttpResponse:
    """Lead back to the page after something was done."""
    messages.success(request, words)
    return redirect("official_documents:outgoing", key=key)
