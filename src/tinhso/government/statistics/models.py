"""What the statistics keep: each dossier as it counts, sums of them, and reports that stand for ever."""

import pgtrigger
from django.db import models
from django.db.models import Q

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers.models import Paper
from tinhso.kits.procedures.models import Dossier, ProcedureField


class Ending(models.TextChoices):
    """How the handling of a received dossier ended."""

    FINISHED = "finished", "đã giải quyết"
    WITHDRAWN = "withdrawn", "người dân rút"
    STOPPED = "stopped", "dừng giải quyết"


class Timing(models.TextChoices):
    """When it ended, by the due time of its ledger: on an earlier day, on the day itself in time, or after it."""

    BEFORE = "before", "trước hạn"
    ON_TIME = "on_time", "đúng hạn"
    LATE = "late", "quá hạn"


class Touched(models.Model):
    """A dossier whose ledger, refusal or rating is newer than the sums; written by triggers of the database."""

    id = models.BigAutoField(primary_key=True)
    dossier_id = models.UUIDField()

    class Meta:
        verbose_name = "hồ sơ chờ cộng số liệu"

    def __str__(self) -> str:
        return str(self.dossier_id)


class CountedDossier(Record):
    """A dossier as it counts in the statistics: everything that a cell asks for, drawn from its ledger and log.

    A row that a closed report stands on is never changed before the report's end: it is superseded by another, and
    keeps ``until_closing``. So the dossiers of a closed cell are found again for ever.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="counted")
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    unit_before = models.ForeignKey(
        OrganizationUnit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Whose the dossier was until a reorganisation gave it to ``unit``, at ``moved_at``."""
    moved_at = models.DateTimeField(null=True)
    field = models.ForeignKey(ProcedureField, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8)
    received_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=9, choices=Ending.choices, blank=True)
    timing = models.CharField(max_length=7, choices=Timing.choices, blank=True)
    refused_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    held = models.JSONField(default=list)
    """Who held an ended dossier how long: ``[[unit, step, name, working minutes, late], …]``."""
    elapsed_minutes = models.PositiveIntegerField(default=0)
    waited_minutes = models.PositiveIntegerField(default=0)
    since_closing = models.PositiveIntegerField(default=0)
    """How many reports had been closed when the row was written: those do not know it."""
    until_closing = models.PositiveIntegerField(null=True)
    """How many had been closed when another row took its place: those still stand on this one."""

    class Meta:
        verbose_name = "hồ sơ trong thống kê"
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(until_closing=None), name="counted_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "-received_at", "-id"], name="counted_unit_received"),
            models.Index(fields=["unit", "-ended_at", "-id"], name="counted_unit_ended"),
            models.Index(fields=["unit_before"], name="counted_before", condition=Q(unit_before__isnull=False)),
            models.Index(fields=["-received_at", "-id"], name="counted_received"),
            models.Index(fields=["-ended_at", "-id"], name="counted_ended"),
            models.Index(fields=["unit", "-rated_at", "-id"], name="counted_rated", condition=Q(score__isnull=False)),
            models.Index(
                fields=["unit", "-refused_at", "-id"], name="counted_refused", condition=Q(refused_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)


class LateSpell(models.Model):
    """A time in which a received dossier was in hand past its due time; the last one of an open dossier has no end.

    It begins at the due time, so for an open dossier it may lie in the future.
    """

    counted = models.ForeignKey(CountedDossier, on_delete=models.CASCADE, related_name="late_spells")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "thời gian quá hạn"
        indexes = [models.Index(fields=["ends_at", "begins_at"], name="late_spell_time")]

    def __str__(self) -> str:
        return f"{self.begins_at} – {self.ends_at}"


class Grain(models.TextChoices):
    """How long a time a sum covers; half-months end on the 14th and on the month's last day."""

    YEAR = "y", "năm dương lịch"
    HALF_MONTH = "h", "nửa tháng"
    DAY = "d", "ngày"


class Tally(models.Model):
    """The sums of a unit and field over a time: how many were received, ended, refused, rated in it."""

    id = models.BigAutoField(primary_key=True)
    grain = models.CharField(max_length=1, choices=Grain.choices)
    start = models.DateField()
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    field = models.ForeignKey(ProcedureField, on_delete=models.PROTECT, related_name="+")
    online = models.IntegerField(default=0)
    direct = models.IntegerField(default=0)
    before = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    stopped = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    moved_in = models.IntegerField(default=0)
    moved_out = models.IntegerField(default=0)
    elapsed_minutes = models.BigIntegerField(default=0)
    waited_minutes = models.BigIntegerField(default=0)
    score_1 = models.IntegerField(default=0)
    score_2 = models.IntegerField(default=0)
    score_3 = models.IntegerField(default=0)
    score_4 = models.IntegerField(default=0)
    score_5 = models.IntegerField(default=0)

    class Meta:
        verbose_name = "số cộng"
        constraints = [
            models.UniqueConstraint(fields=["grain", "start", "unit", "field"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.grain} {self.start}"


class HeldTally(models.Model):
    """How long a unit held the dossiers that ended in a half-month, at a step: working minutes, waiting left out.

    The line without a step counts each dossier once for the unit, at whatever steps it held it.
    """

    id = models.BigAutoField(primary_key=True)
    start = models.DateField()
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    field = models.ForeignKey(ProcedureField, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    dossiers = models.IntegerField(default=0)
    minutes = models.BigIntegerField(default=0)
    late = models.IntegerField(default=0)

    class Meta:
        verbose_name = "thời gian giữ hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["start", "unit", "field", "step", "name"], name="held_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.start} {self.step}"


class Closing(Record):
    """The statistics of a period, closed: they stand for ever. Number 0 is the first, then come its corrections."""

    sequence = models.PositiveIntegerField("số thứ tự chốt", unique=True)
    period = models.CharField("kỳ", max_length=20)
    number = models.PositiveSmallIntegerField("số bản")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField("chốt lúc")
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_by_name = models.CharField("người chốt", max_length=120)
    reason = models.TextField("lý do đính chính", blank=True)
    digest = models.CharField("mã băm", max_length=64)
    """SHA-256 of the rows, their head and the digest of the report before."""

    class Meta:
        verbose_name = "bản chốt số liệu"
        constraints = [models.UniqueConstraint(fields=["period", "number"], name="closing_once")]
        triggers = [pgtrigger.Protect(name="stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.period} ({self.number})"


class ClosedRow(models.Model):
    """A line of a closed report: a unit and a field, named as they were called then, with their counts."""

    id = models.BigAutoField(primary_key=True)
    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="rows")
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200)
    unit_identifier = models.CharField(max_length=35)
    field = models.ForeignKey(ProcedureField, on_delete=models.PROTECT, related_name="+")
    field_name = models.CharField(max_length=150)
    online = models.IntegerField()
    direct = models.IntegerField()
    carried = models.IntegerField()
    before = models.IntegerField()
    on_time = models.IntegerField()
    late = models.IntegerField()
    in_hand_late = models.IntegerField()
    withdrawn = models.IntegerField()
    stopped = models.IntegerField()
    refused = models.IntegerField()
    moved_in = models.IntegerField(default=0)
    moved_out = models.IntegerField(default=0)

    class Meta:
        verbose_name = "dòng của bản chốt"
        constraints = [models.UniqueConstraint(fields=["closing", "unit", "field"], name="closed_row_once")]
        triggers = [pgtrigger.Protect(name="stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.field_name}"


class StatisticsPaper(Record):
    """A form or a page of the running book that was issued as a paper."""

    code = models.CharField(max_length=20)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=40)
    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, null=True, related_name="papers")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "biểu đã phát hành"
        indexes = [models.Index(fields=["unit", "period"], name="statistics_paper_unit")]

    def __str__(self) -> str:
        return f"{self.code} {self.period}"


class RatingFollowUp(Record):
    """A low rating that awaits the unit's leader, and what was done about it."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="rating_follow_up")
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    answer = models.TextField("cách xử lý", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "đánh giá chờ xem xét"
        indexes = [models.Index(fields=["unit", "-created_at"], name="follow_up_unit")]

    def __str__(self) -> str:
        return str(self.dossier_id)
