"""Signing in, up and out."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity import passkeys, platforms, second_factor, services, sessions, sign_in, throttle
from tinhso.kernel.identity.access import public
from tinhso.kernel.identity.errors import TooManyAttempts
from tinhso.kernel.identity.forms import CodeForm, RuledForm, SignInForm, SignUpForm
from tinhso.kernel.identity.identifiers import province_of
from tinhso.kernel.identity.models import Account, Assurance
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kernel.identity.requests import address_of, mark_second_factor, safe_next, second_factor_given

_PENDING = "pending_sign_in"
_PENDING_SECONDS = 600
_BACKEND = "tinhso.kernel.identity.backends.AccountBackend"
MOST_SIGN_UPS = 10
"""New accounts from one address in a quarter of an hour: a family, a desk that helps; not a program."""
WORKSPACE = "/viec/"


def home_of(account: Account) -> str:
    """Return where an account goes after signing in when no page was asked for."""
    return WORKSPACE if account.kind == "official" else "/"


def open_session(
    request: HttpRequest, account: Account, *, means: str = sessions.PASSWORD, level: int = Assurance.CLAIMED
) -> None:
    """Sign the account in under a new session key, so that a planted key is worth nothing."""
    strong = means in {sessions.CODE, sessions.PASSKEY}
    request.session.pop(_PENDING, None)
    sessions.close(request)
    login(request, account, backend=_BACKEND)
    if strong:
        mark_second_factor(request.session, account.pk)
    sessions.begin(request, account, means=means, level=level, address=address_of(request))
    sign_in.note_signed_in(account, address=address_of(request), strong=strong)


def go_on(request: HttpRequest, target: str) -> HttpResponseBase:
    """Lead on after a form of signing in.

    To another system it is by a page of its own: a browser asks the policy of the form that was sent about every
    address that the answer leads to.
    """
    if target.startswith(reverse("identity:oidc-authorize")):
        return render(request, "identity/provider/going_on.html", {"target": target})
    return redirect(target)


def _with_next(url_name: str, request: HttpRequest) -> str:
    target = safe_next(request, "")
    return reverse(url_name) + (f"?{urlencode({'next': target})}" if target else "")


def _show(request: HttpRequest, template: str, form: RuledForm, status: int = 200, **context: Any) -> HttpResponse:
    if form.errors:
        status = max(status, 422)
    context |= {"form": form, "next": safe_next(request, "")}
    return render(request, f"identity/{template}.html", context, status=status)


def _show_sign_in(request: HttpRequest, form: RuledForm, status: int = 200) -> HttpResponse:
    return _show(
        request,
        "sign_in",
        form,
        status,
        platform=platforms.name_of_platform(),
        ended=request.method != "POST" and sessions.take_end_note(request.session),
        passkeys_work=passkeys.work_at(request),
    )


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponseBase:
    """Ask for name and password; whoever has a second factor is asked for that next."""
    user = request.user
    if isinstance(user, Account) and request.method != "POST":
        return redirect(safe_next(request, home_of(user)))
    form = SignInForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show_sign_in(request, form)
    try:
        account = sign_in.check_credentials(
            form.cleaned_data["username"], form.cleaned_data["password"], address=address_of(request)
        )
    except Invalid as refusal:
        form.take(refusal)
        return _show_sign_in(request, form)
    except TooManyAttempts as refusal:
        form.add_error(None, refusal.message)
        return _show_sign_in(request, form, refusal.status)
    if second_factor.is_enrolled(account.pk):
        request.session.cycle_key()
        request.session[_PENDING] = {"account": str(account.pk), "at": clock.now().timestamp()}
        return redirect(_with_next("identity:challenge", request))
    open_session(request, account)
    if account.is_official:
        return redirect(_with_next("identity:enrol", request))
    return go_on(request, safe_next(request, home_of(account)))


def pending_account(request: HttpRequest) -> Account | None:
    """Return the account whose second factor is awaited: after its password, or signed in without it."""
    pending = request.session.get(_PENDING)
    if pending:
        if clock.now().timestamp() - pending["at"] <= _PENDING_SECONDS:
            return account_by_key(UUID(pending["account"]))
        request.session.pop(_PENDING)
    return request.user if isinstance(request.user, Account) else None


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: HttpRequest) -> HttpResponseBase:
    """Ask for the second factor."""
    account = pending_account(request)
    if account is None:
        return redirect(_with_next("identity:sign-in", request))
    if request.user == account and second_factor_given(request, account.pk):
        return redirect(safe_next(request, home_of(account)))
    form = CodeForm(request.POST or None)
    asked = {
        "has_passkey": passkeys.work_at(request) and bool(passkeys.passkeys_of(account.pk)),
        "has_totp": second_factor.has_totp(account.pk),
    }
    if request.method != "POST" or not form.is_valid():
        return _show(request, "challenge", form, **asked)
    try:
        sign_in.check_code(account, form.cleaned_data["code"], address=address_of(request))
    except Invalid as refusal:
        form.take(refusal)
        return _show(request, "challenge", form, **asked)
    except TooManyAttempts as refusal:
        form.add_error(None, refusal.message)
        return _show(request, "challenge", form, refusal.status, **asked)
    open_session(request, account, means=sessions.CODE)
    return go_on(request, safe_next(request, home_of(account)))


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Open a citizen's account, and sign it in."""
    form = SignUpForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, "sign_up", form)
    values = {name: form.cleaned_data[name] for name in form.fields if name != "again"}
    minutes = throttle.count("sign-up", address_of(request), most=MOST_SIGN_UPS)
    if minutes:
        form.add_error(None, TooManyAttempts(minutes).message)
        return _show(request, "sign_up", form, TooManyAttempts.status)
    try:
        account = services.create_account(**values)
    except Invalid as refusal:
        form.take(refusal)
        return _show(request, "sign_up", form)
    if not province_of(account.username):
        messages.warning(
            request,
            _("Ba số đầu của số định danh không phải mã tỉnh nào đã biết. Nếu quý vị gõ nhầm, hãy đăng ký lại."),
        )
    open_session(request, account)
    return go_on(request, safe_next(request, home_of(account)))


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session; whoever came by an identity platform is offered to leave there too."""
    if isinstance(request.user, Account):
        sign_in.note_signed_out(request.user, address=address_of(request))
    elsewhere = platforms.logout_address(request.session)
    sessions.close(request)
    logout(request)
    messages.info(request, _("Quý vị đã đăng xuất."))
    if elsewhere:
        request.session[platforms.LEAVE] = elsewhere
        return redirect("identity:platform-leave")
    return redirect("/")
