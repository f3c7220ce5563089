"""Documents in a reorganisation: what is open goes to the heir; books, numbers and what was issued stay."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents.models import (
    Assignment,
    Book,
    IncomingDocument,
    Instruction,
    OpinionSlip,
    OutgoingDocument,
)
from tinhso.kernel.organizations.moving import Column, Group, Stays, register

_DRAFTED = "t.state IN ('drafting', 'signing', 'signed')"
register(
    Column(
        "official_documents.incoming",
        _("Văn bản đến chưa xử lý xong"),
        Group.WORK,
        IncomingDocument,
        condition="t.state IN ('arrived', 'registered', 'routed', 'processing')",
        order=34,
    ),
    Column(
        "official_documents.assignments",
        _("Phần việc theo văn bản đến"),
        Group.WORK,
        Assignment,
        condition="t.state IN ('waiting', 'doing', 'passed_on')",
        clash=("instruction_id", "account_id"),
        order=35,
    ),
    Column(
        "official_documents.drafts",
        _("Dự thảo, văn bản trình ký"),
        Group.WORK,
        OutgoingDocument,
        condition=_DRAFTED,
        order=35,
    ),
    Column(
        "official_documents.drafting-units",
        _("Đơn vị soạn thảo của dự thảo"),
        Group.WORK,
        OutgoingDocument,
        column="drafting_unit_id",
        condition=_DRAFTED,
        order=36,
        counted=False,
    ),
    Stays("official_documents.books", _("Sổ văn bản"), model=Book, note=_("Sổ và số đã cấp giữ tên đơn vị cũ.")),
    Stays("official_documents.instructions", _("Ý kiến chỉ đạo"), model=Instruction, note=_("Dòng đã ghi không sửa.")),
    Stays("official_documents.slips", _("Phiếu xin ý kiến"), model=OpinionSlip, note=_("Ý kiến đã hỏi không sửa.")),
)
