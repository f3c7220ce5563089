"""The list of work in a reorganisation: what awaits a unit awaits its heir."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.organizations.moving import Column, Group, register

# Two units that become one may each have had an item about the same thing: the second is told apart by its slot.
register(
    Column(
        "inbox.items",
        _("Việc đang mở"),
        Group.INBOX,
        WorkItem,
        condition="t.closed_at IS NULL",
        clash=("subject_id", "kind", "slot"),
        aside=("slot", "left(b.identifier, 60)"),
        follows="subject_id",
        order=40,
    )
)
