"""An import, what is wrong with its rows, what it stored, and what is remembered for the next file of its source."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers.imports.states import Fault, State


class ImportRun(Record):
    """A file on its way into a register.

    ``position`` is the last row of the file that was dealt with: it moves in the transaction that stores the rows
    before it, so that an import that was killed goes on behind it.
    """

    register = models.CharField("sổ", max_length=80)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="người nhập"
    )
    actor_name = models.CharField("người nhập", max_length=120)
    source = models.CharField("nguồn", max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="tệp")
    state = models.CharField("tình trạng", max_length=8, choices=State.choices, default=State.MATCHING)
    sheet = models.PositiveSmallIntegerField("trang tính", default=0)
    header_row = models.PositiveIntegerField("dòng tiêu đề", default=1)
    first_row = models.PositiveIntegerField("dòng dữ liệu đầu tiên", default=2)
    encoding = models.CharField("bảng mã", max_length=20, blank=True)
    delimiter = models.CharField("dấu ngăn cột", max_length=1, blank=True)
    headings = models.JSONField("tiêu đề các cột", default=list)
    columns = models.JSONField("mục của từng cột", default=list)
    """For each column of the file the name of the field that it fills, empty when it is left out."""
    value_map = models.JSONField("đổi giá trị", default=dict)
    """For a field, what a value of the file stands for."""
    skip_alike = models.BooleanField("bỏ các dòng giống bản ghi khác", default=False)
    change_known = models.BooleanField("sửa các bản ghi đã có", default=False)
    """Whether a row whose key is known changes its record; otherwise it is refused."""

    rows_hint = models.PositiveIntegerField("ước lượng số dòng", default=0)
    rows_total = models.PositiveIntegerField("số dòng", default=0)
    rows_read = models.PositiveIntegerField("số dòng đã đọc", default=0)
    rows_bad = models.PositiveIntegerField("số dòng sai", default=0)
    rows_stored = models.PositiveIntegerField("số bản ghi đã thêm", default=0)
    rows_changed = models.PositiveIntegerField("số bản ghi sửa", default=0)
    rows_same = models.PositiveIntegerField("số dòng không khác bản ghi", default=0)
    rows_skipped = models.PositiveIntegerField("số dòng bỏ vì giống", default=0)
    position = models.PositiveIntegerField("đã xong đến dòng", default=0)
    faults_total = models.PositiveIntegerField("số lỗi", default=0)
    fault_counts = models.JSONField("số lỗi từng loại", default=dict)
    """By ``code|field``: every fault is counted, the first ones are kept."""
    unknown_values = models.JSONField("giá trị chưa nhận ra", default=dict)
    alike_total = models.PositiveIntegerField("số dòng giống bản ghi khác", default=0)
    duplicate_rows = models.BinaryField(null=True)
    """Pairs of row numbers, four bytes each: a row, and the first row with its key."""
    alike_rows = models.BinaryField(null=True)
    """Numbers of the rows like another record, four bytes each."""
    removed_total = models.PositiveIntegerField("số bản ghi đã gỡ", default=0)
    restored_total = models.PositiveIntegerField("số bản ghi đã trả lại như trước", default=0)
    kept_total = models.PositiveIntegerField("số bản ghi giữ lại", default=0)
    problem = models.CharField("vì sao dừng", max_length=500, blank=True)
    marked = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    """The copy of the file with the wrong cells marked, once it was made."""
    marking = models.BooleanField(default=False)
    checked_at = models.DateTimeField("kiểm tra xong lúc", null=True)
    started_at = models.DateTimeField("bắt đầu nhập lúc", null=True)
    finished_at = models.DateTimeField("nhập xong lúc", null=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    moved_at = models.DateTimeField("tiến triển lần cuối", default=clock.now)

    class Meta:
        verbose_name = "lần nhập tệp"
        indexes = [models.Index(fields=["unit", "-created_at"], name="registers_imports_unit")]

    def __str__(self) -> str:
        return f"{self.file.name} → {self.register}"

    @property
    def rows_good(self) -> int:
        """How many of the rows that were read can be stored."""
        return max(0, self.rows_total - self.rows_bad)

    @property
    def rows_new(self) -> int:
        """How many of the right rows would be added."""
        return max(0, self.rows_good - self.rows_changed - self.rows_same)


class ImportFault(models.Model):
    """What is wrong with a cell, or with a whole row (``column`` -1). The first ones are kept, all are counted."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField("dòng")
    column = models.SmallIntegerField("cột")
    field = models.CharField("mục", max_length=60, blank=True)
    code = models.CharField("loại lỗi", max_length=20, choices=Fault.choices)
    message = models.CharField("lỗi", max_length=300)
    raw = models.CharField("nội dung ô", max_length=120, blank=True)

    class Meta:
        verbose_name = "lỗi của tệp nhập"
        indexes = [models.Index(fields=["run", "row", "column"], name="registers_imports_fault")]

    def __str__(self) -> str:
        return f"{self.row}: {self.message}"


