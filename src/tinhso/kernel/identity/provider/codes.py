"""Authorization codes in the database, and the rules that oauthlib asks for: codes once, consent remembered."""

import hashlib
from datetime import timedelta
from typing import Any

from allauth.core import context
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import generate_access_token, generate_refresh_token
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context
from allauth.idp.oidc.models import Token
from oauthlib.openid import Server

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import AuthorizationCode
from tinhso.kernel.identity.provider import queries
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kernel.identity.sessions import how_signed_in


def _digest(client_id: str, code: str) -> str:
    return hashlib.sha256(f"{client_id}:{code}".encode()).hexdigest()


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]
    """allauth's validator with codes that every process sees and of which none is taken twice.

    What allauth keeps of a code lies in a cache, which here would be each process's own.
    """

    def save_authorization_code(self, client_id: str, code: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        """Keep a code for a minute, with all that its token must say."""
        now = clock.now()
        AuthorizationCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
        challenge = getattr(request, "code_challenge", None)
        AuthorizationCode.objects.create(
            digest=_digest(request.client.id, code["code"]),
            client_id=request.client.id,
            account=request.user,
            expires_at=now + timedelta(seconds=app_settings.AUTHORIZATION_CODE_EXPIRES_IN),
            data={
                "code": {"nonce": getattr(request, "nonce", None)},
                "redirect_uri": request.redirect_uri,
                "scopes": list(request.scopes),
                "claims": request.claims,
                "resources": get_validator_context().requested_resources,
                "how": how_signed_in(context.request.session),
                **(
                    {"pkce": {"code_challenge": challenge, "code_challenge_method": request.code_challenge_method}}
                    if challenge
                    else {}
                ),
            },
        )

    def _lookup_authorization_code(self, request: Any, client_id: str, code: str) -> dict[str, Any] | None:
        kept = self._row(client_id, code)
        return kept.data if kept is not None and kept.used_at is None and kept.expires_at > clock.now() else None

    def _row(self, client_id: str, code: str) -> AuthorizationCode | None:
        """Return the code's row, locked until the token is given, so that of two who bring it one gets a token."""
        rows: dict[str, AuthorizationCode | None] = get_validator_context().codes
        digest = _digest(client_id, code)
        if digest not in rows:
            rows[digest] = AuthorizationCode.objects.select_for_update().filter(digest=digest).first()
        return rows[digest]

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Take a fresh code of this client; one that comes again ends what the first use opened (RFC 6749, 4.1.2)."""
        kept = self._row(client_id, code)
        if kept is None:
            return False
        if kept.used_at is not None:
            given = kept.expires_at - timedelta(seconds=app_settings.AUTHORIZATION_CODE_EXPIRES_IN)
            Token.objects.filter(client_id=client_id, user_id=kept.account_id, created_at__gte=given).delete()
            return False
        account = account_by_key(kept.account_id)
        if kept.expires_at <= clock.now() or account is None:
            return False
        data = kept.data
        request.scopes, request.user, request.claims = data["scopes"], account, data["claims"]
        get_validator_context().granted_resources = data["resources"]
        if pkce := data.get("pkce"):
            request.code_challenge = pkce["code_challenge"]
            request.code_challenge_method = pkce["code_challenge_method"]
        context.request.signed_in_how = data["how"]
        return True

    def invalidate_authorization_code(self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any) -> None:
        """Note that the code was used; the row stays a day, to know it again."""
        kept = self._row(client_id, code)
        if kept is not None:
            kept.used_at = clock.now()
            kept.save(update_fields=["used_at"])

    def validate_silent_authorization(self, request: Any) -> bool:
        """Tell whether this very system may be told without asking (allauth looks at the tokens of all systems)."""
        return queries.may_skip_consent(context.request.user, request.client.id, request.scopes)


def server(**options: Any) -> Server:
    """Return oauthlib's server with the rules of this house."""
    return Server(
        request_validator=Validator(),
        token_generator=generate_access_token,
        refresh_token_generator=generate_refresh_token,
        token_expires_in=app_settings.ACCESS_TOKEN_EXPIRES_IN,
        **options,
    )
