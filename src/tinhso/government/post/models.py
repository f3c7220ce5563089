"""Parcels and what the postal service says of them."""

import pgtrigger
from django.db import models

from tinhso.government.post.states import Direction, ParcelState
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.models import Dossier


class Parcel(Record):
    """Something carried for a dossier; its state follows from its marks, by the time at which they happened."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parcels")
    direction = models.CharField(max_length=6, choices=Direction.choices)
    vendor = models.CharField(max_length=60)
    reference = models.CharField("mã gửi", max_length=30, unique=True)
    number = models.CharField("số hiệu bưu gửi", max_length=40, blank=True)
    price = models.PositiveBigIntegerField("cước", null=True)
    """In đồng; the citizen pays it to the postman."""
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    """The desk that sends or expects it."""
    name = models.CharField("người nhận, người gửi", max_length=120)
    address = models.CharField("địa chỉ", max_length=250)
    phone = models.CharField("điện thoại", max_length=20)
    state = models.CharField(max_length=9, choices=ParcelState.choices, default=ParcelState.ASKED)
    ordered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    """When the postal service was asked last where it is."""
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "bưu gửi"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "direction"],
                condition=~models.Q(state__in=["delivered", "returned", "lost", "cancelled"]),
                name="parcel_one_under_way",
            )
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="parcel_list")]

    def __str__(self) -> str:
        return self.number or self.reference


class ParcelMark(Record):
    """A mark on a parcel's way; told twice it stands once."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="marks")
    event_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    place = models.CharField(max_length=150, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "dấu mốc bưu gửi"
        constraints = [models.UniqueConstraint(fields=["parcel", "event_id"], name="parcel_mark_once")]
        triggers = [pgtrigger.Protect(name="parcel_mark_stands", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.kind}"
