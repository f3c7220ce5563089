"""Books (sổ văn bản) and the numbers that they gave."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents.states import Direction, NumberState
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit


@pghistory.track()
class Book(Record):
    """A book of one agency: its numbers run from 01 on 1 January (Nghị định 30/2020/NĐ-CP, Điều 15, 22)."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    direction = models.CharField(_("loại sổ"), max_length=8, choices=Direction.choices)
    name = models.CharField(_("tên sổ"), max_length=120)
    usual = models.BooleanField(_("sổ dùng mặc định"), default=False)
    closed_on = models.DateField(_("đóng sổ từ ngày"), null=True, blank=True)

    class Meta:
        verbose_name = "sổ văn bản"
        constraints = [
            models.UniqueConstraint(fields=["unit", "direction", "name"], name="documents_book_name_once"),
            models.UniqueConstraint(
                fields=["unit", "direction"],
                condition=Q(usual=True, closed_on__isnull=True),
                name="documents_book_usual_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BookSeries(models.Model):
    """The last number that a book gave in a year: incoming one series, outgoing one for each kind.

    Copies (SY, TrS, SL) share the series ``ban-sao`` (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="series")
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=30, blank=True)
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = "dãy số của sổ"
        constraints = [models.UniqueConstraint(fields=["book", "year", "series"], name="documents_series_once")]

    def __str__(self) -> str:
        return f"{self.book_id} {self.year} {self.series}: {self.last}"


class BookNumber(Record):
    """One number of a series and what became of it: used, held back, or cancelled with its reason."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="numbers")
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=30, blank=True)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=NumberState.choices)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "số văn bản"
        constraints = [
            models.UniqueConstraint(fields=["book", "year", "series", "number"], name="documents_number_once"),
            models.CheckConstraint(
                condition=Q(state=NumberState.USED) | ~Q(reason=""), name="documents_number_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.year}"
