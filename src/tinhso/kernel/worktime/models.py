"""The calendar as a province keeps it: covered years, days off and make-up days, office hours."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.models import Dated, Record


class DayKind(models.TextChoices):
    """What an exceptional day is."""

    OFF = "off", _("Ngày nghỉ")
    WORK = "work", _("Ngày làm bù")


class Scope(models.TextChoices):
    """Who decided a day: a province's own decision stands above the country's table."""

    NATIONAL = "national", _("Cả nước")
    PROVINCE = "province", _("Riêng tỉnh")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CalendarDay(Record):
    """A day off, or a weekly day off that is worked. A province's exception carries its reason."""

    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=4, choices=DayKind.choices)
    name = models.CharField("tên", max_length=150)
    source = models.CharField("nguồn, căn cứ", max_length=250, blank=True)
    scope = models.CharField("phạm vi", max_length=8, choices=Scope.choices, default=Scope.NATIONAL)
    reason = models.CharField("lý do", max_length=250, blank=True)
    is_certain = models.BooleanField("đã kiểm tra", default=True)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        ordering = ["day", "scope"]
        constraints = [
            models.UniqueConstraint(fields=["day", "scope"], name="calendar_day_once"),
            models.CheckConstraint(
                condition=models.Q(scope="national") | ~models.Q(reason=""), name="calendar_exception_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.name}"


@pghistory.track()
class CoveredYear(Record):
    """A year whose days off are in the table; ``decided`` tells whether they are announced or only computed."""

    year = models.PositiveSmallIntegerField("năm", unique=True)
    decided = models.BooleanField("đã có thông báo chính thức", default=False)
    source = models.CharField("nguồn, căn cứ", max_length=250, blank=True)

    class Meta:
        verbose_name = "năm đã có lịch"
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OfficeHours(Dated):
    """Office hours on some weekdays (0 is Monday); ``intervals`` are pairs such as ``["07:30", "11:30"]``."""

    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name="thứ trong tuần")
    intervals = models.JSONField("giờ làm việc")
    source = models.CharField("nguồn, căn cứ", max_length=250, blank=True)

    class Meta:
        verbose_name = "giờ làm việc"
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return ", ".join(f"{opening}–{closing}" for opening, closing in self.intervals)


class CalendarEdition(models.Model):
    """The whole calendar as it stood under a stamp: what was counted by it can be counted again for ever."""

    stamp = models.UUIDField(primary_key=True)
    made_at = models.DateTimeField()
    content = models.JSONField()
    """``{"years": {"2026": true}, "days": {"2026-09-02": false}, "hours": [[from, to, weekdays, intervals]]}``."""

    class Meta:
        verbose_name = "bản lịch"

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class CalendarStamp(models.Model):
    """One row whose stamp changes with every change of the calendar, so that processes drop what they cached."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField(default=new_id)

    class Meta:
        verbose_name = "dấu phiên bản lịch"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="calendar_stamp_single")]

    def __str__(self) -> str:
        return str(self.stamp)
