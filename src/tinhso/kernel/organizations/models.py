"""Units of government (cơ quan, đơn vị) as a tree with validity and succession."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.areas.models import Area, AreaSuccession, Tier
from tinhso.kernel.foundation.models import Dated, DateRange, Record


class UnitKind(models.TextChoices):
    """What a unit is."""

    PROVINCE = "province", _("UBND tỉnh")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    DISTRICT = "district", _("UBND cấp huyện")
    COMMUNE = "commune", _("UBND cấp xã")
    DIVISION = "division", _("Phòng, ban chuyên môn")
    ONE_STOP = "one_stop", _("Trung tâm phục vụ hành chính công, Bộ phận một cửa")
    AGENCY = "agency", _("Cơ quan ngành dọc, đơn vị sự nghiệp")


@pghistory.track()
class OrganizationUnit(Dated):
    """A unit as it stands in a time.

    ``identifier`` is the electronic identifier after QĐ 20/2020/QĐ-TTg (amended by QĐ 09/2025/QĐ-TTg) in its
    new direction, level 1 first: ``H56.15.03``; ``organizations.identifiers`` converts from and to the old one.
    ``path`` holds the keys of the chain from the root to the unit, so that a subtree is one prefix.
    """

    identifier = models.CharField("mã định danh điện tử", max_length=35)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=100, blank=True)
    kind = models.CharField("loại", max_length=12, choices=UnitKind.choices)
    tier = models.CharField("cấp", max_length=10, choices=Tier.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    path = models.CharField(max_length=400, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name="địa bàn")
    symbol = models.CharField("ký hiệu văn bản", max_length=30, blank=True)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    staff_2010 = models.PositiveIntegerField("số CBCC năm 2010 (QĐ 4089/QĐ-UBND)", null=True, blank=True)
    certainty = models.CharField("mức chắc chắn của dữ liệu", max_length=300, blank=True)
    folded = models.CharField(max_length=250, editable=False)
    sort_key = models.CharField(max_length=500, editable=False)

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        constraints = [
            ExclusionConstraint(
                name="unit_identifier_once_at_a_time",
                expressions=[
                    ("identifier", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="unit_path", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["folded"], name="unit_folded", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


Share = AreaSuccession.Share
"""How much of a unit went to one heir: the whole, a part, or the part that gets what no rule gives away."""


class UnitSuccession(Record):
    """That ``successor`` took over the work of ``predecessor``, or part of it, on a day, by a legal document."""

    predecessor = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="precessions")
    share = models.CharField(max_length=12, choices=Share.choices, default=Share.WHOLE)
    weight = models.PositiveSmallIntegerField("phần được chia khi quy đổi số liệu", null=True, blank=True)
    """Of a unit that was split: in which proportion figures are divided. None: all go to the default heir."""
    effective_on = models.DateField()
    legal_basis = models.CharField(max_length=200)

    class Meta:
        verbose_name = "kế thừa đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="unit_succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
