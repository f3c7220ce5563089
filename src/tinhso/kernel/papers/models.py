"""Papers that units issue, the templates they are typeset from, and their numbers."""

import pghistory
from django.db import models

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit


class PaperTemplate(Record):
    """One edited version of a template; the highest version stands before the default of ``papers/data``."""

    code = models.SlugField("mã mẫu", max_length=60)
    version = models.PositiveIntegerField("phiên bản")
    source = models.TextField("nội dung (Typst)")
    note = models.CharField("lý do sửa", max_length=300, blank=True)
    edited_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "mẫu giấy tờ"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="paper_template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class PaperNumber(models.Model):
    """The last number that a unit gave to a kind of paper in a year; numbers run without a gap."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = "số giấy tờ"
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "year"], name="paper_number_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


@pghistory.track()
class Paper(Record):
    """A paper that a unit issued: its file, its signed file, and what anybody may verify about it."""

    kind = models.CharField("loại", max_length=60)
    template_code = models.CharField("mẫu", max_length=60)
    template_version = models.PositiveIntegerField("phiên bản mẫu", default=0)
    """0 is the default that comes with the software."""
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    title = models.CharField("tên giấy tờ", max_length=300)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    signed_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verification_code = models.CharField("mã xác minh", max_length=16, unique=True)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField("ban hành lúc")
    subject_id = models.UUIDField(null=True, blank=True, db_index=True)
    public_fields = models.JSONField("nội dung công khai khi xác minh", default=dict)
    """``{label: value}``, already masked, shown to whoever holds the verification code."""
    holder_digits = models.CharField("bốn số cuối số định danh của người được cấp", max_length=4, blank=True)
    """Asked before anybody may fetch the signed file from the verification page; empty: not fetched there."""
    stamps = models.JSONField("vị trí ký", default=dict)
    """``{role: {page, x, y, width, height}}`` in points from the page's lower left corner."""
    valid_to = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    revoked_reason = models.CharField("lý do thu hồi", max_length=300, blank=True)

    class Meta:
        verbose_name = "giấy tờ"

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()
