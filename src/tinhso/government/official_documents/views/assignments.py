"""Parts of work: taken up, handed on, handed over, ended, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.government.official_documents import permissions
from tinhso.government.official_documents.forms import incoming as forms
from tinhso.government.official_documents.models import Assignment, IncomingDocument
from tinhso.government.official_documents.queries import choices
from tinhso.government.official_documents.queries import incoming as queries
from tinhso.government.official_documents.queries import outgoing as outgoing_queries
from tinhso.government.official_documents.services import instructions
from tinhso.government.official_documents.services.instructions import Target
from tinhso.government.official_documents.states import OPEN_ASSIGNED, Part
from tinhso.government.official_documents.views import actor_of, seen
from tinhso.government.official_documents.views.incoming_page import IncomingPage
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import requires


@requires(permissions.WORK)
@require_safe
def open_part(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lead to the document of a part; what was sent only to know has been read with that."""
    actor = actor_of(request)
    part = queries.assignment_of(actor, key)
    if part.part == Part.KNOW and part.state in OPEN_ASSIGNED and instructions.holds(actor, part):
        instructions.read(actor, part.pk)
    return redirect("official_documents:incoming", key=part.document_id)


@requires(permissions.INSTRUCT)
@require_POST
def instruct(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write an instruction about a document and give its parts."""
    document = queries.document_of(actor_of(request), key)
    form = forms.InstructForm(choices.receivers(document.unit), request.POST)
    return _instructed(request, document, form, None, "chi-dao")


@requires(permissions.WORK)
@require_POST
def act(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a part."""
    part = queries.assignment_of(actor_of(request), key)
    if deed == "giao-tiep":
        form = forms.InstructForm(choices.receivers(part.unit), request.POST)
        return _instructed(request, part.document, form, part, deed)
    if deed not in _DEEDS:
        raise NotFound
    form, words = _DEEDS[deed](request, part)
    if form is not None and form.errors:
        document = queries.document_of(actor_of(request), part.document_id)
        shown = IncomingPage(actor_of(request), document, deed, form)
        return render(request, "official_documents/incoming.html", {"page": shown, "document": document}, status=422)
    messages.success(request, words)
    # Who hands his part over may have nothing left to see here.
    if not queries.visible_to(actor_of(request)).filter(pk=part.document_id).exists():
        return redirect("official_documents:incoming-list")
    return redirect("official_documents:incoming", key=part.document_id)


def _instructed(
    request: HttpRequest, document: IncomingDocument, form: forms.InstructForm, above: Assignment | None, deed: str
) -> HttpResponse:
    actor = actor_of(request)
    if form.is_valid():
        given = form.cleaned_data
        try:
            groups = choices.receivers(above.unit if above else document.unit)
            targets = [
                Target(place.unit, part, place.account)
                for part, values in (
                    (Part.LEAD, [given["lead"]]),
                    (Part.JOINT, given["joint"]),
                    (Part.KNOW, given["know"]),
                )
                for value in values
                if value
                for place in [choices.chosen(value, groups, str(part))]
            ]
            instructions.instruct(
                actor,
                document.pk,
                given["text"],
                targets,
                above=above.pk if above else None,
                due_on=given["due_on"],
                seen=seen(request),
            )
        except Invalid as invalid:
            form.refuse(invalid)
    if form.errors:
        found = queries.document_of(actor, document.pk)
        shown = IncomingPage(actor, found, deed, form)
        return render(request, "official_documents/incoming.html", {"page": shown, "document": found}, status=422)
    messages.success(request, _("Đã giao việc."))
    return redirect("official_documents:incoming", key=document.pk)


def _begin(request: HttpRequest, part: Assignment) -> tuple[Any, str]:
    instructions.begin(actor_of(request), part.pk)
    return None, _("Đã nhận việc; nơi gửi được báo là văn bản đang được xử lý.")


def _complete(request: HttpRequest, part: Assignment) -> tuple[Any, str]:
    actor = actor_of(request)
    rows = outgoing_queries.visible_to(actor).filter(answers=part.document_id)
    known = {str(row.pk): row for row in rows}
    form = forms.CompleteForm([(key, str(row)) for key, row in known.items()], request.POST)
    if form.is_valid():
        try:
            instructions.complete(
                actor, part.pk, form.cleaned_data["result"], answer=known.get(form.cleaned_data.get("answer", ""))
            )
        except Invalid as invalid:
            form.refuse(invalid)
    return (form, "") if form.errors else (None, _("Đã báo xong phần việc."))


def _hand_over(request: HttpRequest, part: Assignment) -> tuple[Any, str]:
    groups = choices.receivers(part.unit, beyond=False)
    form = forms.HandOverForm(groups, request.POST)
    if form.is_valid():
        try:
            place = choices.chosen(form.cleaned_data["to"], groups, "to")
            instructions.hand_over(actor_of(request), part.pk, place.unit, place.account, form.cleaned_data["reason"])
        except Invalid as invalid:
            form.refuse(invalid)
    return (form, "") if form.errors else (None, _("Đã chuyển phần việc."))


def _recall(request: HttpRequest, part: Assignment) -> tuple[Any, str]:
    form = forms.ReasonForm(_("Lý do rút"), request.POST)
    if form.is_valid():
        instructions.recall(actor_of(request), part.pk, form.cleaned_data["reason"])
    return (form, "") if form.errors else (None, _("Đã rút phần việc và các phần đã giao tiếp từ đó."))


def _due(request: HttpRequest, part: Assignment) -> tuple[Any, str]:
    form = forms.DueForm(request.POST)
    if form.is_valid():
        try:
            instructions.set_due(actor_of(request), part.pk, form.cleaned_data["due_on"])
        except Invalid as invalid:
            form.refuse(invalid)
    return (form, "") if form.errors else (None, _("Đã đổi hạn."))


_DEEDS: dict[str, Callable[[HttpRequest, Assignment], tuple[Any, str]]] = {
    "nhan": _begin,
    "xong": _complete,
    "chuyen": _hand_over,
    "rut": _recall,
    "han": _due,
}
