"""Searches, which are kept for good, and preparations, which end by themselves."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy

from tinhso.government.notary.models.offices import Office
from tinhso.kernel.foundation.models import Record


class Search(Record):
    """A search before an act: who asked what, when, and what was found. Nothing in it is ever changed.

    ``asked`` holds the property's values as typed and the persons (name, number, year of birth); ``found`` what the
    clerk was shown, with names masked. ``keys`` are the property's keys.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField(null=True)
    account_name = models.CharField(max_length=120)
    keys = ArrayField(models.CharField(max_length=220), default=list)
    asked = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    for_act = models.BooleanField(default=True)

    class Meta:
        verbose_name = gettext_lazy("lần tra cứu")
        triggers = [pgtrigger.Protect(name="search_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.account_name} {self.created_at:%Y-%m-%d %H:%M}"


class Preparation(Record):
    """An office has a property open to prepare an act: others are warned until ``until``, or until it is closed."""

    search = models.OneToOneField(Search, on_delete=models.PROTECT, related_name="preparation")
    keys = ArrayField(models.CharField(max_length=220))
    until = models.DateTimeField()

    class Meta:
        verbose_name = gettext_lazy("văn bản đang chuẩn bị")
        indexes = [GinIndex(fields=["keys"], name="notary_preparation_keys")]

    def __str__(self) -> str:
        return f"{self.search} → {self.until:%H:%M}"
