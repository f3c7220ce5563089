"""Signing in and out: credentials, second factor, sessions. Writes the throttle's counts and the audit log."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity import second_factor, throttle
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.errors import TooManyAttempts
from tinhso.kernel.identity.models import Account, AccountKind, OpenSession, RelyingSystem
from tinhso.kernel.identity.queries import PROGRAM

IDLE_LOCK = timedelta(days=45)
"""An official's account that nobody used for so long is locked (TCVN 14423:2026)."""


def _as_actor(account: Account, address: str, *, strong: bool = False) -> Actor:
    kind = PROGRAM if account.kind == AccountKind.SYSTEM else account.kind
    return Actor(account.pk, account.person.full_name, kind, account.person_id, address=address, strong=strong)


def _nobody(address: str) -> Actor:
    return Actor(None, "", "anonymous", address=address)


def _note(actor: Actor, code: str, account: Account | None, **details: Any) -> None:
    """Record an event of signing in. A name that no account bears is not kept: it may be a mistyped password."""
    audit.record(
        actor,
        code,
        subject_kind="account",
        subject_id=account.pk if account else None,
        subject_label=account.username if account else "",
        person_id=account.person_id if account else None,
        **details,
    )


def check_credentials(name: str, password: str, *, address: str) -> Account:
    """Return the account whose name (or citizen's personal number) and password these are.

    Raises ``Invalid`` with the same words whatever was wrong, and ``TooManyAttempts``.
    """
    name = name.strip().lower()
    _charge(name, address)
    account = authenticate(None, username=name, password=password)
    if not isinstance(account, Account):
        known = Account.objects.filter(username=name).select_related("person").first()
        _note(_nobody(address), happened.SIGN_IN_FAILED, known, step="password")
        raise Invalid(
            {"username": _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím CapsLock và bộ gõ tiếng Việt.")}
        )
    throttle.forgive(name, address)
    refuse_dormant(account)
    return account


def refuse_dormant(account: Account) -> None:
    """Lock an official's account that was not used for 45 days and raise ``Invalid``."""
    if lock_if_dormant(account):
        raise Invalid(
            {
                "username": _(
                    "Tài khoản đã bị khoá vì {days} ngày không dùng. Hãy nhờ người quản trị của cơ quan mở khoá."
                ).format(days=IDLE_LOCK.days)
            }
        )


def dormant_since(account: Account) -> datetime:
    """Return when the account was used last, opened, or unlocked, whichever came last."""
    moments = (account.last_login, account.unlocked_at, account.created_at)
    return max(moment for moment in moments if moment is not None)


@transaction.atomic
def lock_if_dormant(account: Account) -> bool:
    """Lock an official's account that was not used for 45 days, and tell whether it was.

    The demonstration is left alone: nobody would be there to unlock it.
    """
    if not account.is_official or settings.DEMONSTRATION or clock.now() - dormant_since(account) <= IDLE_LOCK:
        return False
    locked = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)
    if locked.is_active:
        locked.is_active = False
        locked.session_epoch += 1
        locked.save(update_fields=["is_active", "session_epoch"])
        reason = _("{days} ngày không dùng").format(days=IDLE_LOCK.days)
        _note(SYSTEM, happened.ACCOUNT_SUSPENDED, locked, reason=reason)
    return True


def lock_dormant_accounts() -> int:
    """Lock every official's account that was not used for 45 days; return how many."""
    before = clock.now() - IDLE_LOCK
    candidates = Account.objects.filter(kind=AccountKind.OFFICIAL, is_active=True, created_at__lt=before)
    return sum(lock_if_dormant(account) for account in candidates.exclude(last_login__gte=before).iterator())


def _is_known_address(name: str, address: str) -> bool:
    """Tell whether the account was lately signed in from there, so that others' guessing does not lock it out."""
    since = clock.now() - IDLE_LOCK
    rows = OpenSession.objects.filter(account__username=name, address=address, seen_at__gte=since)
    return bool(address) and rows.exists()


def _charge(name: str, address: str) -> None:
    try:
        throttle.charge(name, address, knows=_is_known_address)
    except TooManyAttempts:
        _note(_nobody(address), happened.SIGN_IN_BLOCKED, Account.objects.filter(username=name).first())
        raise


def check_code(account: Account, code: str, *, address: str) -> None:
    """Accept a time-based or a recovery code, once; raise ``Invalid`` or ``TooManyAttempts``."""
    code = "".join(code.split())
    name = f"code {account.pk}"
    _charge(name, address)
    if second_factor.accept_code(account.pk, code):
        throttle.forgive(name, address)
        return
    with transaction.atomic():
        accepted = len(code) > 6 and second_factor.accept_recovery_code(account.pk, code)
        if accepted:
            _note(_as_actor(account, address, strong=True), happened.RECOVERY_CODE_USED, account)
    if accepted:
        throttle.forgive(name, address)
        return
    _note(_nobody(address), happened.SIGN_IN_FAILED, account, step="code")
    raise Invalid({"code": _("Mã chưa đúng hoặc đã dùng. Hãy chờ mã mới trong ứng dụng rồi nhập lại.")})


def note_passkey_refused(account: Account | None, *, address: str) -> None:
    """Record that a passkey did not open a session."""
    _note(_nobody(address), happened.SIGN_IN_FAILED, account, step="passkey")


def note_signed_in(account: Account, *, address: str, strong: bool) -> None:
    """Record that a session was opened."""
    _note(_as_actor(account, address, strong=strong), happened.SIGNED_IN, account, strong=strong)


def note_signed_out(account: Account, *, address: str) -> None:
    """Record that a session was closed by its holder."""
    _note(_as_actor(account, address), happened.SIGNED_OUT, account)


def note_passed_on(account: Account, system: RelyingSystem, *, address: str) -> None:
    """Record that somebody went on to another system."""
    _note(_as_actor(account, address), happened.PASSED_ON, account, system=system.name)


@transaction.atomic
def enrol(account: Account, secret: str, code: str, *, address: str) -> list[str]:
    """Make ``secret`` the second factor once ``code`` proves that the phone knows it; return recovery codes.

    Raises ``Invalid`` when the code does not fit.
    """
    counter = second_factor.matching_counter(secret, "".join(code.split()))
    if counter is None:
        raise Invalid({"code": _("Mã chưa đúng. Hãy kiểm tra đồng hồ của điện thoại rồi nhập mã mới nhất.")})
    codes = second_factor.enrol(account, secret, last_counter=counter)
    _note(_as_actor(account, address, strong=True), happened.SECOND_FACTOR_SET, account)
    return codes


@transaction.atomic
def renew_recovery_codes(account: Account, *, address: str) -> list[str]:
    """Replace the account's recovery codes and return the new ones."""
    codes = second_factor.renew_recovery_codes(account)
    _note(_as_actor(account, address, strong=True), happened.RECOVERY_CODES_RENEWED, account)
    return codes
