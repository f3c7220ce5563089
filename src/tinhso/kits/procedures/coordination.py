"""What goes on around a step: opinions asked for, suspensions, notices to be signed, batches, hand-over slips."""

from django.db import models

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers.models import Paper
from tinhso.kits.procedures.states import BatchItemState, NoticeKind, NoticeState, OpinionState, SlipState, Verdict

DOSSIER, STEP = "procedures.Dossier", "procedures.DossierStep"


class Consultation(Record):
    """Opinions asked of several units at once (lấy ý kiến phối hợp); its step waits until they are there.

    What silence means and what the clock does are copied from the version, or from what the officer was allowed,
    so that the record says by itself under which rules it ran.
    """

    dossier = models.ForeignKey(DOSSIER, on_delete=models.CASCADE, related_name="consultations")
    step = models.ForeignKey(STEP, on_delete=models.CASCADE, related_name="consultations")
    number = models.PositiveSmallIntegerField()
    question = models.TextField("nội dung hỏi")
    asker_unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    clock = models.CharField(max_length=5)
    silence = models.CharField(max_length=5)
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    needed = models.PositiveSmallIntegerField("số ý kiến cần có")
    in_route = models.BooleanField(default=True)
    """Whether it is a step of the route; else an officer asked in the course of his own step."""
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lấy ý kiến"
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="consultation_number_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} ({self.number})"


class Opinion(Record):
    """What one unit is asked, until when, and what it answered; or that its silence was taken for agreement."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="opinions")
    dossier = models.ForeignKey(DOSSIER, on_delete=models.CASCADE, related_name="opinions")
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    question = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=OpinionState.choices, default=OpinionState.ASKED)
    due_at = models.DateTimeField("hạn trả lời")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    text = models.TextField("ý kiến", blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_name = models.CharField(max_length=250, blank=True)
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "ý kiến phối hợp"
        constraints = [models.UniqueConstraint(fields=["consultation", "unit"], name="opinion_of_a_unit_once")]
        indexes = [
            models.Index(fields=["due_at"], name="opinion_asked", condition=models.Q(state="asked")),
            models.Index(fields=["dossier"], name="opinion_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.state}"


class Suspension(Record):
    """That the handling rests (tạm đình chỉ), on which ground, since when and until when."""

    dossier = models.ForeignKey(DOSSIER, on_delete=models.CASCADE, related_name="suspensions")
    reason = models.TextField()
    article = models.CharField(max_length=250)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "tạm đình chỉ"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(ended_at__isnull=True), name="suspended_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.began_at}"


class Notice(Record):
    """A paper that a leader must sign before it goes out: the notice of a stop (form 05), an apology (form 04)."""

    dossier = models.ForeignKey(DOSSIER, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=NoticeKind.choices)
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING)
    reason = models.TextField()
    article = models.CharField(max_length=250, blank=True)
    working_days = models.PositiveSmallIntegerField("gia hạn thêm (ngày làm việc)", null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = "văn bản chờ ký"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind"], condition=models.Q(state="waiting"), name="notice_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.dossier_id}"


class SigningBatch(Record):
    """Papers that a leader signs with one confirmation, one after another in the background."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    secret = models.TextField(blank=True)
    """The PIN under the installation's key, only while the batch runs."""
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lượt ký hàng loạt"
        indexes = [models.Index(fields=["account", "-started_at"], name="signing_batch_account")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.started_at}"


class SigningBatchItem(Record):
    """One paper of a batch, and how it ended: signed, or refused and why."""

    batch = models.ForeignKey(SigningBatch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    dossier = models.ForeignKey(DOSSIER, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    """The dossier as the leader saw it; signing another one is refused."""
    state = models.CharField(max_length=8, choices=BatchItemState.choices, default=BatchItemState.WAITING)
    message = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "giấy tờ trong lượt ký"
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_position_once"),
            models.UniqueConstraint(fields=["batch", "dossier"], name="batch_dossier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position}"


class HandOverSlip(Record):
    """A slip (phiếu bàn giao) with which one unit hands dossiers to another, and the other says it has them."""

    number = models.CharField("số phiếu", max_length=60, unique=True)
    from_unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=SlipState.choices, default=SlipState.SENT)
    note = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    sent_name = models.CharField(max_length=250)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_name = models.CharField(max_length=250, blank=True)
    counts_from = models.DateTimeField(null=True)
    """From when what was handed over counts as there: the next working day when confirmed after the cut-off."""
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "phiếu bàn giao"
        indexes = [
            models.Index(fields=["from_unit", "-sent_at"], name="slip_from"),
            models.Index(fields=["to_unit", "-sent_at"], name="slip_to"),
        ]

    def __str__(self) -> str:
        return self.number


class HandOverSlipItem(Record):
    """One dossier on a slip."""

    slip = models.ForeignKey(HandOverSlip, on_delete=models.CASCADE, related_name="items")
    dossier = models.ForeignKey(DOSSIER, on_delete=models.CASCADE, related_name="slip_items")
    papers = models.PositiveSmallIntegerField("số bản giấy", default=0)
    received = models.BooleanField(null=True)
    """Whether the other side found it; unknown until it confirms."""

    class Meta:
        verbose_name = "hồ sơ trong phiếu bàn giao"
        constraints = [models.UniqueConstraint(fields=["slip", "dossier"], name="slip_dossier_once")]

    def __str__(self) -> str:
        return f"{self.slip_id}: {self.dossier_id}"
