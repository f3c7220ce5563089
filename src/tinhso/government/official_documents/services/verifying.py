"""Verification of the files of incoming documents: whole, signed by whom, and was he what the paper says he was."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tinhso.government.official_documents.models import IncomingDocument
from tinhso.government.official_documents.states import Verdict
from tinhso.kernel.files import queries as file_queries
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.signing.reports import BROKEN, VALID, SignatureReport
from tinhso.kernel.signing.validation import validate


def look(document: IncomingDocument) -> None:
    """Set what the signatures of a document's main file are worth; nothing is saved."""
    main = document.files.select_related("file").order_by("ordinal").first()
    document.verified_at = clock.now()
    if main is None or main.file.media_type != PDF:
        document.verdict, document.verification = Verdict.UNSIGNED, []
        return
    try:
        reports = validate(file_queries.read(main.file))
    except Invalid as invalid:
        document.verdict = Verdict.BROKEN
        document.verification = [{"sentence": " ".join(invalid.fields.values()), "verdict": BROKEN, "signer": ""}]
        return
    document.verification = [entry(report, document) for report in reports]
    document.verdict = _verdict(document.verification)


def entry(report: SignatureReport, document: IncomingDocument) -> dict[str, Any]:
    """Return what is kept and shown of one signature."""
    signed_on = (report.timestamp_at or report.signed_at or clock.now()).astimezone(clock.VIETNAM).date()
    doubt = ""
    same_person = bool(document.signer_name) and fold(report.signer) == fold(document.signer_name)
    # From another province the name comes with those above it; certificates bear the agency's own.
    names = {fold(document.sender_name), fold(document.sender_name.split(" – ")[0])}
    same_agency = bool(document.sender_name) and bool(names & {fold(report.signer), fold(report.organization)})
    if report.verdict == VALID and same_person:
        doubt = _post_doubt(report, document, signed_on, same_agency=same_agency)
    elif report.verdict == VALID and not same_agency and document.sender_name:
        doubt = _("Chứng thư số mang tên {name}, không phải {sender}.").format(
            name=report.organization or report.signer, sender=document.sender_name
        )
    return {
        "signer": report.signer,
        "organization": report.organization,
        "issuer": report.issuer,
        "signed_at": report.signed_at.isoformat() if report.signed_at else "",
        "timestamp_at": report.timestamp_at.isoformat() if report.timestamp_at else "",
        "revocation": report.revocation,
        "intact": report.intact,
        "trusted": report.trusted,
        "demonstration": report.demonstration,
        "verdict": report.verdict,
        "sentence": report.sentence,
        "claimed": same_person,
        "doubt": doubt,
    }


def _post_doubt(report: SignatureReport, document: IncomingDocument, signed_on: Any, *, same_agency: bool) -> str:
    """Return why the signer may not have held the claimed post on the day he signed; empty: nothing is against it."""
    if report.organization and not same_agency:
        return _("Chứng thư số của {name} thuộc {org}, không phải {sender}.").format(
            name=report.signer, org=report.organization, sender=document.sender_name
        )
    if not document.sender_identifier or not document.signer_position:
        return ""
    held = RoleAssignment.objects.on(signed_on).filter(unit__identifier__startswith=document.sender_identifier)
    if not held.exists():
        # Of another installation: its posts are not known here; the certificate's agency is all there is.
        return ""
    mine = held.filter(account__person__full_name=report.signer).values_list("position", flat=True)
    if not list(mine):
        return _("Ngày {day}, {name} không giữ chức vụ nào tại {sender}.").format(
            day=f"{signed_on:%d/%m/%Y}", name=report.signer, sender=document.sender_name
        )
    wanted = fold(document.signer_position)
    if not any(wanted in fold(position) or fold(position) in wanted for position in mine):
        return _("Ngày {day}, {name} giữ chức vụ {held}, không phải {claimed}.").format(
            day=f"{signed_on:%d/%m/%Y}", name=report.signer, held=", ".join(mine), claimed=document.signer_position
        )
    return ""


def _verdict(entries: list[dict[str, Any]]) -> str:
    if not entries:
        return Verdict.UNSIGNED
    if any(item["verdict"] == BROKEN for item in entries):
        return Verdict.BROKEN
    if any(item["verdict"] != VALID or item["doubt"] for item in entries):
        return Verdict.DOUBTFUL
    return Verdict.VALID
