"""Signing in, up and out."""

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
from tinhso.kernel.identity import second_factor, services, sign_in
from tinhso.kernel.identity.access import public
from tinhso.kernel.identity.errors import TooManyAttempts
from tinhso.kernel.identity.forms import CodeForm, RuledForm, SignInForm, SignUpForm
from tinhso.kernel.identity.identifiers import province_of
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kernel.identity.requests import address_of, mark_second_factor, safe_next, second_factor_given

_PENDING = "pending_sign_in"
_PENDING_SECONDS = 600
_BACKEND = "tinhso.kernel.identity.backends.AccountBackend"
WORKSPACE = "/viec/"


def home_of(account: Account) -> str:
    """Return where an account goes after signing in when no page was asked for."""
    return WORKSPACE if account.kind == "official" else "/"


def open_session(request: HttpRequest, account: Account, *, strong: bool) -> None:
    """Sign the account in under a new session key, so that a planted key is worth nothing."""
    request.session.pop(_PENDING, None)
    login(request, account, backend=_BACKEND)
    if strong:
        mark_second_factor(request.session, account.pk)
    sign_in.note_signed_in(account, address=address_of(request), strong=strong)


def _with_next(url_name: str, request: HttpRequest) -> str:
    target = safe_next(request, "")
    return reverse(url_name) + (f"?{urlencode({'next': target})}" if target else "")


def _show(request: HttpRequest, template: str, form: RuledForm, status: int = 200) -> HttpResponse:
    if form.errors:
        status = max(status, 422)
    return render(request, f"identity/{template}.html", {"form": form, "next": safe_next(request, "")}, status=status)


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
        return _show(request, "sign_in", form)
    try:
        account = sign_in.check_credentials(
            form.cleaned_data["username"], form.cleaned_data["password"], address=address_of(request)
        )
    except Invalid as refusal:
        form.take(refusal)
        return _show(request, "sign_in", form)
    except TooManyAttempts as refusal:
        form.add_error(None, refusal.message)
        return _show(request, "sign_in", form, refusal.status)
    if second_factor.is_enrolled(account.pk):
        request.session.cycle_key()
        request.session[_PENDING] = {"account": str(account.pk), "at": clock.now().timestamp()}
        return redirect(_with_next("identity:challenge", request))
    open_session(request, account, strong=False)
    if account.is_official:
        return redirect(_with_next("identity:enrol", request))
    return redirect(safe_next(request, home_of(account)))


def _pending(request: HttpRequest) -> Account | None:
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
    account = _pending(request)
    if account is None:
        return redirect(_with_next("identity:sign-in", request))
    if request.user == account and second_factor_given(request, account.pk):
        return redirect(safe_next(request, home_of(account)))
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, "challenge", form)
    try:
        sign_in.check_code(account, form.cleaned_data["code"], address=address_of(request))
    except Invalid as refusal:
        form.take(refusal)
        return _show(request, "challenge", form)
    except TooManyAttempts as refusal:
        form.add_error(None, refusal.message)
        return _show(request, "challenge", form, refusal.status)
    open_session(request, account, strong=True)
    return redirect(safe_next(request, home_of(account)))


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
    open_session(request, account, strong=False)
    return redirect(safe_next(request, home_of(account)))


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session."""
    if isinstance(request.user, Account):
        sign_in.note_signed_out(request.user, address=address_of(request))
    logout(request)
    messages.info(request, _("Quý vị đã đăng xuất."))
    return redirect("/")
