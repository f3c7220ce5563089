"""What the pages of directives do alike."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.government.directives import permissions
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import unit_by_key


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Return the pages that the actor may open, for the tabs on top of each."""
    pages = [
        ("list", _("Danh sách"), permissions.VIEW),
        ("board", _("Theo đơn vị"), permissions.VIEW),
        ("blocked", _("Vướng mắc"), permissions.VIEW),
        ("ranking", _("Xếp hạng"), permissions.VIEW),
        ("overdue", _("Danh sách quá hạn"), permissions.CONFIRM),
        ("templates", _("Mẫu, định kỳ"), permissions.ASSIGN),
        ("rules", _("Quy định"), permissions.MANAGE),
    ]
    return [
        {"label": label, "url": reverse(f"directives:{name}"), "current": name == current}
        for name, label, right in pages
        if actor.may(right)
    ]


def ask(
    request: HttpRequest,
    form: forms.Form,
    work: Callable[[], Any],
    *,
    title: str,
    submit: str,
    back: tuple[str, str],
    then: Callable[[Any], HttpResponse],
    lead: str = "",
    icon: str = "check",
    danger: bool = False,
    facts: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Show a form, or carry it out and go on to ``then``; what was typed stays when it is refused."""
    sent = request.method == "POST"
    if sent and form.is_valid():
        try:
            return then(work())
        except Invalid as invalid:
            for name, words in invalid.fields.items():
                form.add_error(name if name in form.fields else None, words)
        except (Forbidden, NotFound):
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {
        "title": title, "form": form, "submit": submit, "icon": icon, "danger": danger, "lead": lead, "facts": facts,
        "seen": getattr(form, "seen", None), "back_url": back[0], "back_label": back[1],
        "upload": any(isinstance(field, forms.FileField) for field in form.fields.values()),
    }  # fmt: skip
    return render(request, "directives/form.html", context, status=422 if sent else 200)


def told(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    """Say that something was done, on the page that comes next."""
    messages.success(request, words)
    return redirect(to, *args)


def key_of(text: str) -> UUID | None:
    """Return a key from an address or form; none when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def unit_of(text: str) -> OrganizationUnit:
    """Return the unit that a form names; raise ``NotFound``."""
    key = key_of(text)
    if key is None:
        raise NotFound
    return unit_by_key(key)
