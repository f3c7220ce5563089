"""The index of legal entities: businesses, cooperatives, household businesses, agencies, associations."""

from collections.abc import Mapping
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.government.masterdata import checks
from tinhso.government.masterdata.fields import ResidenceField
from tinhso.government.masterdata.models.people import Person
from tinhso.kernel.identity.models import LegalEntity as AccountEntity
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.fields import NameField, PhoneField
from tinhso.kits.registers.models import Register


class EntityKind(models.TextChoices):
    """Kinds of legal entities and of those who trade without being one."""

    COMPANY = "company", _("Doanh nghiệp")
    COOPERATIVE = "coop", _("Hợp tác xã, liên hiệp hợp tác xã")
    HOUSEHOLD_BUSINESS = "household", _("Hộ kinh doanh")
    AGENCY = "agency", _("Cơ quan nhà nước")
    PUBLIC_UNIT = "public", _("Đơn vị sự nghiệp")
    ASSOCIATION = "assoc", _("Tổ chức chính trị - xã hội, hội")
    OTHER = "other", _("Tổ chức khác")


class LegalEntity(Register):
    """An organisation as the whole house refers to one; ``identity.LegalEntity`` is that of an account.

    ``tax_code`` has ten digits with a check digit, or thirteen for a dependent unit of ``parent``; a business's
    registration number is its tax code. ``unit_identifier`` is that of QĐ 20/2020/QĐ-TTg for state bodies.
    """

    name = NameField(_("tên đầy đủ"), max_length=250)
    short_name = models.CharField(_("tên viết tắt, tên nước ngoài"), max_length=250, blank=True)
    kind = models.CharField(_("loại"), max_length=9, choices=EntityKind.choices)
    tax_code = models.CharField(_("mã số thuế, mã số doanh nghiệp"), max_length=14, blank=True)
    unit_identifier = models.CharField(_("mã định danh điện tử"), max_length=35, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="branches",
        verbose_name=_("đơn vị chủ quản"),
    )  # fmt: skip
    representative = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("người đại diện theo pháp luật"),
    )  # fmt: skip
    area = ResidenceField(verbose_name=_("xã, phường"), null=True, blank=True)
    address = models.CharField(_("địa chỉ trụ sở"), max_length=250, blank=True)
    phone = PhoneField(_("điện thoại"), blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    established_on = models.DateField(_("ngày thành lập"), null=True, blank=True)
    account_entity = models.OneToOneField(
        AccountEntity, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="indexed",
        verbose_name=_("tổ chức có tài khoản"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("tổ chức, doanh nghiệp")
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"], name="masterdata_entity_tax_once",
                condition=Q(status="in_force") & ~Q(tax_code=""),
                violation_error_message=_("Đã có tổ chức đang hiệu lực mang mã số thuế này."),
            ),
            models.UniqueConstraint(
                fields=["unit_identifier"], name="masterdata_entity_id_once",
                condition=Q(status="in_force") & ~Q(unit_identifier=""),
                violation_error_message=_("Đã có tổ chức đang hiệu lực mang mã định danh này."),
            ),
        ]  # fmt: skip

    class Registry:
        code = "masterdata.entity"
        title = _("Tổ chức, doanh nghiệp")
        icon = "building"
        columns = "name kind tax_code area status"
        filters = "kind area status"
        find_by = "name short_name tax_code unit_identifier area"
        keys = "tax_code, unit_identifier"
        alike = "name area"
        menu_order = 415
        panels = (
            Panel(_("Tổ chức"), "name short_name kind established_on parent"),
            Panel(_("Mã số"), "tax_code unit_identifier"),
            Panel(_("Trụ sở và liên hệ"), "representative area address phone email unit"),
        )

    def __str__(self) -> str:
        return self.name

    def check_row(self) -> Mapping[str, str]:
        """Return what is wrong with the codes, and between branch and parent."""
        return checks.entity(self)

    def person_key(self) -> UUID | None:
        """Return whose data are looked at: the representative's."""
        return self.representative.person_key() if self.representative else None
