"""What every page of the desk does alike: asking by a form, refusing without losing what was typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def carry_out(form: forms.Form, work: Callable[[dict[str, Any]], Any]) -> tuple[bool, Any]:
    """Run ``work`` on a valid form; return whether it was done, and what it returned.

    What the rules refuse is written beside the fields, so that the page can be shown again with all that was typed.
    Missing rights and missing things have pages of their own.
    """
    if not form.is_valid():
        return False, None
    try:
        return True, work(form.cleaned_data)
    except Invalid as invalid:
        for name, words in invalid.fields.items():
            form.add_error(name if name in form.fields else None, words)
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        form.add_error(None, refused.message)
    return False, None


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
    facts: Sequence[tuple[str, str]] = (),
    warnings: Sequence[str] = (),
    status_when_wrong: int = 422,
) -> HttpResponse:
    """Show a form, or carry it out and go on to ``then``. ``back`` is the address and name of the page before."""
    if request.method == "POST":
        done, result = carry_out(form, work)
        if done:
            return then(result)
    context: Mapping[str, Any] = {
        "title": title,
        "form": form,
        "submit": submit,
        "icon": icon,
        "danger": danger,
        "lead": lead,
        "facts": facts,
        "warnings": warnings,
        "back_url": back[0],
        "back_label": back[1],
    }
    status = status_when_wrong if request.method == "POST" else 200
    return render(request, "administration/form.html", context, status=status)


def told(request: HttpRequest, words: str, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say that something was done, on the page that comes next."""
    messages.success(request, words)
    return redirect(to, *args, **kwargs)


def once(request: HttpRequest, *, title: str, lead: str, secret: str, name: str, to: tuple[str, str]) -> HttpResponse:
    """Show a secret that is kept nowhere: it stands on this page alone, and no cache keeps the page."""
    context = {"title": title, "lead": lead, "secret": secret, "name": name, "next_url": to[0], "next_label": to[1]}
    response = render(request, "administration/once.html", context)
    response["Cache-Control"] = "no-store"
    return response


def confirm_form(*, reason: bool = False, label: str = "") -> type[forms.Form]:
    """Return a form with a reason to give, or without any field: then it only asks to confirm."""
    if not reason:
        return forms.Form
    field = forms.CharField(label=label or _("Lý do"), max_length=250, widget=forms.Textarea(attrs={"rows": 3}))
    return type("Reason", (forms.Form,), {"reason": field})
