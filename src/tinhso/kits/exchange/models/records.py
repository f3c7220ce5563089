"""The log of the exchange. Triggers refuse every change except the sealing of an unsealed row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id


class Kind(models.TextChoices):
    """What was exchanged."""

    CALL = "call", _("Lượt gọi")
    MESSAGE = "message", _("Thông điệp")
    EVENT = "event", _("Sự kiện")
    PROBE = "probe", _("Thăm dò")


class Direction(models.TextChoices):
    """Who began it, seen from this installation."""

    IN = "in", _("Đến")
    OUT = "out", _("Đi")


class Result(models.TextChoices):
    """How it ended. Refused: by a rule, here; failed: the provider or the way there did."""

    OK = "ok", _("Thành công")
    REFUSED = "refused", _("Bị từ chối")
    FAILED = "failed", _("Lỗi")


class LogRecord(models.Model):
    """One exchange, as it was: ``signature`` is over every column above it, in their order (``log.canonical``).

    Rows are written unsealed, so that writers never wait for each other; a sealer gives position and hash.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("lúc", default=clock.now)
    kind = models.CharField("loại", max_length=8, choices=Kind.choices)
    direction = models.CharField("chiều", max_length=3, choices=Direction.choices)
    message_id = models.CharField("mã thông điệp", max_length=200)
    request_id = models.CharField("mã lượt xử lý", max_length=64, blank=True)
    consumer = models.CharField("bên khai thác", max_length=420, blank=True)
    service = models.CharField("dịch vụ", max_length=520, blank=True)
    agreement_id = models.UUIDField("thỏa thuận", null=True)
    purpose = models.CharField("mục đích", max_length=250, blank=True)
    caller = models.CharField("cách xác thực", max_length=100, blank=True)
    user_id = models.CharField("người dùng (X-Road-UserId)", max_length=200, blank=True)
    issue = models.CharField("vụ việc (X-Road-Issue)", max_length=200, blank=True)
    method = models.CharField("phương thức", max_length=10, blank=True)
    path = models.CharField("đường dẫn", max_length=500, blank=True)
    address = models.CharField("địa chỉ mạng", max_length=64, blank=True)
    result = models.CharField("kết quả", max_length=8, choices=Result.choices)
    status = models.PositiveSmallIntegerField("mã HTTP", default=0)
    error = models.CharField("loại lỗi", max_length=100, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    duration_us = models.PositiveBigIntegerField("thời gian (µs)", default=0)
    request_bytes = models.PositiveBigIntegerField("số byte gửi", default=0)
    response_bytes = models.PositiveBigIntegerField("số byte trả", default=0)
    request_hash = models.CharField("băm yêu cầu", max_length=128, blank=True)
    response_hash = models.CharField("băm trả lời", max_length=128, blank=True)
    body = models.TextField("nội dung", blank=True)
    details = models.TextField("chi tiết (JSON)", blank=True)
    key_id = models.CharField("khóa đã ký", max_length=64)
    signature = models.BinaryField("chữ ký")
    position = models.BigIntegerField("vị trí", null=True, unique=True, editable=False)
    previous = models.CharField(max_length=64, null=True, editable=False)
    hash = models.CharField(max_length=64, null=True, editable=False)

    class Meta:
        verbose_name = "dòng nhật ký trục"
        indexes = [
            models.Index(fields=["at"], name="exchange_log_unsealed", condition=models.Q(position__isnull=True)),
            models.Index(fields=["message_id"], name="exchange_log_message"),
            models.Index(fields=["consumer", "id"], name="exchange_log_consumer"),
            models.Index(fields=["service", "id"], name="exchange_log_service"),
            models.Index(fields=["result", "id"], name="exchange_log_wrong", condition=~models.Q(result="ok")),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.consumer} → {self.service}"

    @property
    def consumer_words(self) -> str:
        """Who asked; the installation's own probes say so."""
        return str(_("Hệ thống tự thăm dò")) if self.kind == Kind.PROBE else self.consumer

    @property
    def milliseconds(self) -> float:
        """How long it took."""
        return self.duration_us / 1000


class LogStamp(models.Model):
    """A trusted timestamp (RFC 3161) over the head of the chain, and over the stamp before it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("lúc, theo nơi cấp dấu")
    position = models.BigIntegerField("vị trí", unique=True)
    hash = models.CharField(max_length=64)
    previous = models.CharField("SHA-256 của dấu trước", max_length=64)
    token = models.BinaryField("dấu thời gian (RFC 3161)")
    authority = models.CharField("nơi cấp", max_length=200)

    class Meta:
        verbose_name = "dấu thời gian của nhật ký"

    def __str__(self) -> str:
        return f"{self.position}: {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def authority_name(self) -> str:
        """Who made it, by the common name of its certificate; the whole subject when it has none."""
        name = self.authority.partition("Common Name: ")[2].partition(", ")[0]
        return name or self.authority
