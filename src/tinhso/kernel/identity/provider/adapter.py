"""Tells django-allauth's provider what is ours: issuer, keys, claims, who is a subject."""

from collections.abc import Iterable
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.models import PrivateKey
from django.conf import settings
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError

from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.provider.claims import claims_of
from tinhso.kernel.identity.provider.keys import private_keys
from tinhso.kernel.identity.queries import account_by_subject, account_is_valid


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """The provider of this installation."""

    def get_issuer(self) -> str:
        """Return the address that the province has given its site, whatever host a request names."""
        return str(settings.BASE_URL)

    def list_private_keys(self, *, did_activate: Any = None, is_active: Any = None) -> list[PrivateKey]:
        """Return the keys in the data folder."""
        kept: list[PrivateKey] = filter_keys(private_keys(), did_activate=did_activate, is_active=is_active)
        return kept

    def get_user_sub(self, client: Any, user: Any) -> str:
        """Return the account's key: the same for every system, so that they can speak about the same person."""
        return str(user.pk)

    def get_user_by_sub(self, client: Any, sub: str) -> Account | None:
        """Return the account, unless it may no longer be used."""
        return account_by_subject(sub)

    def get_claims(
        self, purpose: Any, user: Any, client: Any, scopes: Iterable[str], email: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Return what the scopes open about an account that may be used; a refresh for another one is refused."""
        if not account_is_valid(user):
            raise InvalidGrantError(description="The account may no longer be used.")
        return {"sub": self.get_user_sub(client, user), **claims_of(user, scopes)}

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Iterable[str], **kwargs: Any) -> None:
        """Add how and when the person signed in, as it was when the code was given."""
        id_token.update(getattr(self.request, "signed_in_how", {}))
