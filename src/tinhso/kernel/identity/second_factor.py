"""The second factor: time-based codes (RFC 6238) and recovery codes, kept by django-allauth's MFA."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from tinhso.kernel.foundation import clock, secrecy
from tinhso.kernel.identity.models import Account

_PURPOSE = "identity.second-factor"
_TOLERANCE = 1
"""Codes of the period before and after are taken too: phones' clocks differ."""
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Lets allauth keep its secrets encrypted with a key made from the installation's own."""

    def encrypt(self, text: str) -> str:
        return secrecy.seal(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return secrecy.unseal(encrypted_text, _PURPOSE)

    def get_totp_issuer(self) -> str:
        return str(app_settings.TOTP_ISSUER)

    def _get_site_name(self) -> str:
        return str(app_settings.TOTP_ISSUER)


def new_secret() -> str:
    """Return a new random secret in base 32."""
    return str(generate_totp_secret())


def enrolment_url(account: Account, secret: str) -> str:
    """Return the ``otpauth:`` address that a QR code carries to the phone."""
    return str(Adapter().build_totp_url(account, secret))


def is_enrolled(account_id: UUID) -> bool:
    """Tell whether the account has a second factor."""
    return bool(Authenticator.objects.filter(user_id=account_id, type__in=_FACTORS).exists())


def has_totp(account_id: UUID) -> bool:
    """Tell whether the account's second factor may be a code of a telephone."""
    return bool(Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists())


def enrolled_accounts(among: Iterable[UUID] | None = None) -> Any:
    """Return the keys of the accounts that have a second factor, of all or of those given."""
    rows = Authenticator.objects.filter(type__in=_FACTORS)
    if among is not None:
        rows = rows.filter(user_id__in=list(among))
    return rows.values_list("user_id", flat=True).distinct()


def current_counter() -> int:
    """Return the number of the present period of time-based codes."""
    return int(clock.now().timestamp()) // int(app_settings.TOTP_PERIOD)


def code_at(secret: str, counter: int) -> str:
    """Return the code of a secret in the period ``counter``."""
    return str(format_hotp_value(hotp_value(secret, counter)))


def matching_counter(secret: str, code: str) -> int | None:
    """Return the period whose code this is, among those near the present, or none."""
    counter = current_counter()
    found = None
    for candidate in range(counter - _TOLERANCE, counter + _TOLERANCE + 1):
        if compare_user_code(actual=code, expected=code_at(secret, candidate)):
            found = candidate
    return found


@transaction.atomic
def enrol(account: Account, secret: str, *, last_counter: int = -1) -> list[str]:
    """Make ``secret`` the account's second factor, replacing one it had; return new recovery codes.

    ``last_counter`` is the period of the last code that was already shown, which is not taken again.
    """
    Authenticator.objects.filter(user_id=account.pk).exclude(type=Authenticator.Type.WEBAUTHN).delete()
    Authenticator.objects.create(
        user_id=account.pk,
        type=Authenticator.Type.TOTP,
        data={"secret": encrypt(secret), "last_counter": last_counter},
    )
    return [str(code) for code in RecoveryCodes.activate(account).generate_codes()]


@transaction.atomic
def renew_recovery_codes(account: Account) -> list[str]:
    """Replace the account's recovery codes and return the new ones."""
    Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    return [str(code) for code in RecoveryCodes.activate(account).generate_codes()]


@transaction.atomic
def accept_code(account_id: UUID, code: str) -> bool:
    """Tell whether ``code`` is right, and use it up: no code, and no earlier one, is taken twice.

    The row is locked, so that of two who show the same code at once only one is let in, in whichever process.
    """
    row = Authenticator.objects.select_for_update().filter(user_id=account_id, type=Authenticator.Type.TOTP).first()
    if row is None:
        return False
    counter = matching_counter(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("last_counter", -1):
        return False
    row.data["last_counter"] = counter
    row.last_used_at = clock.now()
    row.save(update_fields=["data", "last_used_at"])
    return True


def accept_recovery_code(account_id: UUID, code: str) -> bool:
    """Tell whether ``code`` is an unused recovery code, and use it up."""
    row = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.RECOVERY_CODES).first()
    return row is not None and bool(RecoveryCodes(row).validate_code(code))


def recovery_codes_left(account_id: UUID) -> int:
    """Return how many recovery codes are unused."""
    row: Any = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row is not None else 0


def remove(account_id: UUID) -> None:
    """Take the account's second factors, passkeys among them, and recovery codes away."""
    Authenticator.objects.filter(user_id=account_id).delete()
