"""Procedures, their versions, and the dossiers that follow them."""

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tinhso.kernel.areas.models import Area
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Dated, Record
from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers.models import Paper
from tinhso.kits.procedures import coordination as coordination  # what goes on around the steps, its own file
from tinhso.kits.procedures.states import (
    Channel,
    ClockEventKind,
    OnlineLevel,
    Status,
    StepState,
    VersionState,
)


@pghistory.track()
class ProcedureField(Record):
    """A field of administration (lĩnh vực)."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=150)
    icon = models.CharField("biểu tượng", max_length=40, blank=True)

    class Meta:
        verbose_name = "lĩnh vực"

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Procedure(Record):
    """An administrative procedure (TTHC) under its national code; what it says is in its versions."""

    code = models.CharField("mã thủ tục", max_length=30, unique=True)
    name = models.CharField("tên", max_length=400)
    plain_name = models.CharField("tên thường gọi", max_length=250)
    field = models.ForeignKey(ProcedureField, on_delete=models.PROTECT, related_name="procedures")
    tier = models.CharField("cấp thực hiện", max_length=10)
    online_level = models.CharField("mức độ trực tuyến", max_length=8, choices=OnlineLevel.choices)
    audience = models.JSONField("đối tượng", default=list)
    life_events = models.JSONField("sự kiện trong đời", default=list)
    search_text = models.TextField(editable=False)
    in_force = models.BooleanField("đang áp dụng", default=False)

    class Meta:
        verbose_name = "thủ tục hành chính"
        indexes = [GinIndex(fields=["search_text"], name="procedure_search", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ProcedureVersion(Dated):
    """What a procedure says from a day on. A published version never changes; a new one takes its place."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("phiên bản")
    state = models.CharField("trạng thái", max_length=9, choices=VersionState.choices, default=VersionState.DRAFT)
    definition = models.JSONField("nội dung")
    decision = models.CharField("quyết định công bố", max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "phiên bản thủ tục"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_definition_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="published", old__definition__df=pgtrigger.F("new__definition")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} v{self.number}"


class Draft(Record):
    """An application that a citizen has begun: saved at every page, found again on any device."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="drafts")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT)
    agency = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    applicant = models.JSONField(default=dict)
    delivery = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    dossier = models.OneToOneField("Dossier", on_delete=models.PROTECT, null=True, related_name="draft")
    """The dossier the draft became: sending twice gives the same one."""

    class Meta:
        verbose_name = "hồ sơ nháp"
        indexes = [models.Index(fields=["account", "-updated_at"], name="draft_account")]

    def __str__(self) -> str:
        return str(self.id)


class DraftFile(Record):
    """A file that a citizen put with a part of a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    part_code = models.CharField(max_length=60)
    alternative_code = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)

    class Meta:
        verbose_name = "tệp của hồ sơ nháp"

    def __str__(self) -> str:
        return self.part_code


class DailyNumber(models.Model):
    """The last number a unit gave on a day; numbers restart every day per receiving unit."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="daily_number_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"


class Dossier(Record):
    """An application on its way (hồ sơ TTHC). It keeps the version it was received under."""

    code = models.CharField("mã hồ sơ", max_length=50, unique=True)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="dossiers")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="dossiers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="dossiers")
    applicant_name = models.CharField("người nộp", max_length=120)
    applicant = models.JSONField("thông tin người nộp")
    """The applicant as he stood when he applied: name, personal number, phone, e-mail, address."""
    answers = models.JSONField("nội dung tờ khai")
    delivery = models.JSONField("cách nhận kết quả", default=dict)
    channel = models.CharField("kênh nộp", max_length=8, choices=Channel.choices)
    reception_unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.PositiveSmallIntegerField("trạng thái", choices=Status.choices)
    term = models.JSONField("thời hạn", default=dict)
    """The term case in force: label, measure, basis."""
    fees = models.JSONField("phí, lệ phí", default=list)
    submitted_at = models.DateTimeField("nộp lúc")
    received_at = models.DateTimeField("tiếp nhận lúc", null=True)
    due_at = models.DateTimeField("hẹn trả lúc", null=True)
    finished_at = models.DateTimeField("xử lý xong lúc", null=True)
    handed_over_at = models.DateTimeField("trả kết quả lúc", null=True)
    holder_unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    holder_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    """Grows by one with every transition; an act on an older revision is refused."""
    last_actor = models.CharField(max_length=120, blank=True)
    last_acted_at = models.DateTimeField(null=True)
    supplements = models.PositiveSmallIntegerField(default=0)
    folded = models.CharField(max_length=200, editable=False)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True)

    class Meta:
        verbose_name = "hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["account", "idempotency_key"], name="dossier_sent_once"),
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="dossier_submitted"),
            models.Index(fields=["agency", "-submitted_at", "-id"], name="dossier_agency"),
            models.Index(fields=["reception_unit", "-submitted_at", "-id"], name="dossier_reception"),
            models.Index(fields=["account", "-submitted_at"], name="dossier_account"),
            models.Index(fields=["person", "-submitted_at"], name="dossier_person"),
            models.Index(
                fields=["holder_unit", "due_at", "id"],
                name="dossier_in_hand",
                condition=models.Q(status__in=[1, 2, 4, 5, 6]),
            ),
            GinIndex(fields=["folded"], name="dossier_folded", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.code


class DossierUnit(models.Model):
    """That a unit takes part in a dossier: it received it, is competent for it, or does a step of it.

    Row rights of officers are this table and the units of their posts.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="participants")
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    """Copied from the dossier, which never changes it, so that a unit's list reads one index."""

    class Meta:
        verbose_name = "đơn vị tham gia"
        constraints = [models.UniqueConstraint(fields=["dossier", "unit"], name="dossier_unit_once")]
        indexes = [models.Index(fields=["unit", "-submitted_at", "-dossier"], name="dossier_unit_list")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.unit_id}"


