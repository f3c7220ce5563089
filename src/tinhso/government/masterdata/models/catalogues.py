"""Shared catalogues (danh mục dùng chung): codes that hold for a time, published versions, old codes to new."""

from collections.abc import Mapping

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.government.masterdata import checks
from tinhso.kernel.foundation.models import DateRange, Record
from tinhso.kits.registers.fields import NameField
from tinhso.kits.registers.models import Register


class Catalogue(Register):
    """A list of codes that systems share, and whose it is."""

    code = models.SlugField(_("mã danh mục"), max_length=60)
    name = NameField(_("tên danh mục"), max_length=200)
    legal_basis = models.CharField(_("căn cứ"), max_length=250, blank=True)
    description = models.TextField(_("mô tả"), blank=True)

    class Meta:
        verbose_name = _("danh mục")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="catalogue_code_once", condition=Q(status="in_force"),
                violation_error_message=_("Đã có danh mục đang hiệu lực mang mã này."),
            ),
        ]  # fmt: skip

    class Registry:
        code = "masterdata.catalogue"
        title = _("Danh mục dùng chung")
        icon = "list-details"
        columns = "name code legal_basis status"
        filters = "status"
        find_by = "name code"
        keys = "code"
        menu_order = 450

    def __str__(self) -> str:
        return self.name


class CatalogueEntry(Register):
    """A code of a catalogue, from a day to a day, both included; a code holds once at a time."""

    catalogue = models.ForeignKey(
        Catalogue, on_delete=models.PROTECT, related_name="entries", verbose_name=_("danh mục")
    )
    code = models.CharField(_("mã"), max_length=30)
    name = NameField(_("tên"), max_length=250)
    parent_code = models.CharField(_("mã cấp trên"), max_length=30, blank=True)
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    valid_from = models.DateField(_("có hiệu lực từ ngày"))
    valid_to = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("mục của danh mục")
        constraints = [
            ExclusionConstraint(
                name="catalogue_entry_once_at_a_time",
                expressions=[
                    ("catalogue", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status="in_force"),
            ),
        ]

    class Registry:
        code = "masterdata.catalogue-entry"
        title = _("Mục của danh mục dùng chung")
        icon = "list"
        columns = "catalogue code name valid_from valid_to status"
        filters = "catalogue status"
        find_by = "name code"
        menu_order = 455

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def check_row(self) -> Mapping[str, str]:
        """Return what is wrong with the days."""
        return checks.days(self)


class CatalogueMapping(Register):
    """That a new code took the place of an old one on a day: wholly, or in part when a code was divided."""

    catalogue = models.ForeignKey(
        Catalogue, on_delete=models.PROTECT, related_name="mappings", verbose_name=_("danh mục")
    )
    old_code = models.CharField(_("mã cũ"), max_length=30)
    new_code = models.CharField(_("mã mới"), max_length=30)
    effective_on = models.DateField(_("từ ngày"))
    whole = models.BooleanField(_("thay thế toàn bộ"), default=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("chuyển đổi mã")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "old_code", "new_code"], name="catalogue_mapping_once",
                condition=Q(status="in_force"), violation_error_message=_("Đã có chuyển đổi giữa hai mã này."),
            ),
        ]  # fmt: skip

    class Registry:
        code = "masterdata.catalogue-mapping"
        title = _("Chuyển đổi mã cũ, mã mới")
        icon = "arrows-exchange"
        columns = "catalogue old_code new_code effective_on whole status"
        filters = "catalogue status"
        find_by = "old_code new_code"
        menu_order = 456

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"


class CatalogueVersion(Record):
    """A published state of a catalogue: what subscribers were told to hold from a day on. Never changed."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("bản"))
    valid_from = models.DateField(_("áp dụng từ ngày"))
    published_at = models.DateTimeField(_("công bố lúc"))
    published_by = models.CharField(_("người công bố"), max_length=120)
    note = models.CharField(_("nội dung thay đổi"), max_length=300)
    entries = models.JSONField(_("các mục"))
    added = models.PositiveIntegerField(_("thêm"))
    changed = models.PositiveIntegerField(_("sửa"))
    removed = models.PositiveIntegerField(_("bỏ"))

    class Meta:
        verbose_name = _("bản danh mục")
        constraints = [models.UniqueConstraint(fields=["catalogue", "number"], name="catalogue_version_once")]

    def __str__(self) -> str:
        return f"{self.catalogue_id} {self.number}"
