"""Linked procedures, their versions, and the applications that run through several dossiers."""

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Dated, Record
from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.linked.states import BranchState, WholeState
from tinhso.kits.procedures.models import Dossier, Procedure
from tinhso.kits.procedures.states import Channel, ClockEventKind, VersionState


@pghistory.track()
class LinkedProcedure(Record):
    """A group of procedures done by one application; what it says is in its versions."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=400)
    plain_name = models.CharField("tên thường gọi", max_length=250)
    summary = models.TextField("tóm tắt")
    life_events = models.JSONField("sự kiện trong đời", default=list)
    search_text = models.TextField(editable=False)
    in_force = models.BooleanField("đang áp dụng", default=False)

    class Meta:
        verbose_name = "thủ tục liên thông"

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class LinkedVersion(Dated):
    """What a linked procedure says from a day on. A published version never changes; a new one takes its place."""

    procedure = models.ForeignKey(LinkedProcedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("phiên bản")
    state = models.CharField("trạng thái", max_length=9, choices=VersionState.choices, default=VersionState.DRAFT)
    definition = models.JSONField("nội dung")
    decision = models.CharField("quyết định công bố", max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "phiên bản thủ tục liên thông"
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="linked_version_once")]
        triggers = [
            pgtrigger.Protect(
                name="published_definition_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="published", old__definition__df=pgtrigger.F("new__definition")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} v{self.number}"


class LinkedDraft(Record):
    """A linked application that a citizen has begun: saved at every page, found again on any device."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="linked_drafts")
    version = models.ForeignKey(LinkedVersion, on_delete=models.PROTECT)
    agency = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    applicant = models.JSONField(default=dict)
    delivery = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    application = models.OneToOneField("LinkedApplication", on_delete=models.PROTECT, null=True, related_name="draft")
    """The application the draft became: sending twice gives the same one."""

    class Meta:
        verbose_name = "hồ sơ liên thông nháp"
        indexes = [models.Index(fields=["account", "-updated_at"], name="linked_draft_account")]

    def __str__(self) -> str:
        return str(self.id)


class LinkedDraftFile(Record):
    """A file that a citizen put with a part of a draft."""

    draft = models.ForeignKey(LinkedDraft, on_delete=models.CASCADE, related_name="files")
    part_code = models.CharField(max_length=60)
    alternative_code = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)

    class Meta:
        verbose_name = "tệp của hồ sơ liên thông nháp"

    def __str__(self) -> str:
        return self.part_code


class LinkedApplication(Record):
    """A linked application (hồ sơ liên thông): the whole, whose branches are dossiers of their own."""

    code = models.CharField("mã hồ sơ", max_length=50, unique=True)
    version = models.ForeignKey(LinkedVersion, on_delete=models.PROTECT)
    procedure = models.ForeignKey(LinkedProcedure, on_delete=models.PROTECT, related_name="applications")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="linked_applications")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="linked_applications")
    applicant_name = models.CharField("người nộp", max_length=120)
    applicant = models.JSONField("thông tin người nộp")
    answers = models.JSONField("nội dung tờ khai")
    delivery = models.JSONField("cách nhận kết quả", default=dict)
    channel = models.CharField("kênh nộp", max_length=8, choices=Channel.choices)
    agency = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("trạng thái", max_length=9, choices=WholeState.choices, default=WholeState.OPEN)
    term = models.JSONField("thời hạn chung", default=dict)
    submitted_at = models.DateTimeField("nộp lúc")
    received_at = models.DateTimeField("tiếp nhận lúc", null=True)
    due_at = models.DateTimeField("hẹn trả lúc", null=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True)
    withdrawn_at = models.DateTimeField("người dân rút lúc", null=True)
    folded = models.CharField(max_length=200, editable=False)
    idempotency_key = models.CharField(max_length=80, null=True, blank=True)

    class Meta:
        verbose_name = "hồ sơ liên thông"
        constraints = [models.UniqueConstraint(fields=["account", "idempotency_key"], name="linked_sent_once")]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="linked_submitted"),
            models.Index(fields=["account", "-submitted_at"], name="linked_account"),
            models.Index(fields=["state", "due_at"], name="linked_due"),
            GinIndex(fields=["folded"], name="linked_folded", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.code


class LinkedPart(Record):
    """A part as it was handed in with the application, for the branches that ask for it."""

    application = models.ForeignKey(LinkedApplication, on_delete=models.CASCADE, related_name="parts")
    code = models.CharField(max_length=60)
    alternative_code = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "giấy tờ của hồ sơ liên thông"

    def __str__(self) -> str:
        return self.code


class LinkedBranch(Record):
    """A branch of an application: waiting for others, then a dossier of its own."""

    application = models.ForeignKey(LinkedApplication, on_delete=models.CASCADE, related_name="branches")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=BranchState.choices, default=BranchState.WAITING)
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, null=True, related_name="linked_branch")
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    """Why it ended without its result, or could not be opened yet."""

    class Meta:
        verbose_name = "nhánh của hồ sơ liên thông"
        constraints = [models.UniqueConstraint(fields=["application", "code"], name="linked_branch_once")]

    def __str__(self) -> str:
        return self.name


class LinkedLogEntry(Record):
    """One line of the story of the whole; append-only."""

    application = models.ForeignKey(LinkedApplication, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    act = models.CharField(max_length=30)
    actor_name = models.CharField(max_length=120)
    branch = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "nhật ký hồ sơ liên thông"
        indexes = [models.Index(fields=["application", "at", "id"], name="linked_log")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.act


class LinkedClockEvent(Record):
    """One line of the deadline ledger of the whole; its ``cause`` says what in which branch wrote it, once.

    Replaying the lines gives every due time again, as for a dossier; see ``procedures.clocks``.
    """

    application = models.ForeignKey(LinkedApplication, on_delete=models.CASCADE, related_name="clock_events")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=ClockEventKind.choices)
    at = models.DateTimeField()
    branch = models.CharField(max_length=60, blank=True)
    cause = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    basis = models.CharField(max_length=300, blank=True)
    term = models.JSONField(default=dict)
    due_after = models.DateTimeField(null=True)
    calendar = models.UUIDField(null=True)
    """The stamp of the calendar's edition; none for the calendar that comes with the software."""

    class Meta:
        verbose_name = "sổ thời hạn của hồ sơ liên thông"
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="linked_clock_position_once"),
            models.UniqueConstraint(fields=["application", "cause"], name="linked_clock_cause_once"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
