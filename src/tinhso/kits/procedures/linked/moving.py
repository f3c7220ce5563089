"""Linked applications in a reorganisation: the open ones go to the heir, like the dossiers in them."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.organizations.moving import Column, Group, register
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedDraft

_OPEN = "t.ended_at IS NULL"
register(
    Column(
        "linked.applications",
        _("Hồ sơ liên thông đang giải quyết"),
        Group.WORK,
        LinkedApplication,
        column="agency_id",
        condition=_OPEN,
        order=25,
    ),
    Column(
        "linked.desks",
        _("Nơi tiếp nhận hồ sơ liên thông"),
        Group.WORK,
        LinkedApplication,
        column="desk_id",
        condition=_OPEN,
        desk=True,
        order=26,
        counted=False,
    ),
    Column(
        "linked.drafts",
        _("Hồ sơ liên thông nháp"),
        Group.WORK,
        LinkedDraft,
        column="agency_id",
        condition="t.application_id IS NULL",
        order=27,
    ),
)
