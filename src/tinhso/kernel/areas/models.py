"""Administrative areas (địa bàn): provinces, districts, communes, each with validity and succession."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Dated, DateRange, Record


class Tier(models.TextChoices):
    """Levels of government (cấp). Districts ended on 1 July 2025; tiers are data with dates like the areas."""

    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


@pghistory.track()
class Area(Dated):
    """An administrative area as it stood in a time.

    ``code`` is the code of the General Statistics Office: a string with leading zeros that means something
    only together with a date, since codes were reused on 1 July 2025.
    """

    code = models.CharField("mã", max_length=5)
    name = models.CharField("tên", max_length=100)
    full_name = models.CharField("tên đầy đủ", max_length=120)
    kind = models.CharField("loại", max_length=30)
    tier = models.CharField("cấp", max_length=10, choices=Tier.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    folded = models.CharField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=300, editable=False)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    surface_km2 = models.DecimalField("diện tích (km²)", max_digits=10, decimal_places=2, null=True, blank=True)
    boundary = models.JSONField("ranh giới (GeoJSON, WGS84)", null=True, blank=True)

    class Meta:
        verbose_name = "địa bàn"
        constraints = [
            ExclusionConstraint(
                name="area_code_once_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("tier", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [GinIndex(fields=["folded"], name="area_folded", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.full_name


class AreaSuccession(Record):
    """That ``successor`` took over all or part of ``predecessor`` on a day, by a legal document."""

    class Share(models.TextChoices):
        WHOLE = "whole", _("toàn bộ")
        PART = "part", _("một phần")
        PART_DEFAULT = "part_default", _("một phần (mặc định)")

    predecessor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="precessions")
    share = models.CharField(max_length=12, choices=Share.choices)
    effective_on = models.DateField()
    legal_basis = models.CharField(max_length=200)

    class Meta:
        verbose_name = "kế thừa địa bàn"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="area_succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
