"""The provider's addresses: discovery, keys, authorization with consent, tokens, user information, signing out."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.core.internal import jwkkit
from allauth.core.internal.httpkit import add_query_params
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.forms import RPInitiatedLogoutForm
from allauth.idp.oidc.internal.oauthlib.utils import (
    convert_response,
    extract_params,
    get_validator_context,
    respond_json_error,
)
from allauth.idp.oidc.internal.resources import get_resources
from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oauthlib.oauth2.rfc6749.errors import FatalClientError, InvalidRequestError, OAuth2Error

from tinhso.kernel.identity import sessions, sign_in
from tinhso.kernel.identity.access import public, way_in
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.provider import queries, services
from tinhso.kernel.identity.provider.claims import SCOPES
from tinhso.kernel.identity.provider.codes import server
from tinhso.kernel.identity.requests import address_of, own_actor_of

_SALT = "tinhso.identity.provider.consent"
_CONSENT_SECONDS = 1800


def _address(name: str) -> str:
    return f"{settings.BASE_URL}{reverse(f'identity:{name}')}"


def _response(headers: dict[str, str], body: Any, status: int) -> HttpResponse:
    answer: HttpResponse = convert_response(headers, body, status)
    return answer


class _Away(HttpResponse):
    """A redirect to another system's registered address, which may have a scheme of its own."""

    status_code = HTTPStatus.FOUND

    def __init__(self, address: str) -> None:
        super().__init__()
        self["Location"] = address


def _refused(request: HttpRequest, sentence: str, status: int = 400) -> HttpResponse:
    return render(request, "identity/provider/refused.html", {"sentence": sentence}, status=status)


