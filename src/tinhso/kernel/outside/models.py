"""Which vendor of each kind of outside system the province uses."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from tinhso.kernel.foundation.models import Dated, DateRange


@pghistory.track()
class VendorChoice(Dated):
    """That the province uses a vendor from a day on, with options; an empty ``vendor`` means: none from that day.

    Options hold no secret: those lie in the environment or in the data folder.
    """

    kind = models.CharField("loại hệ thống", max_length=40)
    vendor = models.CharField("nhà cung cấp", max_length=60, blank=True)
    options = models.JSONField("tùy chọn", default=dict)
    basis = models.CharField("căn cứ", max_length=250, blank=True)

    class Meta:
        verbose_name = "lựa chọn hệ thống bên ngoài"
        ordering = ["kind", "-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="outside_one_vendor_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.vendor}"
