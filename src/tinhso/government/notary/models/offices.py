"""Who practises: offices and notaries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.government.notary.words import OfficeKind
from tinhso.kits.registers.definition import Open, Panel
from tinhso.kits.registers.fields import AreaField, NameField, PersonalNumberField, PhoneField
from tinhso.kits.registers.models import Register


class Office(Register):
    """Tổ chức hành nghề công chứng: a state or a private office. Its acts are records of its ``unit``."""

    name = NameField(_("tên tổ chức"))
    kind = models.CharField(_("loại hình"), max_length=8, choices=OfficeKind.choices)
    licence_number = models.CharField(_("số giấy đăng ký hoạt động"), max_length=50, blank=True)
    licensed_on = models.DateField(_("ngày đăng ký hoạt động"), null=True, blank=True)
    address = models.CharField(_("trụ sở"), max_length=250)
    area = AreaField(verbose_name=_("xã, phường"), null=True, blank=True)
    phone = PhoneField(_("điện thoại"), blank=True)
    head = NameField(_("trưởng phòng, trưởng văn phòng"), blank=True)

    class Meta:
        verbose_name = _("tổ chức hành nghề công chứng")

    class Registry:
        code = "notary.office"
        title = _("Tổ chức hành nghề công chứng")
        icon = "building"
        columns = "name kind address area phone status"
        filters = "kind area status unit"
        find_by = "name address head"
        panels = (
            Panel(_("Tổ chức"), "name kind head licence_number licensed_on"),
            Panel(_("Liên hệ"), "address area phone"),
            Panel(_("Quản lý nhà nước"), "unit"),
        )
        alike = "name area"
        publish = Open("name kind address area phone head")
        menu_order = 452


class Notary(Register):
    """Công chứng viên: a person who may notarise, at one office."""

    name = NameField(_("họ và tên"))
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="notaries", verbose_name=_("nơi hành nghề")
    )
    card_number = models.CharField(_("số thẻ công chứng viên"), max_length=30, unique=True)
    carded_on = models.DateField(_("ngày cấp thẻ"), null=True, blank=True)
    decision = models.CharField(_("quyết định bổ nhiệm"), max_length=120, blank=True)
    personal_number = PersonalNumberField(_("số định danh cá nhân"), blank=True)

    class Meta:
        verbose_name = _("công chứng viên")

    class Registry:
        code = "notary.notary"
        title = _("Công chứng viên")
        icon = "certificate"
        columns = "name office card_number carded_on status"
        filters = "office status unit"
        find_by = "name card_number personal_number"
        panels = (
            Panel(_("Công chứng viên"), "name office card_number carded_on decision personal_number"),
            Panel(_("Quản lý nhà nước"), "unit"),
        )
        keys = "card_number"
        publish = Open("name office card_number")
        menu_order = 453
