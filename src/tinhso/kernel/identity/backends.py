"""Signing in by name and password, for Django's ``authenticate``."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest

from tinhso.kernel.identity.models import Account, AccountKind
from tinhso.kernel.identity.queries import account_is_valid


class AccountBackend(BaseBackend):
    """Finds accounts by username, or by the personal number of a citizen; programs never sign in this way."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,  # noqa: ARG002 - Django's signature
    ) -> Account | None:
        """Return the account when name and password fit and it may be used; takes as long for unknown names."""
        name = (username or "").strip()
        if not name or password is None or "\x00" in name or "\x00" in password:
            return None
        by_number = Q(person__personal_number=name, kind=AccountKind.CITIZEN) if name.isdigit() else Q(pk=None)
        account = (
            Account.objects.select_related("person")
            .exclude(kind=AccountKind.SYSTEM)
            .filter(Q(username=name.lower()) | by_number)
            .order_by("created_at")
            .first()
        )
        if account is None:
            Account().set_password(password)
            return None
        if account.check_password(password) and account_is_valid(account):
            return account
        return None

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account of a session with its person, unless it may no longer be used."""
        try:
            key = UUID(str(user_id))
            account = Account.objects.select_related("person").get(pk=key)
        except (Account.DoesNotExist, ValueError, ValidationError):
            return None
        return account if account_is_valid(account) else None
