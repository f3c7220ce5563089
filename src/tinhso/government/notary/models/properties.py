"""What acts are about: properties, and the keys by which each is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.notary import keys
from tinhso.government.notary.words import PropertyKind
from tinhso.kernel.foundation.errors import Conflict, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.fields import AreaField
from tinhso.kits.registers.models import Register


class Property(Register):
    """Tài sản giao dịch: a parcel, a house, a vehicle. It has no owner's name: acts say who had it and who has it."""

    kind = models.CharField(gettext_lazy("loại tài sản"), max_length=8, choices=PropertyKind.choices)
    area = AreaField(
        verbose_name=gettext_lazy("xã, phường"), null=True, blank=True,
        help_text=gettext_lazy("Nơi có thửa đất, nhà ở; theo giấy chứng nhận."),
    )  # fmt: skip
    sheet_number = models.CharField(gettext_lazy("số tờ bản đồ"), max_length=30, blank=True)
    parcel_number = models.CharField(gettext_lazy("số thửa"), max_length=30, blank=True)
    certificate_number = models.CharField(
        gettext_lazy("số phát hành giấy chứng nhận"), max_length=30, blank=True,
        help_text=gettext_lazy("Ví dụ CĐ 123456; nhập cả chữ và số."),
    )  # fmt: skip
    address = models.CharField(gettext_lazy("địa chỉ"), max_length=250, blank=True)
    size = models.DecimalField(gettext_lazy("diện tích (m²)"), max_digits=12, decimal_places=2, null=True, blank=True)
    plate = models.CharField(gettext_lazy("biển số"), max_length=20, blank=True)
    chassis = models.CharField(gettext_lazy("số khung"), max_length=40, blank=True)
    engine = models.CharField(gettext_lazy("số máy"), max_length=40, blank=True)
    note = models.CharField(gettext_lazy("mô tả thêm"), max_length=300, blank=True)

    class Meta:
        verbose_name = gettext_lazy("tài sản giao dịch")
        verbose_name_plural = gettext_lazy("tài sản giao dịch")

    class Registry:
        code = "notary.property"
        title = gettext_lazy("Tài sản giao dịch")
        icon = "home"
        columns = "kind address area sheet_number parcel_number certificate_number plate status"
        filters = "kind area status unit"
        find_by = "address certificate_number plate chassis engine parcel_number note"
        panels = (
            Panel(gettext_lazy("Tài sản"), "kind address area size note"),
            Panel(gettext_lazy("Nhận biết"), "sheet_number parcel_number certificate_number plate chassis engine"),
            Panel(gettext_lazy("Quản lý"), "unit"),
        )
        card = "kind certificate_number plate"
        menu_order = 454

    def __str__(self) -> str:
        """Name a thing as deeds do: parcel and sheet, plate, certificate."""
        said = [str(PropertyKind(self.kind).label)]
        if self.parcel_number and self.sheet_number:
            said.append(_("thửa {parcel}, tờ {sheet}").format(parcel=self.parcel_number, sheet=self.sheet_number))
        said += [text for text in (self.plate, self.address) if text]
        if self.certificate_number:
            said.append(_("GCN {number}").format(number=self.certificate_number))
        return " · ".join(said)[:250]

    def identity(self) -> dict[str, Any]:
        """Return the values from which the keys are made."""
        return {name: getattr(self, name) for name in keys.IDENTIFIERS}

    def check_row(self) -> Mapping[str, str]:
        """A property is kept only with something by which the next clerk will find it."""
        if keys.property_keys(self.identity()):
            return {}
        if self.kind == PropertyKind.LAND:
            return {"parcel_number": _("Nhập xã, số tờ, số thửa; hoặc số phát hành giấy chứng nhận.")}
        if self.kind == PropertyKind.VEHICLE:
            return {"plate": _("Nhập biển số, số khung hoặc số máy.")}
        return {"certificate_number": _("Nhập số giấy chứng nhận hoặc số đăng ký của tài sản.")}

    def after_write(self, actor: Actor, verb: str) -> None:  # noqa: ARG002 - what the kit tells
        """Keep the keys with the row: one key is of one property only, and no acts are left at another's."""
        if verb == "merge":
            raise Refused(
                _("Không gộp tài sản: văn bản, thông báo đã ghi không đổi chỗ được. Hãy ghi thêm số nhận biết.")
            )
        wanted = set(keys.property_keys(self.identity()))
        kept = dict(self.keys.values_list("key", "learned"))
        taken = PropertyKey.objects.filter(key__in=wanted).exclude(property=self).select_related("property").first()
        if taken is not None:
            raise Conflict(
                _("Đã có tài sản mang số này: {other}. Hãy mở bản ghi đó thay vì thêm bản ghi mới.").format(
                    other=taken.property
                )
            )
        self.keys.filter(key__in=set(kept) - wanted, learned=False).delete()
        PropertyKey.objects.bulk_create(PropertyKey(property=self, key=key) for key in sorted(wanted - set(kept)))

    def learn(self, keys_of_papers: Iterable[str]) -> None:
        """Keep further numbers by which papers name the property, so that by each of them it is found and locked."""
        PropertyKey.objects.bulk_create(
            (PropertyKey(property=self, key=key, learned=True) for key in sorted(keys_of_papers)), ignore_conflicts=True
        )


class PropertyKey(models.Model):
    """A key of a property: whichever of its numbers a clerk types, the same property is locked."""

    key = models.CharField(max_length=220, unique=True)
    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="keys")
    learned = models.BooleanField(default=False)
    """Whether it comes from an act's or a notice's papers, not from the property's own record."""

    class Meta:
        verbose_name = gettext_lazy("khóa của tài sản")

    def __str__(self) -> str:
        return self.key
