"""Work items."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.inbox.declarations import INBOX_KINDS
from tinhso.kernel.organizations.models import OrganizationUnit

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The sorting moment of an item without a due time: after every other."""


class Priority(models.IntegerChoices):
    """How urgent an item is."""

    NORMAL = 0, _("Thường")
    URGENT = 1, _("Khẩn")
    EXPRESS = 2, _("Hỏa tốc")


class WorkItem(Record):
    """Something that awaits one account, or anybody with ``permission`` over ``unit`` when no account is named.

    ``slot`` tells apart several open items of one kind about one subject in one unit. ``due_sort`` is the due
    time, or ``NEVER``: lists go by it and the key.
    """

    kind = models.CharField("loại việc", max_length=60)
    subject_id = models.UUIDField("đối tượng")
    slot = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, db_index=False, verbose_name="đơn vị")
    permission = models.CharField("quyền cần có", max_length=60)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="work_items",
        verbose_name="người xử lý",
    )
    title = models.CharField("tiêu đề", max_length=250)
    detail = models.CharField("nội dung", max_length=500, blank=True)
    priority = models.SmallIntegerField("độ khẩn", choices=Priority.choices, default=Priority.NORMAL)
    due_at = models.DateTimeField("hạn xử lý", null=True, blank=True)
    due_sort = models.DateTimeField(default=NEVER, editable=False)
    opened_at = models.DateTimeField("mở lúc")
    assigned_at = models.DateTimeField("giao lúc", null=True, blank=True)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="người hoàn thành",
    )

    class Meta:
        verbose_name = "việc"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "kind", "unit", "slot"],
                condition=Q(closed_at__isnull=True),
                name="inbox_open_once",
            ),
        ]
        # Only open items are listed and counted; among millions of closed ones these indexes stay small.
        indexes = [
            models.Index(
                fields=["account", "due_sort", "id"], condition=Q(closed_at__isnull=True), name="inbox_open_mine"
            ),
            models.Index(
                fields=["unit", "permission", "due_sort", "id"],
                condition=Q(closed_at__isnull=True, account__isnull=True),
                name="inbox_open_pool",
            ),
            # For those who see much of the open work: read in the order of the list until a page is full.
            models.Index(fields=["due_sort", "id"], condition=Q(closed_at__isnull=True), name="inbox_open_due"),
            models.Index(fields=["subject_id"], name="inbox_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sentence(self) -> str:
        """What is to be done, in words."""
        return str(INBOX_KINDS[self.kind].sentence)

    @property
    def url(self) -> str:
        """The address of the screen on which the work is done."""
        return INBOX_KINDS[self.kind].url_of(self.subject_id)
