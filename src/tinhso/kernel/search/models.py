"""Lists as people keep them."""

from django.conf import settings
from django.db import models

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.search.places import PLACES


class SavedView(Record):
    """A list as somebody likes it: words, filters, columns and look, as the address carries them."""

    place = models.CharField("danh sách", max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("tên", max_length=80)
    query = models.CharField(max_length=2000)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    """The agency of who keeps it."""
    shared = models.BooleanField("mọi người trong cơ quan xem được danh sách đều thấy", default=False)

    class Meta:
        verbose_name = "cách xem đã lưu"
        constraints = [models.UniqueConstraint(fields=["place", "owner", "name"], name="search_view_once")]
        indexes = [models.Index(fields=["place", "shared"], name="search_view_shared")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The address of the list as it was kept."""
        return PLACES[self.place].address(self.query)
