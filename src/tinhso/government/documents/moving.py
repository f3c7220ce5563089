"""Personal papers in a reorganisation: who issued one stays its issuer; a consent not used yet goes to the heir."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.documents.models import KeptPaper, Share
from tinhso.kernel.organizations.moving import Column, Group, Stays, register

register(
    Column(
        "documents.shares",
        _("Giấy tờ người dân cho dùng ở hồ sơ nháp"),
        Group.WORK,
        Share,
        column="agency_id",
        condition="t.ended_at IS NULL AND t.dossier_id IS NULL",
        order=38,
        counted=False,
    ),
    Stays(
        "documents.kept",
        _("Giấy tờ trong kho cá nhân"),
        model=KeptPaper,
        column="issuer_id",
        note=_("Giữ tên nơi cấp."),
    ),
)
