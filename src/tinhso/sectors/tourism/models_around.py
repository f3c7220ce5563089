"""What stands around places and lodgings: their pictures, and what citizens think of them."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account


class Picture(Record):
    """A picture of a row of a register of tourism, in two sizes without what the camera wrote into the file.

    Nothing is deleted: a picture that is taken away has ``removed_at``.
    """

    register = models.CharField(max_length=60)
    row_id = models.UUIDField()
    original = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("tệp gốc"))
    large = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    small = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    caption = models.CharField(_("ảnh chụp gì"), max_length=200)
    author = models.CharField(_("người chụp, nguồn ảnh"), max_length=150)
    position = models.IntegerField(default=0)
    """The smallest leads."""
    added_by = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("ảnh du lịch")
        indexes = [
            models.Index(
                fields=["row_id", "position", "id"], name="tourism_picture_row", condition=models.Q(removed_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.caption


class CommentState(models.TextChoices):
    """Whether a comment is seen by others."""

    NONE = "none", _("Không có bình luận")
    WAITING = "waiting", _("Chờ duyệt")
    SHOWN = "shown", _("Đã hiện")
    REFUSED = "refused", _("Không được hiện")


@pghistory.track()
class Rating(Record):
    """What a citizen thinks of a place or lodging: one for each citizen and row, changed at will.

    The stars count at once; the comment is seen by others when an official has let it through. ``revision`` counts
    the changes, so that an official decides on the words that he read.
    """

    register = models.CharField(max_length=60)
    row_id = models.UUIDField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField(_("số điểm"))
    comment = models.CharField(_("bình luận"), max_length=600, blank=True)
    state = models.CharField(max_length=7, choices=CommentState.choices, default=CommentState.NONE)
    reason = models.CharField(_("lý do không cho hiện"), max_length=300, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    rated_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("đánh giá điểm du lịch")
        constraints = [
            models.UniqueConstraint(fields=["row_id", "account"], name="tourism_rating_once"),
            models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="tourism_rating_stars"),
        ]
        indexes = [
            models.Index(fields=["rated_at", "id"], name="tourism_rating_waiting", condition=models.Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.stars}/5"
