"""Documents sent, messages on their way, documents that came; the systems and units they travel between."""

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange.edxml.codes import Priority, StatusCode
from tinhso.kits.exchange.messages.states import (
    ArrivalState,
    DispatchState,
    Kind,
    MessageState,
    Outcome,
    RecallState,
    Route,
)


@pghistory.track(exclude=["next_at", "tries", "problem", "heard_at"])
class Correspondent(Record):
    """Another system to which documents go: an installation like this one, or a member that fetches them itself."""

    code = models.CharField("mã thành viên", max_length=300, unique=True)
    """The participant of the exchange's directory, as text: ``VN/GOV/H33``."""
    name = models.CharField("tên", max_length=200)
    root_identifier = models.CharField("mã định danh gốc", max_length=35)
    """Units whose identifiers begin so are its units: only in their name may it send."""
    address = models.URLField("địa chỉ", max_length=300, blank=True)
    route = models.CharField("cách gửi", max_length=5, choices=Route.choices, default=Route.PEER)
    active = models.BooleanField("đang dùng", default=True)
    fetches = models.BooleanField("hệ thống này chủ động đến lấy văn bản", default=False, db_default=False)
    """This installation stands behind a firewall and fetches what waits for it there."""
    next_at = models.DateTimeField("gửi lại từ", null=True)
    tries = models.PositiveSmallIntegerField("số lần không kết nối được", default=0)
    problem = models.CharField("vấn đề", max_length=600, blank=True)
    heard_at = models.DateTimeField("liên lạc được lần cuối", null=True)

    class Meta:
        verbose_name = "hệ thống gửi nhận"

    def __str__(self) -> str:
        return self.name


