"""The dead-letter desk: what was not delivered, why, and what a clerk can do about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset
from tinhso.kits.exchange.messages import permissions, queries
from tinhso.kits.exchange.messages.forms import GiveUpForm, ReaddressForm
from tinhso.kits.exchange.messages.services import desk


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(permissions.WORK)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what was set aside, the latest first."""
    page = keyset(queries.dead_letters(actor_of(request)), request, order=("-created_at", "-id"), size=30)
    rows = [queries.letter(row) for row in page.rows]
    return render(request, "exchange_messages/desk.html", {"page": page, "rows": rows, "tab": "desk"})


@requires(permissions.WORK)
@require_safe
def letter(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one message that was set aside, with what can be done."""
    return _letter(request, key)


def _letter(request: HttpRequest, key: UUID, status: int = 200, **given: Any) -> HttpResponse:
    actor = actor_of(request)
    row = queries.dead_letter(actor, key)
    wanted = request.GET.get("tim", "")[:100]
    context = {
        "row": queries.letter(row),
        "readdress": given.get("readdress") or ReaddressForm(initial={"recipient": request.GET.get("chon", "")}),
        "give_up": given.get("give_up") or GiveUpForm(),
        "wanted": wanted,
        "found": queries.addressees(wanted) if wanted else [],
    }
    return render(request, "exchange_messages/letter.html", context, status=status)


@requires(permissions.WORK)
@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send again."""
    queries.dead_letter(actor_of(request), key)
    try:
        desk.send_again(actor_of(request), key)
    except Invalid as invalid:
        messages.error(request, " ".join(invalid.fields.values()))
        return redirect("exchange_messages:letter", key)
    messages.success(request, _("Đã đưa vào hàng gửi."))
    return redirect("exchange_messages:index")


def _act(
    request: HttpRequest, key: UUID, name: str, form: forms.Form, act: Callable[[], None], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Invalid as invalid:
            for field, words in invalid.fields.items():
                form.add_error(field if field in form.fields else None, words)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, done)
            return redirect("exchange_messages:index")
    return _letter(request, key, 422, **{name: form})


@requires(permissions.WORK)
@require_http_methods(["POST"])
def readdress(request: HttpRequest, key: UUID) -> HttpResponse:
    """Mend the recipient and send again."""
    actor, form = actor_of(request), ReaddressForm(request.POST)
    queries.dead_letter(actor, key)
    return _act(
        request,
        key,
        "readdress",
        form,
        lambda: desk.readdress(actor, key, form.cleaned_data["recipient"]),
        _("Đã sửa nơi nhận và đưa vào hàng gửi."),
    )


@requires(permissions.WORK)
@require_http_methods(["POST"])
def give_up(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop trying."""
    actor, form = actor_of(request), GiveUpForm(request.POST)
    queries.dead_letter(actor, key)
    return _act(
        request, key, "give_up", form, lambda: desk.give_up(actor, key, form.cleaned_data["reason"]), _("Đã thôi gửi.")
    )


@requires(permissions.WORK)
@require_safe
def refused(request: HttpRequest) -> HttpResponse:
    """List what came in and was refused, the latest first."""
    page = keyset(queries.refused_arrivals(actor_of(request)), request, order=("-created_at", "-id"), size=30)
    return render(request, "exchange_messages/refused.html", {"page": page, "tab": "refused"})


@requires(permissions.WORK)
@require_POST
def settle(request: HttpRequest, key: UUID) -> HttpResponse:
    """Note that a refused message was seen."""
    desk.settle_refused(actor_of(request), key)
    return redirect("exchange_messages:refused")
