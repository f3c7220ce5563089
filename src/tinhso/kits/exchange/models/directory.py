"""The directory: who takes part, with which systems, offering what (X-Road's identifiers)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Dated, Record
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange.identifiers import Identifier


@pghistory.track()
class Participant(Dated):
    """A member: an agency or organisation that offers or asks services. ``own``: this installation speaks for it."""

    instance = models.CharField("hệ thống (X-Road instance)", max_length=100)
    member_class = models.CharField("nhóm thành viên", max_length=100)
    member_code = models.CharField("mã thành viên", max_length=100)
    name = models.CharField("tên", max_length=200)
    unit = models.ForeignKey(
        OrganizationUnit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="đơn vị", related_name="+"
    )
    contact = models.CharField("đầu mối liên hệ", max_length=200, blank=True)
    own = models.BooleanField("thành viên do hệ thống này đại diện", default=False)

    class Meta:
        verbose_name = "thành viên"
        constraints = [
            models.UniqueConstraint(fields=["instance", "member_class", "member_code"], name="exchange_member_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def identifier(self) -> Identifier:
        """The member's identifier."""
        return Identifier(self.instance, self.member_class, self.member_code)


@pghistory.track()
class Subsystem(Dated):
    """A system of a member: what asks, and what offers. ``sandbox``: invented people only."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="subsystems")
    code = models.CharField("mã phần mềm", max_length=100)
    name = models.CharField("tên", max_length=200)
    sandbox = models.BooleanField("môi trường thử nghiệm", default=False)

    class Meta:
        verbose_name = "phần mềm"
        constraints = [models.UniqueConstraint(fields=["participant", "code"], name="exchange_subsystem_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def identifier(self) -> Identifier:
        """The subsystem's identifier."""
        member = self.participant.identifier
        return Identifier(member.instance, member.member_class, member.member_code, self.code)


class SchemaKind(models.TextChoices):
    """In which language a service is described."""

    OPENAPI = "openapi", _("OpenAPI 3")
    XSD = "xsd", _("XML Schema")


@pghistory.track()
class Service(Record):
    """A service of a subsystem, under one code whatever its version."""

    subsystem = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="services")
    code = models.CharField("mã dịch vụ", max_length=100)
    name = models.CharField("tên", max_length=200)
    description = models.TextField("mô tả", blank=True)
    owner = models.ForeignKey(
        OrganizationUnit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="đơn vị chủ quản"
    )
    contact = models.CharField("đầu mối liên hệ", max_length=200, blank=True)
    legal_ground = models.CharField("căn cứ pháp lý", max_length=300, blank=True)
    personal = models.BooleanField("có dữ liệu cá nhân", default=False)
    """Bodies are never logged, and what was read is shown to the person."""
    log_bodies = models.BooleanField("ghi nội dung vào nhật ký", default=False)
    closed_at = models.DateTimeField("ngừng cung cấp lúc", null=True, blank=True)
    maintenance_from = models.DateTimeField("bảo trì từ", null=True, blank=True)
    maintenance_to = models.DateTimeField("bảo trì đến", null=True, blank=True)

    class Meta:
        verbose_name = "dịch vụ"
        constraints = [
            models.UniqueConstraint(fields=["subsystem", "code"], name="exchange_service_once"),
            models.CheckConstraint(
                condition=~models.Q(personal=True, log_bodies=True), name="exchange_no_bodies_of_personal_data"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def identifier(self) -> Identifier:
        """The service's identifier."""
        at = self.subsystem.identifier
        return Identifier(at.instance, at.member_class, at.member_code, at.subsystem, self.code)


@pghistory.track()
class ServiceVersion(Record):
    """What a service says and where it is found. ``handler`` names code of this installation, else ``address``.

    ``fields``: list of ``{"path", "label", "personal", "always"}``; ``path`` as ``dossier.applicant.name``, lists
    passed through. ``always``: given without being agreed, as an answer's own frame.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField("phiên bản", max_length=20)
    schema_kind = models.CharField("loại mô tả", max_length=8, choices=SchemaKind.choices, default=SchemaKind.OPENAPI)
    schema = models.TextField("mô tả máy đọc được", blank=True)
    fields = models.JSONField("trường dữ liệu", default=list)
    address = models.URLField("địa chỉ bên cung cấp", max_length=500, blank=True)
    handler = models.CharField("mã xử lý của hệ thống này", max_length=100, blank=True)
    methods = models.JSONField("phương thức", default=list)
    probe_path = models.CharField("đường dẫn thăm dò", max_length=300, blank=True)
    timeout_seconds = models.PositiveSmallIntegerField("thời gian chờ tối đa (giây)", default=30)
    most_bytes = models.PositiveBigIntegerField("nội dung lớn nhất (byte)", default=200 * 1024 * 1024)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    deprecated_at = models.DateTimeField("ngừng khuyến khích từ", null=True, blank=True)
    withdrawn_on = models.DateField("ngừng hẳn từ ngày", null=True, blank=True)

    class Meta:
        verbose_name = "phiên bản dịch vụ"
        constraints = [
            models.UniqueConstraint(fields=["service", "version"], name="exchange_version_once"),
            models.CheckConstraint(
                condition=~models.Q(address="", handler=""), name="exchange_version_is_found_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.version}"
