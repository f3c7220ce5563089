"""Agreements: which subsystem may ask which service for which fields, for what, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.models import DateRange, Record
from tinhso.kits.exchange.models.directory import Service, Subsystem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class AgreementState(models.TextChoices):
    """How far an agreement has come; only an approved one opens anything."""

    ASKED = "asked", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REFUSED = "refused", _("Từ chối")
    ENDED = "ended", _("Đã chấm dứt")


_TONES: dict[str, str] = {
    AgreementState.ASKED: "waiting",
    AgreementState.REFUSED: "danger",
    AgreementState.ENDED: "neutral",
}


@pghistory.track()
class Agreement(Record):
    """A consumer's right to ask. ``fields``: paths of the service's fields; what is not listed is cut from answers."""

    consumer = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="agreements")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="agreements")
    fields = models.JSONField("trường dữ liệu", default=list)
    purpose = models.CharField("mục đích", max_length=250)
    legal_ground = models.CharField("căn cứ pháp lý", max_length=300)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    per_minute = models.PositiveIntegerField("số lượt tối đa mỗi phút", default=600)
    per_day = models.PositiveIntegerField("số lượt tối đa mỗi ngày", default=100_000)
    state = models.CharField("tình trạng", max_length=8, choices=AgreementState.choices, default=AgreementState.ASKED)
    asked_by = models.CharField("người đề nghị", max_length=120, blank=True)
    asked_by_id = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decided_by = models.CharField("người duyệt", max_length=120, blank=True)
    ended_at = models.DateTimeField("chấm dứt lúc", null=True, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)

    class Meta:
        verbose_name = "thỏa thuận chia sẻ"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="exchange_agreement_dates",
            ),
            ExclusionConstraint(
                name="exchange_one_agreement_at_a_time",
                expressions=[
                    ("consumer", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state="approved"),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="exchange_agreement_state")]

    def __str__(self) -> str:
        return f"{self.consumer} → {self.service}"

    @property
    def standing(self) -> tuple[StrOrPromise, str]:
        """How it stands today in words, and their tone: what is approved opens something only between its dates."""
        if self.state == AgreementState.APPROVED:
            today = clock.today()
            if today < self.valid_from:
                return _("Đã duyệt, chưa đến ngày"), "info"
            if self.valid_to is not None and self.valid_to < today:
                return _("Hết thời hạn"), "neutral"
            return _("Đang hiệu lực"), "success"
        return AgreementState(self.state).label, _TONES[self.state]