@public
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """Describe the provider (OpenID Connect Discovery)."""
    answer = JsonResponse(
        {
            "issuer": get_adapter().get_issuer(),
            "authorization_endpoint": _address("oidc-authorize"),
            "token_endpoint": _address("oidc-token"),
            "userinfo_endpoint": _address("oidc-userinfo"),
            "jwks_uri": _address("oidc-jwks"),
            "revocation_endpoint": _address("oidc-revoke"),
            "end_session_endpoint": _address("oidc-logout"),
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": list(app_settings.AUTH_METHODS),
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": [f"urn:tinhso:assurance:{level}" for level in (0, 1, 2)],
            "ui_locales_supported": ["vi", "en"],
        }
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Give the public keys that ID tokens are signed with."""
    adapter = get_adapter()
    found = [jwkkit.load_jwk_from_pem(key.pem)[0] for key in adapter.list_private_keys(is_active=True)]
    answer = JsonResponse({"keys": [{**key, "use": "sig", "alg": "RS256"} for key in found]})
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "max-age=600, must-revalidate"
    return answer


@public
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Let a system have somebody signed in: find out who, ask whether he agrees, give a code."""
    if request.method == "POST":
        if "request" in request.POST:
            return _answered(request)
        return redirect(f"{reverse('identity:oidc-authorize')}?{request.POST.urlencode()}")
    try:
        scopes, asked = server().validate_authorization_request(*extract_params(request))
        asked["resources"] = get_resources(request)
        client = asked["request"].client
        if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError(description="Only the S256 code challenge is taken.", request=asked["request"])
        if "none" in (asked.get("prompt") or ()):
            return _response(*server().create_authorization_response(*extract_params(request), scopes=scopes))
    except (FatalClientError, ValidationError):
        return _refused(
            request,
            _(
                "Yêu cầu đăng nhập từ phần mềm kia chưa đúng: phần mềm chưa đăng ký, đã ngừng, hoặc địa chỉ quay về "
                "khác địa chỉ đã đăng ký. Hãy báo cho đơn vị quản lý phần mềm đó."
            ),
        )
    except OAuth2Error as error:
        return _Away(error.in_uri(error.redirect_uri))
    first = _sign_in_first(request, asked)
    if first is not None:
        return first
    system = queries.system_of(client.id)
    account = request.user
    if system is None or not isinstance(account, Account) or not queries.admits(system, account):
        return _refused(
            request,
            _("Phần mềm này không dành cho loại tài khoản của quý vị. Hãy đăng nhập bằng tài khoản khác."),
            HTTPStatus.FORBIDDEN,
        )
    asked.pop("request")
    asked = {name: list(value) if isinstance(value, set) else value for name, value in asked.items()}
    if "consent" not in (asked.get("prompt") or ()) and queries.may_skip_consent(account, client.id, scopes):
        return _granted(request, scopes, asked)
    kept = signing.dumps({"account": str(account.pk), "scopes": scopes, "asked": asked}, salt=_SALT)
    context = {
        "system": system,
        "scopes": [SCOPES[scope] for scope in SCOPES if scope in scopes],
        "request_kept": kept,
        "person": account.person,
    }
    answer = render(request, "identity/provider/consent.html", context)
    parts = urlsplit(asked["redirect_uri"])
    # The answer to the form leads on to the system: browsers ask the policy of forms about that too.
    answer._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return answer


def _sign_in_first(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase | None:
    """Return the page to pass before: signing in, anew when the system wants that, with the second factor."""
    prompts = set(request.GET.get("prompt", "").split())
    stale = asked.get("max_age")
    too_old = bool(stale) and str(stale).isdigit() and sessions.age(request).total_seconds() > int(str(stale))
    if isinstance(request.user, Account) and ("login" in prompts or too_old):
        logout(request)
    if isinstance(request.user, Account):
        return way_in(request)
    query = request.GET.copy()
    if "login" in prompts:
        query["prompt"] = " ".join(sorted(prompts - {"login"}))
        if not query["prompt"]:
            query.pop("prompt")
    target = f"{request.path}?{query.urlencode()}"
    return redirect(f"{reverse('identity:sign-in')}?{urlencode({'next': target})}")


def _answered(request: HttpRequest) -> HttpResponseBase:
    """Take the answer to the question whether the person agrees; only from the page that this person was shown."""
    refusal = _forged(request, authorize)
    if refusal is not None:
        return refusal
    account = request.user
    try:
        kept = signing.loads(request.POST["request"], salt=_SALT, max_age=_CONSENT_SECONDS)
    except signing.BadSignature:
        kept = {}
    if not isinstance(account, Account) or kept.get("account") != str(account.pk):
        return _refused(request, _("Trang này đã cũ. Hãy quay lại phần mềm kia và đăng nhập lại."))
    scopes, asked = kept["scopes"], kept["asked"]
    if way_in(request) is not None:
        return _refused(request, _("Quý vị cần xác thực hai lớp trước. Hãy quay lại phần mềm kia và đăng nhập lại."))
    if request.POST.get("action") != "grant":
        told = {"error": "access_denied"} | ({"state": asked["state"]} if asked.get("state") else {})
        return _Away(add_query_params(asked["redirect_uri"], told))
    services.give_consent(own_actor_of(request), asked["client_id"], scopes)
    return _granted(request, scopes, asked)


def _forged(request: HttpRequest, view: Any) -> HttpResponseBase | None:
    """Return the refusal of a form that another site sent."""
    refusal: HttpResponseBase | None = CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(
        request, view, (), {}
    )
    return refusal


def _granted(request: HttpRequest, scopes: list[str], asked: dict[str, Any]) -> HttpResponse:
    """Give the code, and note that this person went on to that system."""
    get_validator_context().requested_resources = asked.get("resources")
    credentials = {"user": request.user, **{name: value for name, value in asked.items() if name != "resources"}}
    try:
        answer = server().create_authorization_response(
            *extract_params(request), scopes=scopes, credentials=credentials
        )
    except FatalClientError:
        return _refused(request, _("Yêu cầu đăng nhập từ phần mềm kia không còn đúng. Hãy thử lại từ đầu."))
    system = queries.system_of(asked["client_id"])
    if system is not None and isinstance(request.user, Account):
        sign_in.note_passed_on(request.user, system, address=address_of(request))
    return _response(*answer)


@public
@never_cache
@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give tokens for a code or a refresh token; all or nothing, and each only once."""
    try:
        with transaction.atomic():
            get_validator_context().requested_resources = get_resources(request)
            answer = _response(*server().create_token_response(*extract_params(request)))
    except ValidationError:
        answer = JsonResponse({"error": "invalid_target"}, status=400)
    except OAuth2Error as error:
        answer = JsonResponse(dict(error.twotuples), status=error.status_code)
    answer["Cache-Control"], answer["Pragma"] = "no-store", "no-cache"
    return answer


@public
@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def user_info(request: HttpRequest) -> HttpResponse:
    """Tell the bearer of an access token what its scopes open."""
    try:
        return _response(*server().create_userinfo_response(*extract_params(request)))
    except OAuth2Error as error:
        refused: HttpResponse = respond_json_error(request, error)
        return refused


@public
@never_cache
@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Take back a token (RFC 7009)."""
    return _response(*server().create_revocation_response(*extract_params(request)))


@public
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: HttpRequest) -> HttpResponseBase:
    """Sign out here at a system's wish (RP-initiated logout); who it is not sure about is asked first."""
    form = RPInitiatedLogoutForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _refused(request, _("Địa chỉ quay về sau khi đăng xuất chưa được đăng ký cho phần mềm kia."))
    hint, client = form.cleaned_data["id_token_hint"], form.cleaned_data["client"]
    account = request.user
    if isinstance(account, Account):
        sure = bool(hint and client and hint.get("sub") == str(account.pk))
        if not sure:
            if request.method != "POST" or "action" not in request.POST:
                fields = [field for field in form if field.name != "action"]
                return render(request, "identity/provider/logout.html", {"fields": fields, "client": client})
            refusal = _forged(request, end_session)
            if refusal is not None:
                return refusal
        if sure or request.POST.get("action") == "leave":
            if client is not None:
                services.end_tokens(account.pk, client.pk)
            sign_in.note_signed_out(account, address=address_of(request))
            sessions.close(request)
            logout(request)
    target = form.cleaned_data["post_logout_redirect_uri"]
    if not target:
        return redirect("/")
    state = form.cleaned_data["state"]
    return _Away(add_query_params(target, {"state": state}) if state else target)
