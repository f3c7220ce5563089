"""What is done with documents of one's own: commented, sent to be signed, signed, issued, recalled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.government.official_documents import permissions
from tinhso.government.official_documents.forms import outgoing as forms
from tinhso.government.official_documents.forms import stored_files
from tinhso.government.official_documents.forms.incoming import ReasonForm
from tinhso.government.official_documents.models import OutgoingDocument
from tinhso.government.official_documents.queries import awaiting_signature, choices
from tinhso.government.official_documents.queries import books as book_queries
from tinhso.government.official_documents.queries import outgoing as queries
from tinhso.government.official_documents.services import drafting, filing, issuing, opinions, signing
from tinhso.government.official_documents.views import actor_of, key_in, seen
from tinhso.government.official_documents.views.outgoing import added, drawn
from tinhso.government.official_documents.views.outgoing_page import issue_form, sign_form
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset


@requires(permissions.WORK)
@require_POST
def act(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a document; what is refused is said beside the form that was sent."""
    document = queries.document_of(actor_of(request), key)
    if deed not in _DEEDS:
        raise NotFound
    form, work, words = _DEEDS[deed](request, document)
    if form is not None and not form.is_valid():
        return drawn(request, document, deed, form)
    try:
        work()
    except Invalid as invalid:
        if form is None:
            raise
        form.refuse(invalid)
        return drawn(request, document, deed, form)
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        if form is None or refused.status == 409:
            raise
        form.add_error(None, refused.message)
        return drawn(request, document, deed, form)
    if not queries.visible_to(actor_of(request)).filter(pk=key).exists():
        messages.success(request, words)
        return redirect("official_documents:outgoing-list")
    return added(request, words, key)