class ImportBatch(models.Model):
    """Rows that were stored in one transaction, by their keys: what undoing takes away again."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField("lượt")
    first_row = models.PositiveIntegerField("từ dòng")
    last_row = models.PositiveIntegerField("đến dòng")
    keys = ArrayField(models.UUIDField(), verbose_name="khóa các bản ghi")
    changed = ArrayField(models.UUIDField(), default=list, verbose_name="khóa các bản ghi đã sửa")
    revisions = ArrayField(models.PositiveIntegerField(), default=list, verbose_name="lần sửa của các bản ghi ấy")
    """The revision that each of ``changed`` had then: whoever changed it since made it another."""
    undone = models.BooleanField("đã hoàn tác", default=False)

    class Meta:
        verbose_name = "lượt ghi của một lần nhập"
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="registers_imports_batch_once")]

    def __str__(self) -> str:
        return f"{self.first_row}–{self.last_row}"


class KnownRows(models.Model):
    """Rows of a checked batch that would change a record, and the revision of it that the check saw."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="known")
    first_row = models.PositiveIntegerField("từ dòng")
    last_row = models.PositiveIntegerField("đến dòng")
    rows = ArrayField(models.PositiveIntegerField(), verbose_name="các dòng")
    revisions = ArrayField(models.PositiveIntegerField(), verbose_name="lần sửa đã thấy")

    class Meta:
        verbose_name = "dòng sẽ sửa bản ghi"
        indexes = [models.Index(fields=["run", "last_row"], name="registers_imports_known")]

    def __str__(self) -> str:
        return f"{self.first_row}–{self.last_row}"


class PlannedChange(models.Model):
    """What a row would change of its record: told by the check. The first ones are kept, all are counted."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    row = models.PositiveIntegerField("dòng")
    record_id = models.UUIDField("bản ghi")
    fields = models.JSONField("các mục")
    """By field what stands and what would stand, as lists show it: personal values are masked."""
    personal = models.JSONField("dữ liệu cá nhân", default=dict)
    """The same of personal fields, open: kept as long as what was read of the file is."""

    class Meta:
        verbose_name = "thay đổi của một dòng"
        indexes = [models.Index(fields=["run", "row"], name="registers_imports_change")]

    def __str__(self) -> str:
        return str(self.row)


class AlikeRow(models.Model):
    """That a row of the file is like another row, or like a record; somebody decides whether it is the same."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="alikes")
    row = models.PositiveIntegerField("dòng")
    other_row = models.PositiveIntegerField("giống dòng", null=True)
    record_id = models.UUIDField("giống bản ghi", null=True)
    why = models.CharField("giống ở", max_length=250)

    class Meta:
        verbose_name = "dòng giống bản ghi khác"
        indexes = [models.Index(fields=["run", "row"], name="registers_imports_alike")]

    def __str__(self) -> str:
        return f"{self.row}: {self.why}"


class KeptRow(models.Model):
    """A record that undoing left where it is, and why."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="kept")
    record_id = models.UUIDField("bản ghi")
    label = models.CharField("tên", max_length=200)
    why = models.CharField("vì sao giữ lại", max_length=200)

    class Meta:
        verbose_name = "bản ghi giữ lại khi hoàn tác"

    def __str__(self) -> str:
        return self.label


class ColumnMemory(models.Model):
    """Which field somebody chose for a heading of a source; empty when the column was left out."""

    register = models.CharField(max_length=80)
    source = models.CharField(max_length=120, blank=True)
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=60, blank=True)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "cách ghép cột đã dùng"
        constraints = [
            models.UniqueConstraint(fields=["register", "source", "heading"], name="registers_imports_column_once")
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"


class ValueMemory(models.Model):
    """What somebody said a value of a source stands for."""

    register = models.CharField(max_length=80)
    source = models.CharField(max_length=120, blank=True)
    field = models.CharField(max_length=60)
    raw = models.CharField(max_length=200)
    value = models.CharField(max_length=200)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "cách đổi giá trị đã dùng"
        constraints = [
            models.UniqueConstraint(fields=["register", "source", "field", "raw"], name="registers_imports_value_once")
        ]

    def __str__(self) -> str:
        return f"{self.raw} → {self.value}"
