"""Going to the identity platform and coming back; linking; choosing for whom one acts."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity import businesses, platforms, sessions, throttle
from tinhso.kernel.identity.access import public, signed_in
from tinhso.kernel.identity.errors import TooManyAttempts
from tinhso.kernel.identity.forms import AuthoriseForm, ProofForm
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.openid import new_flow
from tinhso.kernel.identity.requests import address_of, own_actor_of, safe_next
from tinhso.kernel.identity.vendors import Business, Identity
from tinhso.kernel.identity.views import go_on, home_of, open_session

_ARRIVED = "platform_arrived"
_PROOF_SECONDS = 600
MOST_TRIES = 60
"""Sign-ins begun from one address in a quarter of an hour."""


@public
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponseBase:
    """Send the reader to the identity platform."""
    minutes = throttle.count("platform", address_of(request), most=MOST_TRIES)
    if minutes:
        raise TooManyAttempts(minutes)
    try:
        address = platforms.begin(request.session, new_flow(), target=safe_next(request, ""))
    except VendorFailed as failed:
        return _back_to_sign_in(request, str(failed.message))
    return HttpResponseRedirect(address)


def _back_to_sign_in(request: HttpRequest, sentence: str) -> HttpResponseBase:
    messages.error(request, sentence)
    return redirect("identity:account" if isinstance(request.user, Account) else "identity:sign-in")


@public
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponseBase:
    """Take who comes back from the platform: sign in, make the account at the first time, or ask for proof."""
    if request.GET.get("error"):
        request.session.pop(platforms.FLOW, None)
        return _back_to_sign_in(request, _("Quý vị đã dừng đăng nhập bằng tài khoản định danh điện tử."))
    try:
        arrival = platforms.arrive(
            request.session,
            state=request.GET.get("state", ""),
            code=request.GET.get("code", ""),
            address=address_of(request),
        )
        identity = arrival.identity
        own = request.user
        if isinstance(own, Account):
            if own.is_official:
                raise Forbidden(_("Tài khoản công vụ không liên kết với tài khoản định danh của người dân."))
            platforms.link_own(own, identity, arrival.platform)
            account: Account | None = own
        else:
            account = platforms.account_of(identity)
        if account is None and platforms.account_to_prove(identity) is not None:
            kept = {"identity": _plain(identity), "platform": arrival.platform, "next": arrival.target}
            request.session[_ARRIVED] = kept | {"at": clock.now().timestamp()}
            return redirect("identity:platform-link")
        account = account or platforms.open_account(identity, arrival.platform)
    except VendorFailed as failed:
        return _back_to_sign_in(request, str(failed.message))
    except Forbidden as refusal:
        return _back_to_sign_in(request, str(refusal.message))
    except Invalid as refusal:
        return _back_to_sign_in(request, " ".join(refusal.fields.values()))
    return _signed_in(request, account, identity, arrival.target)


def _plain(identity: Identity) -> dict[str, Any]:
    """Return of an identity what linking needs: the session keeps it for some minutes."""
    return {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "level": identity.level,
        "personal_number": identity.personal_number,
        "full_name": identity.full_name,
        "birth": list(identity.birth),
        "sex": identity.sex,
        "phone": identity.phone,
        "email": identity.email,
        "address": identity.address,
        "businesses": [asdict(row) for row in identity.businesses],
        "claims": identity.claims,
        "id_token": identity.id_token,
    }


def _read(kept: dict[str, Any]) -> Identity:
    rows = tuple(Business(**row) for row in kept["businesses"])
    return Identity(**(kept | {"birth": tuple(kept["birth"]), "businesses": rows}))


def _signed_in(request: HttpRequest, account: Account, identity: Identity, target: str) -> HttpResponseBase:
    """Bring what is known to what the platform says, open the session, lead on."""
    try:
        platforms.refresh(account, identity)
    except Invalid as refusal:
        return _back_to_sign_in(request, " ".join(refusal.fields.values()))
    open_session(request, account, means=sessions.PLATFORM, level=identity.level)
    request.session[platforms.ID_TOKEN] = identity.id_token
    onward = target or home_of(account)
    if businesses.represented_by(own_actor_of(request)):
        request.session[_ONWARD] = onward
        return redirect("identity:act-for")
    return go_on(request, onward)


_ONWARD = "platform_onward"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponseBase:
    """Ask for the password of the account that stands under the number, or go on with an account of one's own."""
    arrived = request.session.get(_ARRIVED)
    if not arrived or clock.now().timestamp() - arrived["at"] > _PROOF_SECONDS:
        request.session.pop(_ARRIVED, None)
        return redirect("identity:sign-in")
    identity = _read(arrived["identity"])
    form = ProofForm(request.POST if request.method == "POST" and "moi" not in request.POST else None)
    status = 200
    try:
        if request.method == "POST" and "moi" in request.POST:
            account: Account | None = platforms.open_account(identity, arrived["platform"])
        elif request.method == "POST" and form.is_valid():
            account = platforms.link_by_password(
                identity,
                arrived["platform"],
                password=form.cleaned_data["password"],
                address=address_of(request),
            )
            messages.success(request, _("Đã liên kết tài khoản. Hồ sơ đã nộp trước đây vẫn ở trong tài khoản này."))
        else:
            account = None
    except Invalid as refusal:
        form.take(refusal)
        account = None
    except TooManyAttempts as refusal:
        form.add_error(None, refusal.message)
        account, status = None, refusal.status
    if account is not None:
        request.session.pop(_ARRIVED, None)
        return _signed_in(request, account, identity, str(arrived["next"]))
    context = {"form": form, "name": identity.full_name, "platform": platforms.name_of_platform()}
    status = max(status, 422) if form.errors else status
    return render(request, "identity/platform_link.html", context, status=status)


