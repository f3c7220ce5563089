"""The papers of a dossier: receipt, supplement slip, refusal, stop notice, control sheet, result.

Forms after TT 03/2025/TT-VPCP; their exact layout is a template that a province can correct on screen.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kernel.signing import services as signing
from tinhso.kernel.signing.queries import agency_credential
from tinhso.kits.procedures.coordination import Notice
from tinhso.kits.procedures.models import Dossier, DossierPaper, DossierResult
from tinhso.kits.procedures.services import paper_data
from tinhso.kits.procedures.services.transition import Transition, lock
from tinhso.kits.procedures.states import NoticeKind
from tinhso.kits.procedures.versions import definition_of

Builder = Callable[[Dossier, int], dict[str, Any]]

DENIAL, DENIAL_TEMPLATE = "van-ban-tra-loi", "ket-qua"
"""What a result that grants nothing is, and the template it is set in."""

KINDS: dict[str, tuple[str, str, Builder]] = {
    "receipt": ("tiep-nhan-va-hen-tra", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", paper_data.receipt),
    "supplement": ("yeu-cau-bo-sung", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", paper_data.supplement),
    "refusal": ("tu-choi", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", paper_data.refusal),
    "control": ("phieu-kiem-soat", "Phiếu kiểm soát quá trình giải quyết hồ sơ", paper_data.control_sheet),
}
"""Kind of paper → its template, its title and what it says."""

NOTICES: dict[str, tuple[str, str]] = {
    NoticeKind.STOP: ("dung-giai-quyet", "Thông báo dừng giải quyết hồ sơ"),
    NoticeKind.APOLOGY: ("xin-loi-gia-han", "Văn bản xin lỗi và đề nghị gia hạn thời gian trả kết quả"),
}
"""Kind of a paper that a leader signs → its template and its title; ``services.notices`` puts them before him."""


def kind_of(kind: str, number: int) -> str:
    """Return under what a dossier keeps a paper: ``receipt``, or ``supplement-2`` for the slip of a request."""
    return f"{kind}-{number}" if number else kind


def ensure_paper(dossier_id: UUID, kind: str, *, actor: Actor = SYSTEM, number: int = 0) -> Paper:
    """Return the dossier's paper of ``kind``, issued when it is not there yet; slips are sealed by the desk.

    ``number`` is that of the supplement request which a slip tells of. Asked twice at one moment it is issued once.
    """
    with transaction.atomic():
        if kind not in KINDS:
            raise NotFound
        dossier = lock(actor, dossier_id)
        full_kind = kind_of(kind, number)
        standing = DossierPaper.objects.filter(dossier=dossier, kind=full_kind).select_related("paper").first()
        if standing is not None:
            return standing.paper
        if kind in ("receipt", "control") and dossier.received_at is None:
            raise Refused(_("Hồ sơ chưa được tiếp nhận nên chưa có giấy này."), code="not-received")
        template, title, build = KINDS[kind]
        unit = dossier.reception_unit if kind in ("receipt", "supplement", "refusal") else dossier.agency
        paper = papers.issue(
            kind,
            template,
            _in_vietnamese(build, dossier, number),
            unit=unit,
            actor=actor,
            title=str(title),
            subject_id=dossier.id,
            public_fields=paper_data.public_fields(dossier),
            holder_number=dossier.applicant.get("personal_number", ""),
        )
        if TEMPLATES[template].sealed_alone and agency_credential(unit) is not None:
            signing.sign_paper(paper, actor=actor, role="agency")
        DossierPaper.objects.create(dossier=dossier, kind=full_kind, paper=paper)
        return paper


def issue_result(change: Transition, result: DossierResult) -> Paper:
    """Number and typeset the result, ready to be signed; a denial is a letter with its reasons."""
    dossier = change.dossier
    shape = definition_of(dossier.version).result
    number = None
    if result.granted and shape.symbol:
        symbol = shape.symbol.replace("{unit}", dossier.agency.symbol or "UBND")
        number = papers.next_number(dossier.agency, shape.kind, timezone.localdate(change.at).year, symbol)
    paper = papers.issue(
        shape.kind if result.granted else DENIAL,
        shape.paper if result.granted else DENIAL_TEMPLATE,
        _in_vietnamese(paper_data.result, dossier, result, signer=change.actor),
        unit=dossier.agency,
        actor=change.actor,
        title=shape.name if result.granted else "Thông báo không giải quyết hồ sơ",
        subject_id=dossier.id,
        public_fields=paper_data.public_fields(dossier),
        number=number,
        holder_number=dossier.applicant.get("personal_number", ""),
    )
    DossierPaper.objects.create(dossier=dossier, kind="result", paper=paper)
    return paper


def issue_notice(change: Transition, notice: Notice, *, due_before: datetime | None = None) -> Paper:
    """Number and typeset a paper that a leader is about to sign; an apology tells the due time before and after."""
    dossier = change.dossier
    template, title = NOTICES[notice.kind]
    paper = papers.issue(
        notice.kind,
        template,
        _in_vietnamese(_notice_data, dossier, notice, due_before, signer=change.actor),
        unit=dossier.agency,
        actor=change.actor,
        title=title,
        subject_id=dossier.id,
        public_fields=paper_data.public_fields(dossier),
        holder_number=dossier.applicant.get("personal_number", ""),
    )
    DossierPaper.objects.create(dossier=dossier, kind=notice.kind, paper=paper)
    return paper


def preview_notice(dossier: Dossier, notice: Notice, *, new_due: datetime | None, signer: Actor) -> bytes:
    """Return a paper as it would be signed, without a number; ``new_due`` is what an apology promises."""
    due_before, dossier.due_at = dossier.due_at, new_due or dossier.due_at
    try:
        data = _in_vietnamese(_notice_data, dossier, notice, due_before, signer=signer)
    finally:
        dossier.due_at = due_before
    return papers.render(NOTICES[notice.kind][0], data, unit=dossier.agency)


def _notice_data(dossier: Dossier, notice: Notice, due_before: datetime | None, *, signer: Actor) -> dict[str, Any]:
    if notice.kind == NoticeKind.APOLOGY:
        return paper_data.apology(dossier, notice, due_before, signer=signer)
    return paper_data.stop(dossier, notice, signer=signer)


def preview_result(dossier: Dossier, result: DossierResult, *, signer: Actor) -> bytes:
    """Return the result as it would be signed, without a number: what the leader reads before signing."""
    template = definition_of(dossier.version).result.paper if result.granted else DENIAL_TEMPLATE
    data = _in_vietnamese(paper_data.result, dossier, result, signer=signer)
    return papers.render(template, data, unit=dossier.agency)


def _in_vietnamese(build: Callable[..., dict[str, Any]], *arguments: Any, **named: Any) -> dict[str, Any]:
    """Return what a paper says; it is Vietnamese whatever language the one who makes it reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return build(*arguments, **named)
