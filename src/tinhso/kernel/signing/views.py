"""Checking the signatures of any PDF."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.access import public
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.papers import verification
from tinhso.kernel.signing.forms import SignedFileForm
from tinhso.kernel.signing.validation import validate

_MOST_BYTES = 30 * 1024 * 1024
_MOST_CHECKS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@public
def check(request: HttpRequest) -> HttpResponse:
    """Take a PDF and say of each of its signatures what is known; nothing is kept."""
    form = SignedFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = SignedFileForm(request.POST, request.FILES)
        actor = cast(Actor, request.actor)  # type: ignore[attr-defined]
        verification.look("signing.check", actor.address or request.META.get("REMOTE_ADDR", ""), most=_MOST_CHECKS)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                if file.size > _MOST_BYTES:
                    raise Invalid({"file": _("Tệp lớn hơn 30 MB. Hãy kiểm tra bằng phần mềm đọc PDF trên máy.")})
                reports = validate(file.read())
            except Invalid as refusal:
                form.add_error("file", refusal.fields["file"])
            else:
                return render(request, "signing/reports.html", {"reports": reports, "name": file.name})
    return render(request, "signing/check.html", {"form": form}, status=422 if form.errors else 200)