@public
@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponseBase:
    """Say that the session here is over, and offer to end the one at the platform."""
    address = request.session.pop(platforms.LEAVE, "")
    if not address:
        return redirect("/")
    return render(
        request, "identity/platform_leave.html", {"address": address, "platform": platforms.name_of_platform()}
    )


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act_for(request: HttpRequest) -> HttpResponseBase:
    """Choose for whom one acts: for oneself or for one of the businesses that one represents."""
    actor = own_actor_of(request)
    rows = businesses.represented_by(actor)
    if request.method == "POST":
        chosen = request.POST.get("entity", "")
        acting = businesses.acting_for(actor, _key(chosen)) if chosen else None
        if chosen and acting is None:
            raise Forbidden(_("Quý vị không còn là người đại diện của doanh nghiệp này."))
        if acting is None:
            request.session.pop(sessions.BEHALF, None)
        else:
            request.session[sessions.BEHALF] = chosen
            businesses.note_acting(acting)
        onward = request.session.pop(_ONWARD, "") or safe_next(request, home_of(request.user))  # type: ignore[arg-type]
        return go_on(request, onward)
    if not rows:
        return redirect("identity:account")
    return render(
        request,
        "identity/act_for.html",
        {"rows": rows, "own_name": actor.name, "chosen": str(request.session.get(sessions.BEHALF, ""))},
    )


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def business(request: HttpRequest) -> HttpResponse:
    """Show the business for which one acts and who represents it; the legal representative authorises others."""
    actor = request.actor  # type: ignore[attr-defined]
    page = businesses.standing_page(actor)
    if page["entity"] is None:
        raise NotFound
    form = AuthoriseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            businesses.authorise(actor, **form.cleaned_data)
        except Invalid as refusal:
            form.take(refusal)
        except Conflict as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, _("Đã ủy quyền. Người được ủy quyền đăng nhập bằng tài khoản định danh mức độ 2.")
            )
            return redirect("identity:business")
    return render(request, "identity/business.html", page | {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_POST
def end_authorisation(request: HttpRequest, representation_id: UUID) -> HttpResponseBase:
    """End what was authorised."""
    businesses.end_authorisation(request.actor, representation_id)  # type: ignore[attr-defined]
    messages.success(request, _("Đã kết thúc ủy quyền."))
    return redirect("identity:business")
