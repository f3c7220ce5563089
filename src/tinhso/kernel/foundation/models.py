"""Base models, one for each kind of thing; a model takes the lowest rung that fits."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Func, Q

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id


class DateRange(Func):
    """The days from one column to another, both included, for exclusion constraints over ``Dated`` rows.

    A row that ends the day before it begins (revoked before it held) makes an empty range, which overlaps nothing.
    """

    template = "DATERANGE(%(expressions)s::date + 1, '[)')"
    arg_joiner = "::date, "
    output_field = DateRangeField()


class Record(models.Model):
    """A thing with a UUIDv7 key and the moment of its making."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class DatedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that hold for a time."""

    def on(self, day: date | None = None) -> Self:
        """Keep the rows that hold on ``day`` (today when not given)."""
        day = day or clock.today()
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Dated(Record):
    """A record that holds from a day, and to a day, both included; nothing is deleted, it ends."""

    valid_from = models.DateField("có hiệu lực từ ngày")
    valid_to = models.DateField("hết hiệu lực sau ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date | None = None) -> bool:
        """Tell whether the record holds on ``day`` (today when not given)."""
        day = day or clock.today()
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