@requires(permissions.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def to_sign(request: HttpRequest) -> HttpResponse:
    """List what awaits the actor's signature; what is chosen is signed with one confirmation."""
    actor = actor_of(request)
    outcomes: list[signing.Outcome] = []
    form = sign_form(actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = {UUID(key) for key in request.POST.getlist("chon") if _is_key(key)}
        outcomes = signing.sign_many(actor, sorted(chosen), secret=form.cleaned_data.get("secret", ""))
    context = {
        "page": keyset(awaiting_signature(actor), request, order=["-urgency", "created_at", "id"], size=100),
        "form": form,
        "outcomes": outcomes,
        "signed": sum(1 for outcome in outcomes if outcome.signed),
    }
    return render(request, "official_documents/to_sign.html", context)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _comment(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    form = forms.CommentForm(request.POST)
    return (
        form,
        lambda: drafting.comment(
            actor_of(request), document.pk, form.cleaned_data["text"], quote=form.cleaned_data["quote"]
        ),
        _("Đã gửi góp ý."),
    )


def _settle(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    return (
        None,
        lambda: drafting.settle_comment(actor_of(request), document.pk, key_in(request, "gop-y")),
        _("Đã đánh dấu góp ý là đã xong."),
    )


def _ask(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    groups = choices.opinion_units(document)
    form = forms.AskForm(groups, request.POST)

    def work() -> None:
        given = form.cleaned_data
        place = choices.chosen(given["to"], groups, "to")
        opinions.ask(
            actor_of(request), document.pk, place.unit, given["question"], account=place.account, due_on=given["due_on"]
        )

    return form, work, _("Đã gửi phiếu xin ý kiến.")


def _answer(request: HttpRequest, _document: OutgoingDocument) -> tuple[Any, Any, str]:
    form = forms.AnswerForm(request.POST)
    return (
        form,
        lambda: opinions.answer(
            actor_of(request), key_in(request, "phieu"), form.cleaned_data["opinion"], form.cleaned_data["answer"]
        ),
        _("Đã gửi ý kiến."),
    )


def _withdraw_slip(request: HttpRequest, _document: OutgoingDocument) -> tuple[Any, Any, str]:
    return None, lambda: opinions.withdraw(actor_of(request), key_in(request, "phieu")), _("Đã rút phiếu.")


def _annex(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    def work() -> None:
        for file in stored_files(request, actor_of(request), "files"):
            drafting.add_annex(actor_of(request), document.pk, file)

    return None, work, _("Đã thêm phụ lục.")


def _remove_annex(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    return (
        None,
        lambda: drafting.remove_annex(actor_of(request), document.pk, key_in(request, "phu-luc")),
        _("Đã bỏ phụ lục."),
    )


def _restore(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    version = int(request.POST.get("phien-ban", "0") or 0)
    return (
        None,
        lambda: drafting.restore(actor_of(request), document.pk, version, seen=seen(request)),
        _("Đã trở về phiên bản {version}.").format(version=version),
    )


def _submit(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    form = forms.SubmitForm(choices.signers(document), choices.initialers(document), request.POST)

    def work() -> None:
        given = form.cleaned_data
        signing.submit(
            actor_of(request),
            document.pk,
            choices.account_of(given["signer"]),
            [choices.account_of(key) for key in given["initials"]],
            seen=seen(request),
        )

    return form, work, _("Đã trình ký.")


def _sign(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    form = sign_form(actor_of(request), request.POST)
    return (
        form,
        lambda: signing.sign(
            actor_of(request), document.pk, secret=form.cleaned_data.get("secret", ""), seen=seen(request)
        ),
        _("Đã ký."),
    )


def _give_back(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    form = ReasonForm(_("Lý do trả lại"), request.POST)
    return (
        form,
        lambda: signing.give_back(actor_of(request), document.pk, form.cleaned_data["reason"], seen=seen(request)),
        _("Đã trả lại người soạn."),
    )


def _take_back(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    return None, lambda: signing.take_back(actor_of(request), document.pk, seen=seen(request)), _("Đã rút lại để sửa.")


def _drop(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    return None, lambda: drafting.drop(actor_of(request), document.pk, seen=seen(request)), _("Đã bỏ dự thảo.")


def _issue(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    form = issue_form(document, request.POST)

    def work() -> None:
        given = form.cleaned_data
        issuing.issue(
            actor_of(request),
            document.pk,
            book=book_queries.book_chosen(document.unit, given["book"]),
            reserved=UUID(given["reserved"]) if given.get("reserved") else None,
            seal=not given["unsealed"],
            seen=seen(request),
        )

    return form, work, _("Đã cấp số và phát hành.")


def _recall(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    form = ReasonForm(_("Lý do thu hồi"), request.POST)
    return (
        form,
        lambda: issuing.recall(actor_of(request), document.pk, form.cleaned_data["reason"], seen=seen(request)),
        _("Đã thu hồi; các nơi nhận được đề nghị trả lại."),
    )


def _resend(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    return (
        None,
        lambda: issuing.resend(actor_of(request), document.pk, key_in(request, "lan-gui")),
        _("Đã gửi lại."),
    )


def _file(request: HttpRequest, document: OutgoingDocument) -> tuple[Any, Any, str]:
    return (
        None,
        lambda: filing.put(actor_of(request), document, key_in(request, "ho-so")),
        _("Đã đưa vào hồ sơ công việc."),
    )


_DEEDS: dict[str, Callable[[HttpRequest, OutgoingDocument], tuple[Any, Any, str]]] = {
    "gop-y": _comment,
    "xong-gop-y": _settle,
    "xin-y-kien": _ask,
    "cho-y-kien": _answer,
    "rut-phieu": _withdraw_slip,
    "them-phu-luc": _annex,
    "bo-phu-luc": _remove_annex,
    "tro-ve": _restore,
    "trinh-ky": _submit,
    "ky": _sign,
    "tra-lai": _give_back,
    "rut-lai": _take_back,
    "bo": _drop,
    "phat-hanh": _issue,
    "thu-hoi": _recall,
    "gui-lai": _resend,
    "vao-ho-so": _file,
}
