"""Parcels in a reorganisation: those under way are the heir's desk's."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.post.models import Parcel
from tinhso.kernel.organizations.moving import Column, Group, register

register(
    Column(
        "post.parcels",
        _("Bưu gửi đang đi"),
        Group.WORK,
        Parcel,
        condition="t.state NOT IN ('delivered', 'returned', 'lost', 'cancelled')",
        desk=True,
        order=37,
    )
)
