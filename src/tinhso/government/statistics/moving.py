"""Figures in a reorganisation: what happened stays where it happened; a low rating not looked at goes to the heir."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.statistics.models import RatingFollowUp
from tinhso.kernel.organizations.moving import Column, Group, register

register(
    Column(
        "statistics.follow-ups",
        _("Đánh giá thấp chờ xem xét"),
        Group.WORK,
        RatingFollowUp,
        condition="t.answered_at IS NULL",
        order=39,
    )
)
