"""People, accounts, roles held at a unit, keys of programs."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.models import Dated, DateRange, Record
from tinhso.kernel.identity import delegation_models as delegation_models  # delegations have a file of their own
from tinhso.kernel.identity.models_sign_in import (
    Assurance,
    Audience,
    AuthorizationCode,
    Consent,
    IdentityLink,
    LegalEntity,
    OpenSession,
    PasswordRecord,
    RelyingSystem,
    Representation,
    RepresentationKind,
    SpentToken,
)
from tinhso.kernel.organizations.models import OrganizationUnit

__all__ = [
    "Account",
    "AccountKind",
    "AccountManager",
    "ApiKey",
    "Assurance",
    "Audience",
    "AuthorizationCode",
    "Consent",
    "IdentityLink",
    "LegalEntity",
    "OpenSession",
    "PasswordRecord",
    "Person",
    "RelyingSystem",
    "Representation",
    "RepresentationKind",
    "Role",
    "RoleAssignment",
    "Sex",
    "SignInFailure",
    "SpentToken",
]


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


@pghistory.track()
class Person(Record):
    """A natural person. The date of birth may be partial: a year, or a year and a month.

    ``personal_number`` is not unique: numbers are corrected and, rarely, issued twice; merging is the work of
    the people index.
    """

    full_name = models.CharField("họ và tên", max_length=120)
    folded = models.CharField(max_length=120, editable=False)
    personal_number = models.CharField("số định danh cá nhân", max_length=12, blank=True, db_index=True)
    birth_year = models.SmallIntegerField("năm sinh", null=True, blank=True)
    birth_month = models.SmallIntegerField("tháng sinh", null=True, blank=True)
    birth_day = models.SmallIntegerField("ngày sinh", null=True, blank=True)
    sex = models.CharField("giới tính", max_length=6, choices=Sex.choices, blank=True)
    phone = models.CharField("số điện thoại", max_length=15, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name="xã, phường")

    class Meta:
        verbose_name = "cá nhân"
        indexes = [GinIndex(fields=["folded"], name="person_folded", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.full_name


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts for Django; ``identity.services`` makes them."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username__iexact=username)


class AccountKind(models.TextChoices):
    CITIZEN = "citizen", _("Người dân, doanh nghiệp")
    OFFICIAL = "official", _("Cán bộ, công chức, viên chức")
    SYSTEM = "system", _("Hệ thống")


@pghistory.track(exclude=["last_login", "password"])
class Account(AbstractBaseUser):
    """A way into the system for one person: by password, and for officials a second factor."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    kind = models.CharField("loại", max_length=8, choices=AccountKind.choices, default=AccountKind.CITIZEN)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField("đang hoạt động", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    valid_to = models.DateField("dùng đến hết ngày", null=True, blank=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    unlocked_at = models.DateTimeField("mở khoá lúc", null=True, blank=True, editable=False)
    """When somebody let the account be used again: days without use are counted from then."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False
    is_superuser = False

    objects = AccountManager()

    class Meta:
        verbose_name = "tài khoản"

    def __str__(self) -> str:
        return self.person.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must know to stay open: it changes with the password and with the epoch.

        Raising ``session_epoch`` therefore signs every session of the account out.
        """
        salt = "tinhso.kernel.identity.Account.session"
        return salted_hmac(salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256").hexdigest()

    def get_session_auth_hash(self) -> str:
        return self._get_session_auth_hash()

    @property
    def is_official(self) -> bool:
        return self.kind == AccountKind.OFFICIAL

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Answer Django's own question with no: rights come from ``Actor`` alone."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Answer Django's own question with no: rights come from ``Actor`` alone."""
        return False


@pghistory.track()
class Role(Record):
    """A named set of permissions (``permissions`` holds their codes)."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=120)
    permissions = models.JSONField("quyền", default=list)

    class Meta:
        verbose_name = "vai trò"

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class RoleAssignment(Dated):
    """That an account holds a role at a unit, and so over the unit's subtree, for a time."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="assignments")
    position = models.CharField("chức vụ", max_length=120, blank=True)

    class Meta:
        verbose_name = "phân công vai trò"
        constraints = [
            # The same role at the same unit is held once at a time, whoever assigns it at the same moment.
            ExclusionConstraint(
                name="assignment_once_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["account", "valid_from"], name="assignment_account"),
            models.Index(fields=["unit", "valid_from"], name="assignment_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.role} – {self.unit}"


class ApiKey(Record):
    """A program's key: holds one role at one unit. Only the hash of the key is kept."""

    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    label = models.CharField("tên", max_length=120)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="api_keys")
    ends_at = models.DateTimeField("hết hạn", null=True, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    last_used_at = models.DateTimeField("dùng gần nhất", null=True, blank=True)

    class Meta:
        verbose_name = "khoá API"

    def __str__(self) -> str:
        return self.label


class SignInFailure(models.Model):
    """How often sign-in failed lately for one account name or one address; ``key`` is a keyed hash of either."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    window_began_at = models.DateTimeField()

    class Meta:
        verbose_name = "đăng nhập không thành công"

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.failures}"
