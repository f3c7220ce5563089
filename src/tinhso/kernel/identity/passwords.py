"""What a password must be like (QCVN 12:2026/BCA, TCVN 14423): checked by Django's password validation; and that
the last ten are not taken again (TCVN 14423:2026)."""

import re
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.models import Account, AccountKind, PasswordRecord

REMEMBERED = 10
"""How many passwords, the present one among them, are not taken again."""


def was_used(account: Account, password: str) -> bool:
    """Tell whether the password is the present one or one of those before it."""
    earlier = PasswordRecord.objects.filter(account_id=account.pk).order_by("-created_at")
    hashes = [account.password, *earlier.values_list("password", flat=True)[: REMEMBERED - 1]]
    return any(check_password(password, kept) for kept in hashes if kept)


def keep(account: Account) -> None:
    """Remember the present password before it is replaced; what is older than the last ten is forgotten."""
    if not account.password or not account.has_usable_password():
        return
    PasswordRecord.objects.create(account=account, password=account.password)
    stale = PasswordRecord.objects.filter(account_id=account.pk).order_by("-created_at").values("pk")[REMEMBERED:]
    PasswordRecord.objects.filter(pk__in=list(stale.values_list("pk", flat=True))).delete()


def _lacks(password: str) -> list[str]:
    present = {
        _("chữ thường"): any(char.islower() for char in password),
        _("chữ hoa"): any(char.isupper() for char in password),
        _("chữ số"): any(char.isdigit() for char in password),
        _("ký tự đặc biệt"): any(not char.isalnum() and not char.isspace() for char in password),
    }
    return [name for name, there in present.items() if not there]


class OfficialPasswordValidator:
    """An official's password has lower and upper case letters, digits and special characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ``ValidationError`` naming what is missing; citizens' passwords are not held to this."""
        if not isinstance(user, Account) or user.kind != AccountKind.OFFICIAL:
            return
        missing = _lacks(password)
        if missing:
            raise ValidationError(
                _("Mật khẩu công vụ còn thiếu: {missing}. Hãy thêm vào rồi thử lại.").format(
                    missing=", ".join(missing)
                ),
                code="password_lacks",
            )

    def get_help_text(self) -> str:
        return _("Mật khẩu công vụ có ít nhất 8 ký tự, gồm chữ thường, chữ hoa, chữ số và ký tự đặc biệt.")


class OwnNameValidator:
    """A password is not the holder's own user name, personal number, phone or name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ``ValidationError`` when the password is made of what everybody knows of its holder."""
        if not isinstance(user, Account):
            return
        known = {user.username, user.person.personal_number, user.person.phone, user.person.full_name}
        plain = re.sub(r"\W", "", fold(password))
        for word in known:
            public = re.sub(r"\W", "", fold(word))
            if len(public) >= 4 and public in plain and len(plain) - len(public) < 4:
                raise ValidationError(
                    _("Mật khẩu quá giống tên đăng nhập, số định danh hoặc họ tên. Hãy chọn mật khẩu khác."),
                    code="password_like_name",
                )

    def get_help_text(self) -> str:
        return _("Mật khẩu không được giống tên đăng nhập, số định danh hoặc họ tên.")
