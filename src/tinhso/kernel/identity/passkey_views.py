"""Signing in with a passkey, and keeping one's passkeys. The browser's part needs script; the rest works without."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity import passkeys, second_factor, sessions, sign_in, throttle
from tinhso.kernel.identity.access import public, signed_in
from tinhso.kernel.identity.errors import TooManyAttempts
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.requests import (
    address_of,
    mark_second_factor,
    own_actor_of,
    safe_next,
    second_factor_given,
    with_next,
)
from tinhso.kernel.identity.views import go_on, home_of, open_session, pending_account

MOST_TRIES = 60
"""Challenges for one address in a quarter of an hour."""


@public
@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Give the browser a challenge to sign in with."""
    minutes = throttle.count("passkey", address_of(request), most=MOST_TRIES)
    if minutes:
        raise TooManyAttempts(minutes)
    return JsonResponse(passkeys.authentication_options())


@public
@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponseBase:
    """Sign in whose passkey answered the challenge; in place of a code, only the one who gave the password."""
    awaited = pending_account(request)
    try:
        account = passkeys.authenticated(request.POST.get("credential", ""))
        if awaited is not None and awaited.pk != account.pk:
            raise Invalid({"credential": _("Khoá truy cập này là của tài khoản khác.")})
        sign_in.refuse_dormant(account)
    except Invalid as refusal:
        sign_in.note_passkey_refused(awaited, address=address_of(request))
        for sentence in refusal.fields.values():
            messages.error(request, sentence)
        return redirect(with_next("identity:challenge" if awaited else "identity:sign-in", request))
    open_session(request, account, means=sessions.PASSKEY)
    return go_on(request, safe_next(request, home_of(account)))


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - the guard let only accounts in
    return account


def _weak(request: HttpRequest) -> bool:
    account = _account(request)
    return second_factor.is_enrolled(account.pk) and not second_factor_given(request, account.pk)


@signed_in
@never_cache
@require_POST
def begin_adding(request: HttpRequest) -> HttpResponseBase:
    """Give the browser what it needs to make a passkey."""
    if _weak(request):
        return redirect("identity:challenge")
    return JsonResponse(passkeys.registration_options(_account(request)))


@signed_in
@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponseBase:
    """Keep the passkey that the browser made; the first second factor brings recovery codes."""
    if _weak(request):
        return redirect("identity:challenge")
    account = _account(request)
    try:
        codes = passkeys.add(
            own_actor_of(request),
            account,
            name=request.POST.get("name", ""),
            credential=request.POST.get("credential", ""),
        )
    except Invalid as refusal:
        for sentence in refusal.fields.values():
            messages.error(request, sentence)
        return redirect("identity:account")
    old_key = request.session.session_key
    request.session.cycle_key()
    mark_second_factor(request.session, account.pk)
    request.session[sessions.MEANS] = sessions.PASSKEY
    sessions.renewed(request, old_key)
    messages.success(request, _("Đã thêm khoá truy cập. Từ nay quý vị đăng nhập được bằng khoá này."))
    if codes:
        return render(request, "identity/recovery_codes.html", {"codes": codes, "next": safe_next(request, "")})
    return redirect(safe_next(request, "identity:account"))


@signed_in
@require_POST
def remove(request: HttpRequest, passkey_id: int) -> HttpResponseBase:
    """Take one passkey away."""
    if _weak(request):
        return redirect("identity:challenge")
    passkeys.remove(own_actor_of(request), _account(request), passkey_id)
    messages.success(request, _("Đã gỡ khoá truy cập."))
    return redirect("identity:account")
