"""What the pages of money do alike: asking by a form, refusing without losing what was typed."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def posted(request: HttpRequest) -> Any:
    """Return what was sent, none when the page is only looked at."""
    return request.POST if request.method == "POST" else None


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
    link: tuple[str, str] | None = None,
    frame: str = "web/workspace.html",
) -> HttpResponse:
    """Show a form, or carry it out and go on to ``then``; ``back`` and ``link`` are addresses with names."""
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
        "frame": frame,
        "title": title,
        "form": form,
        "submit": submit,
        "icon": icon,
        "danger": danger,
        "upload": upload,
        "lead": lead,
        "facts": facts,
        "link": link,
        "back_url": back[0],
        "back_label": back[1],
    }
    return render(request, "payments/form.html", context, status=422 if request.method == "POST" else 200)


def told(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    """Say that something was done, on the page that comes next."""
    messages.success(request, words)
    return redirect(to, *args)