class DossierPart(Record):
    """A part as it was handed in."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="parts")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=400)
    alternative_code = models.CharField(max_length=60, blank=True)
    form = models.CharField(max_length=10)
    count = models.PositiveSmallIntegerField(default=1)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    certified = models.BooleanField("đã đối chiếu bản gốc", default=False)
    added_at = models.DateTimeField()
    supplement = models.ForeignKey("Supplement", on_delete=models.PROTECT, null=True, related_name="parts")

    class Meta:
        verbose_name = "thành phần hồ sơ"

    def __str__(self) -> str:
        return self.name


class DossierStep(Record):
    """One run of a step of the route. A repeated step counts from its first start and leaves out waiting."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=StepState.choices)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    first_opened_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "bước xử lý"
        indexes = [
            models.Index(fields=["dossier", "position"], name="step_dossier"),
        ]

    def __str__(self) -> str:
        return self.name


class DossierLogEntry(Record):
    """One line of a dossier's story; append-only."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    act = models.CharField(max_length=30)
    actor = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, null=True, related_name="+")
    status_before = models.PositiveSmallIntegerField(null=True)
    status_after = models.PositiveSmallIntegerField()
    step_code = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    article = models.CharField(max_length=250, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = "nhật ký hồ sơ"
        indexes = [models.Index(fields=["dossier", "at", "id"], name="log_dossier")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.act


class ClockEvent(Record):
    """One line of the deadline ledger: what happened to a dossier's clock, when, why, and the due time after it.

    Replaying the lines under the rules of the version gives every due time again: each under the edition of the
    calendar by which it was counted, so that a later change of the calendar does not touch what was promised.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="clock_events")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=ClockEventKind.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    basis = models.CharField(max_length=300, blank=True)
    term = models.JSONField(default=dict)
    due_after = models.DateTimeField(null=True)
    calendar = models.UUIDField(null=True)
    """The stamp of the calendar's edition; none for the calendar that comes with the software."""

    class Meta:
        verbose_name = "sổ thời hạn"
        constraints = [models.UniqueConstraint(fields=["dossier", "position"], name="clock_event_position_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Supplement(Record):
    """A request for a supplement (yêu cầu bổ sung), complete in one letter, and its answer."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="supplement_requests")
    number = models.PositiveSmallIntegerField()
    items = models.JSONField()
    """What is asked: ``[{part, what, reason, article}]``."""
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = "yêu cầu bổ sung"
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="supplement_number_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} ({self.number})"


class DossierPaper(Record):
    """A paper issued in the course of a dossier: receipt, supplement slip, refusal, apology, result …"""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=30)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "giấy tờ của hồ sơ"

    def __str__(self) -> str:
        return self.kind


class DossierResult(Record):
    """The result: proposed by a specialist, signed by a leader, handed over to the citizen."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="result")
    granted = models.BooleanField(default=True)
    content = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    article = models.CharField(max_length=250, blank=True)
    draft_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "kết quả"

    def __str__(self) -> str:
        return str(self.dossier_id)


class Rating(Record):
    """What the citizen thought of the handling: one to five, once for each dossier."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="rating")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "đánh giá"
        constraints = [models.CheckConstraint(condition=models.Q(score__range=(1, 5)), name="rating_one_to_five")]

    def __str__(self) -> str:
        return str(self.score)
