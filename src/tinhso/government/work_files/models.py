"""The catalogue of files, work files and what lies in them, and hand-overs to the archive."""

from collections.abc import Mapping

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tinhso.government.work_files import law
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.fields import NameField
from tinhso.kits.registers.models import Register


class CatalogueEntry(Register):
    """Danh mục hồ sơ: a file that a unit expects to keep in a year (Decree 30/2020, Annex V)."""

    name = NameField(gettext_lazy("tiêu đề hồ sơ"))
    symbol = models.CharField(
        gettext_lazy("số, ký hiệu"),
        max_length=20,
        help_text=gettext_lazy("Ví dụ: 01.TCCB (số thứ tự, chấm, chữ viết tắt)."),
    )
    year = models.PositiveSmallIntegerField(
        gettext_lazy("năm"), validators=[MinValueValidator(1945), MaxValueValidator(2200)]
    )
    heading = models.CharField(gettext_lazy("đề mục"), max_length=200, blank=True)
    term = models.CharField(gettext_lazy("thời hạn bảo quản"), max_length=20, choices=law.term_choices())
    keeper = models.CharField(gettext_lazy("người lập"), max_length=120, blank=True)
    note = models.CharField(gettext_lazy("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = gettext_lazy("hồ sơ trong danh mục")

    class Registry:
        code = "work_files.catalogue"
        title = gettext_lazy("Danh mục hồ sơ")
        icon = "list"
        columns = "symbol name year heading term keeper"
        filters = "year term unit status"
        find_by = "name symbol heading"
        panels = (
            Panel(pgettext_lazy("work file", "Hồ sơ"), "symbol name heading year"),
            Panel(gettext_lazy("Bảo quản"), "term keeper note"),
            Panel(gettext_lazy("Đơn vị"), "unit"),
        )
        keys = "symbol year unit"
        menu_order = 172

    def check_row(self) -> Mapping[str, str]:
        """A symbol is a number, a full stop and the unit's letters, without spaces."""
        symbol = self.symbol or ""
        if " " in symbol or not symbol[:1].isdigit():
            return {"symbol": _("Số, ký hiệu hồ sơ viết liền, bắt đầu bằng số thứ tự, ví dụ 01.TCCB.")}
        # No constraint of the table: units that merge bring catalogues with the same symbols together.
        same = CatalogueEntry.objects.filter(unit_id=self.unit_id, year=self.year, symbol=symbol, status="in_force")
        if same.exclude(pk=self.pk).exists():
            return {"symbol": _("Danh mục của đơn vị năm này đã có số, ký hiệu {symbol}.").format(symbol=symbol)}
        return {}


class FileState(models.TextChoices):
    """How far a work file has come."""

    OPEN = "open", gettext_lazy("Đang lập")
    CLOSED = "closed", gettext_lazy("Đã đóng")
    NOTICED = "noticed", gettext_lazy("Đã báo nộp lưu")
    OFFERED = "offered", gettext_lazy("Đã giao nộp, chờ tiếp nhận")
    ARCHIVED = "archived", gettext_lazy("Đã vào lưu trữ")


class WorkFile(Record):
    """Hồ sơ công việc: the documents of one matter, kept by somebody of a unit under a symbol of the year."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    origin = models.ForeignKey(
        OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị mở hồ sơ"
    )
    """The unit that opened it and gave its symbol; ``unit`` moves with a reorganisation, this does not."""
    entry = models.ForeignKey(
        CatalogueEntry, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="trong danh mục"
    )
    year = models.PositiveSmallIntegerField("năm")
    symbol = models.CharField("số, ký hiệu", max_length=20)
    title = models.CharField("tiêu đề", max_length=500)
    term = models.CharField("thời hạn bảo quản", max_length=20)
    keeper = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="người lập")
    rights = models.CharField("chế độ sử dụng", max_length=30, blank=True)
    language = models.CharField("ngôn ngữ", max_length=50, default="Tiếng Việt")
    description = models.CharField("ghi chú", max_length=500, blank=True)
    state = models.CharField("tình trạng", max_length=8, choices=FileState.choices, default=FileState.OPEN)
    opened_on = models.DateField("ngày mở")
    closed_on = models.DateField("ngày đóng", null=True)
    documents = models.PositiveIntegerField("số tài liệu", default=0)
    pages = models.PositiveIntegerField("số trang", default=0)
    on_paper = models.PositiveIntegerField("số tài liệu giấy", default=0)
    """How many of its documents are on paper alone: a file without any was processed online."""
    folded = models.CharField(max_length=600, editable=False)

    class Meta:
        verbose_name = "hồ sơ công việc"
        constraints = [models.UniqueConstraint(fields=["origin", "year", "symbol"], name="work_file_symbol_once")]
        indexes = [
            models.Index(fields=["unit", "-created_at", "-id"], name="work_file_list"),
            models.Index(fields=["state", "closed_on"], name="work_file_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.title}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the words by which it is found."""
        self.folded = fold(f"{self.symbol} {self.title}")[:600]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def online(self) -> bool:
        """Whether everything in it is electronic."""
        return self.documents > 0 and self.on_paper == 0


class Item(Record):
    """A document in a work file: what it is (kind and key of the app that it comes from) and what it says of itself."""

    work_file = models.ForeignKey(WorkFile, on_delete=models.PROTECT, related_name="items")
    ordinal = models.PositiveSmallIntegerField("số thứ tự")
    kind = models.CharField("loại", max_length=60)
    key = models.CharField("mã", max_length=80)
    title = models.CharField("trích yếu", max_length=500)
    type_name = models.CharField("tên loại", max_length=100, blank=True)
    number = models.CharField("số", max_length=11, blank=True)
    notation = models.CharField("ký hiệu", max_length=30, blank=True)
    issued_on = models.DateField("ngày văn bản", null=True)
    issuer = models.CharField("tác giả", max_length=200, blank=True)
    signer = models.CharField("người ký", max_length=50, blank=True)
    pages = models.PositiveSmallIntegerField("số trang", default=0)
    paper = models.BooleanField("chỉ có bản giấy", default=False)
    put_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    out_at = models.DateTimeField("rút ra lúc", null=True)
    out_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        verbose_name = "tài liệu trong hồ sơ"
        constraints = [
            models.UniqueConstraint(
                fields=["work_file", "kind", "key"], condition=models.Q(out_at=None), name="work_file_item_once"
            ),
            models.UniqueConstraint(fields=["work_file", "ordinal"], name="work_file_item_ordinal"),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="work_file_item_key")]

    def __str__(self) -> str:
        return self.title


class ItemFile(Record):
    """A stored file of a document in a work file."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tệp trong hồ sơ"
        constraints = [models.UniqueConstraint(fields=["item", "file"], name="work_file_item_file_once")]

    def __str__(self) -> str:
        return str(self.file_id)


class HandOverState(models.TextChoices):
    """How far a hand-over has come."""

    NOTICED = "noticed", gettext_lazy("Đã báo trước")
    OFFERED = "offered", gettext_lazy("Đã giao nộp")
    ACCEPTED = "accepted", gettext_lazy("Lưu trữ đã tiếp nhận")
    RETURNED = "returned", gettext_lazy("Lưu trữ trả lại")


class HandOver(Record):
    """A hand-over of closed files to the archive: noticed in time, offered as a package, accepted or returned."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("tình trạng", max_length=8, choices=HandOverState.choices, default=HandOverState.NOTICED)
    noticed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("nộp từ ngày")
    """The first day on which it may be offered: the notice came so many days before."""
    offered_at = models.DateTimeField("giao nộp lúc", null=True)
    package = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField("lý do trả lại", max_length=500, blank=True)

    class Meta:
        verbose_name = "đợt nộp lưu"
        indexes = [models.Index(fields=["unit", "-created_at", "-id"], name="hand_over_list")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.due_on:%d/%m/%Y}"


class HandOverFile(Record):
    """That a file is part of a hand-over."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="parts")
    work_file = models.ForeignKey(WorkFile, on_delete=models.PROTECT, related_name="hand_overs")

    class Meta:
        verbose_name = "hồ sơ trong đợt nộp lưu"
        constraints = [models.UniqueConstraint(fields=["hand_over", "work_file"], name="hand_over_file_once")]

    def __str__(self) -> str:
        return f"{self.hand_over_id}: {self.work_file_id}"


class FileNote(Record):
    """A line of a work file's story; lines stand as they were written."""

    work_file = models.ForeignKey(WorkFile, on_delete=models.PROTECT, related_name="story")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    words = models.CharField(max_length=600)
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name = "diễn biến hồ sơ"
        indexes = [models.Index(fields=["work_file", "at"], name="work_file_story")]
        triggers = [pgtrigger.Protect(name="work_file_story_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return _(self.words).format(**self.values)
