"""What signing in keeps: links to an identity platform, open sessions, earlier passwords, businesses represented,
the other systems that sign in here, and what people consented to. ``models`` offers all of them."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Dated, DateRange, Record
from tinhso.kernel.organizations.models import OrganizationUnit

_ACCOUNT = "identity.Account"


class Assurance(models.IntegerChoices):
    """How well it is known who is signed in (mức độ định danh điện tử)."""

    CLAIMED = 0, _("chưa định danh: thông tin do người dùng tự khai")
    LEVEL_1 = 1, _("định danh điện tử mức độ 1")
    LEVEL_2 = 2, _("định danh điện tử mức độ 2")


@pghistory.track(exclude=["last_used_at"])
class IdentityLink(Record):
    """That an account belongs to a subject of an identity platform, proven by signing in there.

    ``claims`` is what the platform said last, at ``verified_at``: the source of the applicant's data.
    """

    account = models.ForeignKey(_ACCOUNT, on_delete=models.PROTECT, related_name="identity_links")
    platform = models.CharField("nền tảng định danh", max_length=60)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    level = models.PositiveSmallIntegerField("mức độ định danh", choices=Assurance.choices)
    claims = models.JSONField("dữ liệu nhận được", default=dict)
    verified_at = models.DateTimeField("nhận lúc")
    last_used_at = models.DateTimeField("dùng gần nhất")

    class Meta:
        verbose_name = "liên kết định danh điện tử"
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_link_once")]

    def __str__(self) -> str:
        return f"{self.platform}: {self.account_id}"


class SpentToken(models.Model):
    """The hash of a token that was accepted once, until it would have expired anyway: it is not accepted again."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "mã đã dùng"

    def __str__(self) -> str:
        return self.digest[:8]


class OpenSession(Record):
    """A session that is or was open, as its holder sees it in the list of devices."""

    account = models.ForeignKey(_ACCOUNT, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    seen_at = models.DateTimeField("hoạt động gần nhất")
    address = models.CharField("địa chỉ mạng", max_length=45, blank=True)
    agent = models.CharField("trình duyệt", max_length=250, blank=True)
    means = models.CharField("cách đăng nhập", max_length=20)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phiên đăng nhập"
        indexes = [models.Index(fields=["account", "-seen_at"], name="open_session_account")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.agent[:30]}"


class PasswordRecord(Record):
    """The hash of a password that an account had: the last ten are not taken again."""

    account = models.ForeignKey(_ACCOUNT, on_delete=models.CASCADE, related_name="earlier_passwords")
    password = models.CharField(max_length=128)

    class Meta:
        verbose_name = "mật khẩu đã dùng"
        indexes = [models.Index(fields=["account", "-created_at"], name="password_record_account")]

    def __str__(self) -> str:
        return str(self.account_id)


@pghistory.track()
class LegalEntity(Record):
    """A business or organisation that applies through its representatives.

    ``account`` is what its drafts and dossiers belong to; nobody signs in with it: representatives act through it.
    """

    tax_code = models.CharField("mã số thuế", max_length=14, unique=True)
    name = models.CharField("tên", max_length=120)
    account = models.OneToOneField(_ACCOUNT, on_delete=models.PROTECT, related_name="entity")
    source = models.CharField("nguồn dữ liệu", max_length=120)

    class Meta:
        verbose_name = "doanh nghiệp, tổ chức"

    def __str__(self) -> str:
        return self.name


class RepresentationKind(models.TextChoices):
    LEGAL = "legal", _("người đại diện theo pháp luật")
    AUTHORISED = "authorised", _("người được ủy quyền")


@pghistory.track()
class Representation(Dated):
    """That the person with a personal number may act for a business, for a time."""

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="representations")
    personal_number = models.CharField("số định danh cá nhân", max_length=12, db_index=True)
    full_name = models.CharField("họ và tên", max_length=120)
    kind = models.CharField("tư cách", max_length=10, choices=RepresentationKind.choices)
    source = models.CharField("nguồn dữ liệu", max_length=120)
    given_by = models.ForeignKey(_ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "người đại diện"
        constraints = [
            ExclusionConstraint(
                name="representation_once_at_a_time",
                expressions=[
                    ("entity", RangeOperators.EQUAL),
                    ("personal_number", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.full_name} – {self.entity_id}"


class Audience(models.TextChoices):
    """Whose accounts another system takes."""

    OFFICIALS = "officials", _("cán bộ, công chức, viên chức")
    CITIZENS = "citizens", _("người dân, doanh nghiệp")
    BOTH = "both", _("cả hai")


@pghistory.track()
class RelyingSystem(Record):
    """Another system that signs people in through this platform; its protocol settings are the OpenID client's.

    ``client_id`` names the client, which is erased when the system is ended; this record stays.
    """

    client_id = models.CharField("mã phần mềm (client_id)", max_length=100, unique=True)
    name = models.CharField("tên", max_length=100)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField("dành cho", max_length=10, choices=Audience.choices)
    trusted = models.BooleanField("không cần hỏi đồng ý", default=False)
    """A system of the province itself: people are not asked before their data goes there."""
    registered_by = models.ForeignKey(_ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("ngừng lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phần mềm đăng nhập một lần"

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Consent(Record):
    """That somebody agreed to a system's receiving data about him; withdrawn, never erased."""

    account = models.ForeignKey(_ACCOUNT, on_delete=models.PROTECT, related_name="consents")
    system = models.ForeignKey(RelyingSystem, on_delete=models.PROTECT, related_name="consents")
    scopes = models.JSONField("phạm vi", default=list)
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đồng ý chia sẻ"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "system"], condition=models.Q(withdrawn_at__isnull=True), name="consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.system_id}"


class AuthorizationCode(models.Model):
    """An authorization code given to a system: taken once, within a minute, in whichever process it comes back to."""

    digest = models.CharField(max_length=64, primary_key=True)
    client_id = models.CharField(max_length=100)
    account = models.ForeignKey(_ACCOUNT, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã cấp quyền"

    def __str__(self) -> str:
        return self.digest[:8]
