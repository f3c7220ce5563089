"""What every page of the exchange does alike."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.exchange import permissions
from tinhso.kits.exchange.access import everywhere


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the exchange's pages that the actor may open."""
    actor = actor_of(request)
    found = [
        ("services", _("Dịch vụ"), "list-details"),
        ("agreements", _("Thỏa thuận"), "file-certificate"),
        ("participants", _("Thành viên"), "users"),
        ("health", _("Tình trạng"), "heartbeat"),
    ]
    if everywhere(actor, permissions.LOG):
        found.append(("log", _("Nhật ký trao đổi"), "list-check"))
    return [
        {"label": label, "icon": icon, "url": reverse(f"exchange:{name}"), "current": name == current, "count": ""}
        for name, label, icon in found
    ]


def ask(
    request: HttpRequest,
    form: forms.Form,
    work: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    submit: str,
    back: tuple[str, str],
    then: Callable[[Any], HttpResponse],
    lead: str = "",
    icon: str = "check",
    danger: bool = False,
    upload: bool = False,
    facts: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Show a form, or carry it out and go on to ``then``; what the rules refuse stands beside the fields."""
    if request.method == "POST" and form.is_valid():
        try:
            return then(work(form.cleaned_data))
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name if name in form.fields else None, words)
        except (Forbidden, NotFound):
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {
        "title": title, "form": form, "submit": submit, "icon": icon, "danger": danger, "upload": upload,
        "lead": lead, "facts": facts, "back_url": back[0], "back_label": back[1],
    }  # fmt: skip
    return render(request, "exchange/form.html", context, status=422 if request.method == "POST" else 200)


def told(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    """Say that something was done, on the page that comes next."""
    messages.success(request, words)
    return redirect(to, *args)
