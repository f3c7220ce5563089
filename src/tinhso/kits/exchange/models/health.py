"""How services are doing: one row each, written anew from the log every minute."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.kits.exchange.models.directory import Service


class Breaker(models.TextChoices):
    """Whether calls are let through to a provider."""

    CLOSED = "closed", pgettext_lazy("service", "Đang phục vụ")
    OPEN = "open", _("Tạm ngắt")


class ServiceHealth(models.Model):
    """What the log of the last hour says of a service; ``last_*`` remember what lies further back."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, primary_key=True, related_name="health")
    measured_at = models.DateTimeField("đo lúc")
    calls = models.PositiveIntegerField("lượt gọi trong giờ qua", default=0)
    refused = models.PositiveIntegerField("bị từ chối", default=0)
    failed = models.PositiveIntegerField("lỗi", default=0)
    p50_ms = models.FloatField("trung vị (ms)", null=True)
    p95_ms = models.FloatField("p95 (ms)", null=True)
    last_success_at = models.DateTimeField("lần thành công gần nhất", null=True)
    last_failure_at = models.DateTimeField("lần lỗi gần nhất", null=True)
    last_reason = models.CharField("lý do lỗi gần nhất", max_length=500, blank=True)
    probed_at = models.DateTimeField("thăm dò lúc", null=True)
    probe_ok = models.BooleanField("thăm dò thành công", null=True)
    alerted_at = models.DateTimeField("đã báo chủ quản lúc", null=True)

    class Meta:
        verbose_name = "tình trạng dịch vụ"

    def __str__(self) -> str:
        return str(self.service)

    @property
    def error_share(self) -> float | None:
        """The share of failed calls among those that no rule refused; none without calls."""
        asked = self.calls - self.refused
        return self.failed / asked if asked > 0 else None

    @property
    def error_percent(self) -> float | None:
        """The same, in hundredths."""
        share = self.error_share
        return None if share is None else share * 100
