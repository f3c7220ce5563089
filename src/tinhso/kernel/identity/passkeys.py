"""Passkeys (WebAuthn): a key in a telephone, a computer or a token that proves its holder by finger, face or PIN.

Kept and checked by django-allauth's MFA. The key is bound to the site's name, so a false site learns nothing; and
since the holder unlocks it, one touch is both factors.
"""

import ipaddress
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.utils import websafe_encode

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity import second_factor
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import account_is_valid

MOST = 10


def work_at(request: HttpRequest) -> bool:
    """Tell whether browsers let passkeys be used at the address that was asked: a name, by https or on this machine."""
    host = request.get_host().rsplit(":", 1)[0]
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def passkeys_of(account_id: UUID) -> list[dict[str, Any]]:
    """Return the passkeys of an account: key, name, when added, when used."""
    rows = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.WEBAUTHN).order_by("created_at")
    return [
        {"id": row.pk, "name": row.data.get("name", ""), "added": row.created_at, "used": row.last_used_at}
        for row in rows
    ]


def registration_options(account: Account) -> dict[str, Any]:
    """Return what the browser needs to make a passkey; the challenge is kept in the session. Raise ``Conflict``."""
    if len(passkeys_of(account.pk)) >= MOST:
        raise Conflict(_("Mỗi tài khoản có tối đa {most} khoá truy cập. Hãy gỡ khoá cũ trước.").format(most=MOST))
    return _plain(auth.begin_registration(account, True))  # type: ignore[no-any-return]


@transaction.atomic
def add(actor: Actor, account: Account, *, name: str, credential: str) -> list[str]:
    """Keep the passkey that the browser made; return recovery codes when the account had none. Raise ``Invalid``."""
    given = _parsed(credential)
    try:
        auth.complete_registration(given)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise Invalid({"credential": _("Không nhận được khoá truy cập. Hãy thử lại.")}) from error
    name = " ".join(name.split())[:60] or _("Khoá truy cập")
    auth.WebAuthn.add(account, name, given)
    _note(actor, happened.PASSKEY_ADDED, account, name)
    if Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).exists():
        return []
    return [str(code) for code in RecoveryCodes.activate(account).generate_codes()]


@transaction.atomic
def remove(actor: Actor, account: Account, passkey_id: int) -> None:
    """Take one passkey away; raise ``NotFound``."""
    row = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN, pk=passkey_id).first()
    if row is None:
        raise NotFound
    name = str(row.data.get("name", ""))
    row.delete()
    if not second_factor.is_enrolled(account.pk):
        second_factor.remove(account.pk)
    _note(actor, happened.PASSKEY_REMOVED, account, name)


def authentication_options() -> dict[str, Any]:
    """Return what the browser needs to offer the passkeys that it has for this site."""
    return _plain(auth.begin_authentication())  # type: ignore[no-any-return]


def authenticated(credential: str) -> Account:
    """Return whose passkey answered the session's challenge, which counts once; raise ``Invalid``."""
    refusal = Invalid({"credential": _("Khoá truy cập này không dùng được ở đây. Hãy đăng nhập bằng mật khẩu.")})
    given = _parsed(credential)
    try:
        account = auth.extract_user_from_response(given)
        found = auth.complete_authentication(account, given)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        auth.clear_state()
        raise refusal from error
    if not isinstance(account, Account) or not account_is_valid(account):
        raise refusal
    Authenticator.objects.filter(pk=found.pk).update(last_used_at=clock.now())
    return account


def _parsed(credential: str) -> dict[str, Any]:
    try:
        given = json.loads(credential)
    except ValueError:
        given = None
    if not isinstance(given, dict) or len(credential) > 20_000:
        raise Invalid({"credential": _("Không nhận được khoá truy cập. Hãy thử lại.")})
    return given


def _plain(value: Any) -> Any:
    """Return options as JSON takes them: bytes in base 64."""
    if isinstance(value, bytes):
        return websafe_encode(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple | set):
        return [_plain(inner) for inner in value]
    return value


def _note(actor: Actor, code: str, account: Account, name: str) -> None:
    audit.record(
        actor,
        code,
        subject_kind="account",
        subject_id=account.pk,
        subject_label=account.username,
        person_id=account.person_id,
        name=name,
    )
