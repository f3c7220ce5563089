"""The lines of the one list of work about a part: for whoever holds it, and for the clerk of an agency that got it."""

from __future__ import annotations

from tinhso.government.official_documents import inbox_kinds, permissions, reach, texts
from tinhso.government.official_documents.models import Assignment, IncomingDocument
from tinhso.government.official_documents.states import Part
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit

CLERK = "van-thu"
"""The place of the clerk's own line about a part that the agency as a whole got."""


def put_item(assignment: Assignment, document: IncomingDocument) -> None:
    """Put a part into the one list of work; what an agency as a whole got, also into its clerk's."""
    _put(assignment, document, assignment.unit, permissions.WORK)
    if assignment.account_id is not None:
        inbox.close(assignment.id, slot=CLERK)
    elif (
        office := reach.clerks_place(assignment.unit)
    ).id != assignment.unit_id and assignment.unit.kind not in reach.INNER:
        _put(assignment, document, office, permissions.REGISTER, slot=CLERK)


def _put(
    assignment: Assignment, document: IncomingDocument, unit: OrganizationUnit, permission: str, slot: str = ""
) -> None:
    inbox.put(
        inbox_kinds.TO_KNOW if assignment.part == Part.KNOW else inbox_kinds.ASSIGNED,
        subject_id=assignment.id,
        title=f"{document.symbol} – {document.subject}",
        detail=f"{assignment.get_part_display()}: {assignment.instruction.text}",
        unit=unit,
        permission=permission,
        account=assignment.account,
        due_at=texts.end_of(assignment.due_on) if assignment.part != Part.KNOW else None,
        priority=1 if document.urgency else 0,
        slot=slot,
    )
