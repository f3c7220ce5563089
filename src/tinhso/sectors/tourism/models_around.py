"""What stands around places and lodgings: their pictures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record


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
