"""Pairs of records that may be of one person, with the score, the reasons, and what somebody decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.government.masterdata.models.people import Person
from tinhso.kernel.foundation.models import Record


class Verdict(models.TextChoices):
    """What became of a pair."""

    OPEN = "open", _("Chờ xem xét")
    SAME = "same", _("Đã gộp: cùng một người")
    DIFFERENT = "different", _("Hai người khác nhau")


class DuplicatePair(Record):
    """That two records may be of one person. ``first`` is the older; a pair stands once, whatever is found again.

    ``bits`` is the score of ``kernel.search.likeness``; ``reasons`` are codes with their weights as they were then.
    """

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("bản ghi trước"))
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("bản ghi sau"))
    unit_id = models.UUIDField(_("đơn vị"), db_index=False)
    """The unit whose record ``second`` is; whoever may merge there sees the pair in the list of work."""
    bits = models.FloatField(_("điểm"))
    reasons = models.JSONField(_("lý do"), default=list)
    verdict = models.CharField(_("kết luận"), max_length=9, choices=Verdict.choices, default=Verdict.OPEN)
    decided_at = models.DateTimeField(_("kết luận lúc"), null=True)
    decided_by = models.CharField(_("người kết luận"), max_length=120, blank=True)
    reason = models.CharField(_("căn cứ"), max_length=300, blank=True)
    merge_id = models.UUIDField(_("lần gộp"), null=True)

    class Meta:
        verbose_name = _("cặp có thể trùng")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once")]
        indexes = [
            models.Index(
                fields=["unit_id", "-bits", "id"], name="duplicate_pair_open", condition=models.Q(verdict="open")
            ),
            models.Index(fields=["second"], name="duplicate_pair_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
