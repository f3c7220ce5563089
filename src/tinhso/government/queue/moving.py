"""Halls in a reorganisation: with their counters, tickets and appointments they go to the heir's desk."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.queue.models import Hall
from tinhso.kernel.organizations.moving import Column, Group, register

register(
    Column(
        "queue.halls",
        _("Sảnh một cửa (kèm quầy, số thứ tự, lịch hẹn)"),
        Group.QUEUES,
        Hall,
        desk=True,
        clash=("name",),
        aside=("name", "left(t.name || ' – ' || COALESCE(NULLIF(b.short_name, ''), b.name), 120)"),
        order=45,
    )
)