class KnownUnit(Record):
    """A unit of another system in the synchronised catalogue of identifiers; no correspondent: through the axis."""

    identifier = models.CharField("mã định danh", max_length=35, unique=True)
    name = models.CharField("tên", max_length=200)
    folded = models.CharField(max_length=250, editable=False)
    sort_key = models.CharField(max_length=500, editable=False)
    email = models.CharField("thư điện tử", max_length=254, blank=True)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, null=True, related_name="units")
    ended_at = models.DateTimeField("ngừng từ", null=True)
    seen_at = models.DateTimeField("thấy lần cuối", default=clock.now)

    class Meta:
        verbose_name = "đơn vị của hệ thống khác"
        indexes = [GinIndex(fields=["folded"], name="known_unit_folded", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.name


class Lane(models.Model):
    """The order of one sender's messages to one place; one is under way at a time.

    ``lease_until``: a worker is at it; when it died, another goes on after that moment.
    """

    sender = models.CharField("bên gửi", max_length=35)
    route = models.CharField(max_length=5, choices=Route.choices)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, null=True, related_name="lanes")
    last_number = models.PositiveBigIntegerField(default=0)
    delivered_number = models.PositiveBigIntegerField(default=0)
    """The number of the last message that the other side has."""
    waiting = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "hàng gửi"
        constraints = [
            models.UniqueConstraint(fields=["sender", "route", "correspondent"], name="lane_once", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["next_at"], name="lane_waiting", condition=Q(waiting=True))]

    def __str__(self) -> str:
        return f"{self.sender} → {self.correspondent_id or self.route}"


class Posting(Record):
    """A document as it was handed over to be sent: its header and files are the same for all who get it."""

    document_id = models.UUIDField("văn bản", db_index=True)
    """The caller's own row."""
    sender = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    edxml_id = models.CharField("mã văn bản", max_length=120)
    code = models.CharField("số, ký hiệu", max_length=80)
    subject = models.CharField("trích yếu", max_length=500)
    issued_on = models.DateField("ngày ban hành")
    header = models.JSONField("thông tin văn bản")
    business = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField("lý do", max_length=500, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replacements")

    class Meta:
        verbose_name = "văn bản gửi đi"

    def __str__(self) -> str:
        return self.code


class PostingFile(models.Model):
    """A file of a document that is sent."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "tệp gửi đi"
        constraints = [models.UniqueConstraint(fields=["posting", "position"], name="posting_file_place")]

    def __str__(self) -> str:
        return str(self.file_id)


class Dispatch(Record):
    """A document with one recipient: where it is, what the recipient said of it."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="dispatches")
    recipient = models.CharField("mã định danh nơi nhận", max_length=35)
    recipient_name = models.CharField("nơi nhận", max_length=200)
    state = models.CharField("tình trạng", max_length=14, choices=DispatchState.choices, default=DispatchState.QUEUED)
    status_code = models.CharField("bên nhận báo", max_length=2, choices=StatusCode.choices, blank=True)
    status_note = models.CharField("nội dung báo", max_length=500, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    arrived_at = models.DateTimeField("đến lúc", null=True)
    reported_at = models.DateTimeField("báo lần cuối", null=True)
    problem_code = models.CharField(max_length=30, blank=True)
    problem = models.CharField("vì sao không gửi được", max_length=600, blank=True)

    class Meta:
        verbose_name = "nơi nhận văn bản"
        constraints = [models.UniqueConstraint(fields=["posting", "recipient"], name="dispatch_once")]

    def __str__(self) -> str:
        return f"{self.posting_id} → {self.recipient}"


class Arrival(Record):
    """A document that came to a unit. What it says stands in its message; its files are this installation's."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="nơi nhận")
    sender = models.CharField("mã định danh bên gửi", max_length=35)
    sender_name = models.CharField("bên gửi", max_length=200)
    edxml_id = models.CharField("mã văn bản", max_length=120)
    code = models.CharField("số, ký hiệu", max_length=80)
    kind_name = models.CharField("loại", max_length=100)
    subject = models.CharField("trích yếu", max_length=500)
    issued_on = models.DateField("ngày ban hành")
    due_on = models.DateField("hạn", null=True)
    priority = models.PositiveSmallIntegerField("độ khẩn", choices=Priority.choices, default=Priority.NORMAL)
    business = models.PositiveSmallIntegerField(default=0)
    route = models.CharField(max_length=5, choices=Route.choices)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    """Of what the document says and of its files: the same document sent again has the same."""
    verdict = models.JSONField("kết quả kiểm tra chữ ký", default=dict)
    state = models.CharField(max_length=8, choices=ArrivalState.choices, default=ArrivalState.ARRIVED)
    status_code = models.CharField("đã báo bên gửi", max_length=2, choices=StatusCode.choices, blank=True)
    recall = models.CharField(max_length=7, choices=RecallState.choices, blank=True)
    recall_reason = models.CharField("lý do lấy lại", max_length=500, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    message = models.OneToOneField("ReceivedMessage", on_delete=models.PROTECT, related_name="arrival")

    class Meta:
        verbose_name = "văn bản đến qua trục"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "edxml_id", "sender"],
                condition=Q(state="arrived"),
                name="arrival_stands_once",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "-created_at"], name="arrival_of_unit"),
            models.Index(fields=["sender", "edxml_id"], name="arrival_document"),
        ]

    def __str__(self) -> str:
        return f"{self.code} → {self.unit_id}"


class ArrivalFile(models.Model):
    """A file that came with a document. Once the document was taken back only its name and hash stay."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("tên tệp", max_length=200)
    description = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "tệp của văn bản đến"
        constraints = [models.UniqueConstraint(fields=["arrival", "position"], name="arrival_file_place")]

    def __str__(self) -> str:
        return self.name


class StatusReport(Record):
    """A state that was reported: of a document that we sent (``dispatch``), or that came to us (``arrival``)."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, null=True, related_name="reports")
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, null=True, related_name="reports")
    code = models.CharField(max_length=2, choices=StatusCode.choices)
    description = models.CharField(max_length=500, blank=True)
    staff = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "trạng thái văn bản"
        constraints = [
            models.CheckConstraint(
                condition=Q(dispatch__isnull=False, arrival__isnull=True)
                | Q(dispatch__isnull=True, arrival__isnull=False),
                name="status_of_one",
            )
        ]
        triggers = [pgtrigger.Protect(name="status_report_stands", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.code


class OutgoingMessage(Record):
    """A message on its way out; its key is the message's own, by which the other side knows it again."""

    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    business = models.PositiveSmallIntegerField(null=True)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, null=True, related_name="messages")
    report = models.ForeignKey(StatusReport, on_delete=models.PROTECT, null=True, related_name="messages")
    event = models.JSONField(null=True)
    """A CloudEvent's ``type``, ``subject``, ``time`` and ``data``."""
    recipient = models.CharField(max_length=35, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=MessageState.choices, default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    problem_code = models.CharField(max_length=30, blank=True)
    problem = models.CharField(max_length=600, blank=True)
    xml = models.TextField(blank=True)
    """What was signed and sent."""
    handed_at = models.DateTimeField(null=True)
    """When a queue between the installations took it over; the other side has not answered by that."""
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "gói tin gửi đi"
        constraints = [models.UniqueConstraint(fields=["lane", "number"], name="message_number_once")]
        indexes = [
            models.Index(fields=["lane", "number"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-created_at", "-id"], name="message_dead", condition=Q(state="dead")),
            models.Index(fields=["handed_at"], name="message_handed", condition=Q(state="handed")),
        ]

    def __str__(self) -> str:
        return f"{self.lane_id}/{self.number}"

    @property
    def sending(self) -> str:
        """Which sending this is: one that is to go once more must not count as published already."""
        return f"{self.number}.{self.tries}"


class IncomingLane(models.Model):
    """How far the messages of a sender of another system were taken."""

    source = models.CharField(max_length=300)
    sender = models.CharField(max_length=35)
    last_number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "hàng nhận"
        constraints = [models.UniqueConstraint(fields=["source", "sender"], name="incoming_lane_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.sender}"


class ReceivedMessage(Record):
    """A message that came in; told twice it has effect once."""

    source = models.CharField("hệ thống gửi", max_length=300)
    message_id = models.CharField("mã gói tin", max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sender = models.CharField("bên gửi", max_length=35, blank=True)
    recipient = models.CharField("nơi nhận", max_length=35, blank=True)
    number = models.PositiveBigIntegerField(default=0)
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    problem_code = models.CharField(max_length=30, blank=True)
    problem = models.CharField(max_length=600, blank=True)
    times = models.PositiveIntegerField("số lần đến", default=1)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    xml = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    """A message too long for a row."""
    settled_at = models.DateTimeField("văn thư đã xem", null=True)

    class Meta:
        verbose_name = "gói tin nhận về"
        constraints = [models.UniqueConstraint(fields=["source", "message_id"], name="received_once")]
        indexes = [
            models.Index(
                fields=["-created_at", "-id"],
                name="received_refused",
                condition=Q(outcome="refused", settled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.message_id


class IncomingContent(Record):
    """A file that another system hands over ahead of the message that names it, whole or part by part."""

    source = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp đang nhận"
        constraints = [models.UniqueConstraint(fields=["source", "sha256"], name="incoming_content_once")]

    def __str__(self) -> str:
        return self.sha256


class EventSubscription(Record):
    """That another system is told of an event."""

    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE, related_name="subscriptions")
    event = models.CharField("sự kiện", max_length=80)

    class Meta:
        verbose_name = "đăng ký nhận sự kiện"
        constraints = [models.UniqueConstraint(fields=["correspondent", "event"], name="event_subscription_once")]

    def __str__(self) -> str:
        return self.event
