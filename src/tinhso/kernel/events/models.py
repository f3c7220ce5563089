"""The outbox, and the record of what each subscriber did with an event."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id


class OutboxEvent(models.Model):
    """Something that happened, written in the transaction in which it happened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("tên", max_length=80)
    subject_id = models.UUIDField("đối tượng", db_index=True)
    data = models.JSONField("dữ liệu", encoder=DjangoJSONEncoder, default=dict)
    actor = models.JSONField("người thực hiện", default=dict)
    at = models.DateTimeField("lúc", default=clock.now)
    trace = models.CharField("chuỗi việc", max_length=64, blank=True)

    class Meta:
        verbose_name = "sự kiện"

    def __str__(self) -> str:
        return f"{self.name} {self.subject_id}"


class DeliveryState(models.TextChoices):
    DONE = "done", "đã xử lý"
    FAILING = "failing", "đang thử lại"
    DEAD = "dead", "ngừng thử"


class Delivery(models.Model):
    """That a subscriber handled an event, or how it fails to. One row for each pair: the effect happens once."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    subscriber = models.CharField("nơi nhận", max_length=160)
    state = models.CharField("trạng thái", max_length=8, choices=DeliveryState.choices)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    error = models.TextField("lỗi", blank=True)
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "lần giao sự kiện"
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once")]
        indexes = [
            models.Index(fields=["state", "at"], name="delivery_open", condition=~models.Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.state}"
