"""What moves with a reorganisation: what is open goes to the heir; what ended stays where it was done."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.directives.models import (
    Directive,
    DirectiveEvent,
    DirectiveTemplate,
    DirectiveUnit,
    RankingClosing,
)
from tinhso.kernel.organizations.moving import Column, Group, Stays, register

_OPEN = "t.phase NOT IN ('done', 'cancelled')"
register(
    Column(
        "directives.leads", _("Nhiệm vụ giao đang thực hiện"), Group.WORK, Directive, column="lead_id",
        condition=_OPEN, order=40,
    ),
    Column(
        "directives.issuers", _("Cơ quan giao của nhiệm vụ đang thực hiện"), Group.WORK, Directive, column="unit_id",
        condition=_OPEN, order=41, counted=False,
    ),
    Column(
        "directives.parts", _("Quyền xem nhiệm vụ của đơn vị tham gia"), Group.WORK, DirectiveUnit,
        clash=("directive_id", "role"), order=41, counted=False,
    ),
    Column("directives.templates", _("Mẫu nhiệm vụ"), Group.RECORDS, DirectiveTemplate, order=42),
    Stays("directives.ledger", _("Sổ nhiệm vụ"), model=DirectiveEvent, note=_("Dòng đã ghi không sửa.")),
    Stays("directives.rankings", _("Bảng xếp hạng đã chốt"), model=RankingClosing, note=_("Bảng đã chốt không sửa.")),
)  # fmt: skip
