"""One's own account: profile, password, second factor, who looked at one's data."""

from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.modules import MODULES
from tinhso.kernel.identity import (
    businesses,
    devices,
    passkeys,
    platforms,
    queries,
    second_factor,
    services,
    sessions,
    sign_in,
)
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.forms import CodeForm, PasswordForm
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.provider import queries as provider
from tinhso.kernel.identity.provider import services as provider_services
from tinhso.kernel.identity.requests import (
    address_of,
    mark_second_factor,
    own_actor_of,
    safe_next,
    second_factor_given,
    with_next,
)

_SECRET = "second_factor_secret"  # noqa: S105 - the name of a session entry
_LOOKS_SHOWN = 200
_DEVICES_SHOWN = 20


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - the guard let only accounts in
    return account


def _actor(request: HttpRequest) -> Actor:
    """Return who is signed in: one's own account is looked after as oneself, whomever one acts for."""
    return own_actor_of(request)


def _weak(request: HttpRequest) -> HttpResponseBase | None:
    """Send somebody who has a second factor but did not give it in this session to do so."""
    account = _account(request)
    if second_factor.is_enrolled(account.pk) and not second_factor_given(request, account.pk):
        return redirect(with_next("identity:challenge", request))
    return None


@signed_in
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show one's account: who one is here, roles, security."""
    account = _account(request)
    context = queries.profile(account.pk) | {
        "passkeys": passkeys.passkeys_of(account.pk),
        "passkeys_work": passkeys.work_at(request),
        "devices": list(devices.open_devices(account.pk)[:_DEVICES_SHOWN]),
        "this_session": request.session.session_key,
        "consents": provider.consents_of(account.pk),
        "businesses": businesses.represented_by(_actor(request)),
        "link": platforms.link_of(account.pk),
        "platform": "" if account.is_official else platforms.name_of_platform(),
        "looks_page": _looks_page(),
    }
    return render(request, "identity/account.html", context)


def _looks_page() -> str:
    """Return the name of the page of who looked: a module that knows more of people puts its own in place."""
    return next((found.extras["looks"] for found in MODULES.values() if "looks" in found.extras), "identity:looks")


@signed_in
@never_cache
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's password; other sessions are signed out."""
    account = _account(request)
    weak = _weak(request)
    if weak is not None:
        return weak
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_password(
                _actor(request), account, old=form.cleaned_data["old"], new=form.cleaned_data["password"]
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            _keep_this_session(request, account)
            messages.success(request, _("Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất."))
            return redirect(safe_next(request, "identity:account"))
    context = {"form": form, "next": safe_next(request, ""), "must": account.must_change_password}
    return render(request, "identity/password.html", context, status=422 if form.errors else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponseBase:
    """Set the second factor up: show a QR code, take a code as proof, show the recovery codes once."""
    account = _account(request)
    weak = _weak(request)
    if weak is not None:
        return weak
    secret = request.session.setdefault(_SECRET, second_factor.new_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = sign_in.enrol(account, secret, form.cleaned_data["code"], address=address_of(request))
        except Invalid as refusal:
            form.take(refusal)
        else:
            request.session.pop(_SECRET)
            old_key = request.session.session_key
            request.session.cycle_key()
            mark_second_factor(request.session, account.pk)
            request.session[sessions.MEANS] = sessions.CODE
            sessions.renewed(request, old_key)
            return _show_codes(request, codes)
    url = second_factor.enrolment_url(account, secret)
    context = {
        "form": form,
        "next": safe_next(request, ""),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "qr": segno.make(url, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        "must": account.is_official,
    }
    return render(request, "identity/enrol.html", context, status=422 if form.errors else 200)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "identity/recovery_codes.html", {"codes": codes, "next": safe_next(request, "")})


@signed_in
@never_cache
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Replace the recovery codes and show the new ones once."""
    account = _account(request)
    if not second_factor.is_enrolled(account.pk) or not second_factor_given(request, account.pk):
        return redirect("identity:account")
    return _show_codes(request, sign_in.renew_recovery_codes(account, address=address_of(request)))


@signed_in
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """Sign out everywhere else."""
    account = _account(request)
    services.end_sessions(_actor(request), account)
    _keep_this_session(request, account)
    messages.success(request, _("Đã đăng xuất khỏi mọi thiết bị khác."))
    return redirect("identity:account")


def _keep_this_session(request: HttpRequest, account: Account) -> None:
    """Keep the session at hand open after its account signed all others out; it gets a new key."""
    old_key = request.session.session_key
    update_session_auth_hash(request, account)
    request.session.save()
    sessions.renewed(request, old_key)


@signed_in
@require_POST
def end_device(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    """Sign one device out."""
    devices.end_device(_actor(request), session_id)
    messages.success(request, _("Đã đăng xuất thiết bị đó."))
    return redirect("identity:account")


@signed_in
@require_POST
def withdraw_consent(request: HttpRequest, consent_id: UUID) -> HttpResponseBase:
    """Take back one's consent to another system's receiving data."""
    provider_services.withdraw_consent(_actor(request), consent_id)
    messages.success(request, _("Đã rút lại đồng ý. Lần đăng nhập sau, phần mềm đó phải hỏi lại."))
    return redirect("identity:account")


@signed_in
@never_cache
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Show who looked at one's data, when and for what."""
    rows = queries.looks_at(_account(request).person_id, most=_LOOKS_SHOWN)
    return render(request, "identity/looks.html", {"rows": rows, "most": _LOOKS_SHOWN})
