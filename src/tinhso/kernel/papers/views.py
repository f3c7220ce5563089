"""Verifying a paper by the code that is printed on it."""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import public
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.papers import codes, queries, verification


class CodeForm(forms.Form):
    """The code printed beside the QR code."""

    code = forms.CharField(
        label=_("Mã xác minh"),
        help_text=_("12 chữ và số in cạnh mã QR, ví dụ ABCD-EFGH-JKMN. Không cần gõ dấu gạch."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class DigitsForm(forms.Form):
    """What only the holder, or somebody he trusts, knows."""

    digits = forms.CharField(
        label=_("Bốn số cuối số định danh của người được cấp giấy"),
        max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


@require_safe
@public
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a code; go to the paper that bears it."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        _look(request)
        try:
            paper = queries.paper_by_code(form.cleaned_data["code"])
            return redirect("papers:verify", code=paper.verification_code)
        except NotFound as refusal:
            form.add_error("code", refusal.message)
    return render(request, "papers/find.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Show what may be known of a paper; let its holder fetch the signed file."""
    _look(request)
    paper = queries.paper_by_code(code)
    form = DigitsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(verification.open_signed(paper, form.cleaned_data["digits"], _actor(request)))
        except Invalid as refusal:
            form.add_error("digits", refusal.fields["digits"])
    found = verification.verdicts(paper)
    facts = {
        "paper": paper,
        "code": codes.grouped(paper.verification_code),
        "state": verification.state(paper, found),
        "verdicts": found,
        "form": form if paper.signed_file and paper.holder_digits and not paper.revoked_at else None,
    }
    return render(request, "papers/verify.html", facts, status=422 if form.errors else 200)


def _look(request: HttpRequest) -> None:
    verification.look("papers.look", _actor(request).address or request.META.get("REMOTE_ADDR", ""))


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
