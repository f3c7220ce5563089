"""Halls of a centre, their services and counters; tickets and appointments of a day."""

import pghistory
from django.db import models
from django.db.models import Q

from tinhso.government.queue.states import AT_COUNTER, OPEN, BookingState, TicketChannel, TicketState
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.foundation.models import Dated, Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.models import Dossier, ProcedureField


@pghistory.track()
class Hall(Record):
    """A hall (sảnh) of a one-stop centre: one kiosk, one board, one queue of numbers for each of its services."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="trung tâm")
    slug = models.SlugField("địa chỉ trên mạng", max_length=60, unique=True)
    name = models.CharField("tên sảnh", max_length=120)
    place = models.CharField("vị trí", max_length=200, blank=True)
    kiosk_key = models.CharField(max_length=40, unique=True)
    """The secret in the kiosk's address: only the device in the hall, not the whole net, gives out its numbers."""
    first_ticket_minutes = models.PositiveSmallIntegerField("phát số trước giờ mở cửa (phút)", default=30)
    last_ticket_minutes = models.PositiveSmallIntegerField("ngừng phát số trước giờ đóng cửa (phút)", default=0)
    in_use = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "sảnh"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="hall_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def centre(self) -> str:
        """The centre's name; that of a commune, all of which are called alike, with the commune's."""
        name, parent = self.unit.name, self.unit.parent
        if parent is None or self.unit.tier != Tier.COMMUNE:
            return name
        place = parent.name.removeprefix("Ủy ban nhân dân ").removeprefix("UBND ")
        return name if place in name else f"{name} {place}"


@pghistory.track()
class Service(Record):
    """A service of a hall: the fields of procedures that its numbers are for."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="services")
    code = models.CharField("chữ đầu của số", max_length=3)
    name = models.CharField("tên", max_length=120)
    icon = models.CharField("biểu tượng", max_length=40, blank=True, default="ticket")
    fields = models.ManyToManyField(ProcedureField, related_name="+", blank=True, verbose_name="lĩnh vực")
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    expected_minutes = models.PositiveSmallIntegerField("phút phục vụ một người, khi chưa có số liệu", default=8)
    slot_minutes = models.PositiveSmallIntegerField("độ dài một khung giờ hẹn (phút)", default=30)
    slot_places = models.PositiveSmallIntegerField("số người hẹn mỗi khung giờ (0: không nhận hẹn)", default=2)
    in_use = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "dịch vụ"
        constraints = [models.UniqueConstraint(fields=["hall", "code"], name="service_code_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Counter(Record):
    """A counter (quầy) and the services it serves."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField("số quầy")
    name = models.CharField("tên", max_length=120, blank=True)
    services = models.ManyToManyField(Service, related_name="counters", verbose_name="dịch vụ")
    in_use = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "quầy"
        constraints = [models.UniqueConstraint(fields=["hall", "number"], name="counter_number_once")]

    def __str__(self) -> str:
        return str(self.number)


class Sitting(Record):
    """That an officer sits at a counter, from a moment to a moment; a counter has one, and so has an officer."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="sittings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "ca trực quầy"
        constraints = [
            models.UniqueConstraint(fields=["counter"], condition=Q(ended_at=None), name="counter_one_officer"),
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="officer_one_counter"),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id}: {self.account_id}"


@pghistory.track()
class PriorityClass(Dated):
    """Who is served first, from a day on, and by which rule; no row at all means those of the software."""

    code = models.SlugField("mã", max_length=40)
    name = models.CharField("tên", max_length=150)
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    basis = models.CharField("căn cứ", max_length=300)
    certainty = models.CharField("mức chắc chắn", max_length=300, blank=True)

    class Meta:
        verbose_name = "đối tượng ưu tiên"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="priority_class_once")]

    def __str__(self) -> str:
        return self.name


class TicketNumber(models.Model):
    """The last number a service gave on a day; every day starts at 1."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "day"], name="ticket_day_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"


class Ticket(Record):
    """A number (số thứ tự) of a day. It holds no name: whoever carries the paper is served."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="tickets")
    series = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    """The service that gave the number; it keeps the number when it is moved to another service."""
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    label = models.CharField("số", max_length=12)
    token = models.CharField(max_length=24, unique=True)
    """The secret in the address under which the holder follows the number."""
    request_key = models.CharField(max_length=64, null=True, unique=True)
    """What the form that asked for the number was called: sent twice, it gives one number."""
    channel = models.CharField("cách lấy", max_length=6, choices=TicketChannel.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    priority = models.CharField("đối tượng ưu tiên", max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField()
    queued_at = models.DateTimeField()
    """What orders within a rank: when it was taken, or the appointment's hour; whoever was away goes to the end."""
    not_before = models.DateTimeField(null=True)
    state = models.CharField("trạng thái", max_length=9, choices=TicketState.choices, default=TicketState.WAITING)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, related_name="tickets")
    """The counter that called it; while it waits, the only one that may (transferred there)."""
    officer = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField("lấy số lúc")
    called_at = models.DateTimeField("gọi lúc", null=True)
    """When it was first called: the end of the wait."""
    last_called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField("bắt đầu phục vụ lúc", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)
    calls = models.PositiveSmallIntegerField("số lần gọi", default=0)

    class Meta:
        verbose_name = "số thứ tự"
        constraints = [
            models.UniqueConstraint(fields=["series", "day", "number"], name="ticket_number_once"),
            models.UniqueConstraint(fields=["counter"], condition=Q(state__in=AT_COUNTER), name="counter_one_ticket"),
            models.UniqueConstraint(
                fields=["account", "hall", "day"], condition=Q(state__in=OPEN), name="account_one_open_ticket"
            ),
        ]
        indexes = [
            models.Index(
                fields=["hall", "day", "rank", "queued_at", "id"],
                name="ticket_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["hall", "day", "-last_called_at"], name="ticket_called"),
            models.Index(fields=["account", "-taken_at"], name="ticket_account"),
        ]

    def __str__(self) -> str:
        return self.label


class TicketEvent(Record):
    """One line of a ticket's story: taken, called, moved, ended."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="story")
    at = models.DateTimeField()
    act = models.CharField(max_length=20)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "nhật ký số thứ tự"
        indexes = [models.Index(fields=["ticket", "at"], name="ticket_story")]

    def __str__(self) -> str:
        return self.act


class TicketDossier(Record):
    """That a dossier was received from the holder of a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="received")
    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="queue_ticket")

    class Meta:
        verbose_name = "hồ sơ nhận theo số"

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.dossier_id}"


class CounterRating(Record):
    """What the holder of a ticket thought of the counter: one to five, once."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "đánh giá tại quầy"
        constraints = [models.CheckConstraint(condition=Q(score__range=(1, 5)), name="counter_rating_one_to_five")]

    def __str__(self) -> str:
        return str(self.score)


class Booking(Record):
    """An appointment (lịch hẹn) of a citizen in a slot of a service."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField("giờ hẹn")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("họ tên", max_length=120)
    token = models.CharField(max_length=24, unique=True)
    code = models.CharField("mã hẹn", max_length=8, unique=True)
    """Short enough to be typed at the kiosk."""
    priority = models.CharField("đối tượng ưu tiên", max_length=40, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=BookingState.choices, default=BookingState.BOOKED)
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, null=True, related_name="booking")

    class Meta:
        verbose_name = "lịch hẹn"
        indexes = [
            models.Index(fields=["service", "starts_at"], name="booking_slot"),
            models.Index(fields=["account", "-starts_at"], name="booking_account"),
        ]

    def __str__(self) -> str:
        return self.code
