"""Plans, their runs, where each unit's things go, and the ledger of every change made."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit


class Plan(Record):
    """A plan of reorganisation as it was handed in: the text of its file, and what it says."""

    code = models.SlugField("mã kế hoạch", max_length=60, unique=True)
    title = models.CharField("tên", max_length=300)
    decision = models.CharField("số quyết định, nghị quyết", max_length=120)
    effective_on = models.DateField("ngày có hiệu lực")
    legal_basis = models.CharField("căn cứ", max_length=300)
    text = models.TextField("nội dung tệp")
    saved_at = models.DateTimeField("lưu lúc")
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    saved_by_name = models.CharField("người lưu", max_length=120)

    class Meta:
        verbose_name = "kế hoạch sắp xếp"
        indexes = [models.Index(fields=["-effective_on", "-id"], name="plan_list")]

    def __str__(self) -> str:
        return self.title


class RunState(models.TextChoices):
    """Where a run stands."""

    RUNNING = "running", _("Đang thực hiện")
    DONE = "done", _("Đã thực hiện, còn hoàn tác được")
    UNDOING = "undoing", _("Đang hoàn tác")
    UNDONE = "undone", _("Đã hoàn tác")
    CLOSED = "closed", _("Đã chốt")


UNDER_WAY = (RunState.RUNNING, RunState.UNDOING)


class Run(Record):
    """One carrying out of a plan. ``position`` counts its steps; each is one transaction that writes it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField("tình trạng", max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    position = models.PositiveIntegerField("số bước đã xong", default=0)
    stage = models.CharField("đang làm", max_length=80, blank=True)
    place = models.PositiveIntegerField(default=0)
    """How far within the stage: which of the units that are left."""
    total = models.PositiveIntegerField("số dòng cần chuyển", default=0)
    done = models.PositiveIntegerField("số dòng đã chuyển", default=0)
    back = models.PositiveIntegerField("số dòng đã trả về", default=0)
    started_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    started_by_name = models.CharField("người thực hiện", max_length=120)
    finished_at = models.DateTimeField("thực hiện xong lúc", null=True)
    undone_at = models.DateTimeField("hoàn tác xong lúc", null=True)
    closed_at = models.DateTimeField("chốt lúc", null=True)
    reason = models.CharField("lý do hoàn tác", max_length=300, blank=True)
    trouble = models.TextField("điều làm bước dừng lại", blank=True)
    report = models.JSONField("báo cáo", default=dict)
    """Counts of each kind before and after, what stayed, units that stand on after an undo."""

    class Meta:
        verbose_name = "lần thực hiện sắp xếp"
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="reorganization_one_at_a_time",
                condition=models.Q(state__in=["running", "undoing"]),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                name="reorganization_in_force_once",
                condition=models.Q(state__in=["running", "done", "undoing", "closed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.state}"


class Mapping(models.Model):
    """Where what hangs on a unit goes: all of it, or what lies in an area."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="mappings")
    predecessor = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    successor = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    """The same, for what is received at a desk."""
    heir = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    """The unit of the plan in whose subtree the successor lies."""
    continues = models.BooleanField(default=False)
    """Whether the successor goes on with the predecessor's numbers."""
    head = models.CharField(max_length=60, blank=True)
    """The account name of who is head of the successor, where the plan decides it."""
    head_words = ArrayField(models.CharField(max_length=100), default=list)
    """How the titles of heads begin."""

    class Meta:
        verbose_name = "nơi đến"
        constraints = [
            models.UniqueConstraint(fields=["run", "predecessor", "area"], name="mapping_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Change(models.Model):
    """A line of the ledger: rows of one kind that one step changed alike, and how they were before."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=80)
    action = models.CharField(max_length=12)
    column = models.CharField(max_length=60, blank=True)
    before_id = models.UUIDField(null=True)
    after_id = models.UUIDField(null=True)
    heir_id = models.UUIDField(null=True)
    was = models.TextField(null=True)
    """What else a row was before, where that was changed too."""
    row_ids = ArrayField(models.UUIDField(), null=True)
    row_numbers = ArrayField(models.BigIntegerField(), null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = "thay đổi do sắp xếp"
        indexes = [models.Index(fields=["run", "undone", "-id"], name="change_to_undo")]

    def __str__(self) -> str:
        return f"{self.position} {self.kind} {self.action}"
