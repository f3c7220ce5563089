"""What the actor may see of documents of one's own."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tinhso.government.official_documents import permissions, reach
from tinhso.government.official_documents.models import OpinionSlip, OutgoingDocument, SignatureStep
from tinhso.government.official_documents.queries.incoming import as_typed
from tinhso.government.official_documents.states import OUT, Outgoing
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor


def visible_to(actor: Actor) -> QuerySet[OutgoingDocument]:
    """Return the documents that the actor may see.

    Drafts: who drafts, who leads the drafting unit, who signs, whose opinion is asked. Signed ones: the clerk too.
    Issued ones: also whoever sees all of the agency's documents, and the drafting unit.
    """
    if actor.is_system:
        return OutgoingDocument.objects.all()
    mine = reach.holders_of(actor)
    work = actor.unit_ids(permissions.WORK)
    steps = SignatureStep.objects.filter(document=OuterRef("pk"), account_id__in=mine)
    asked = OpinionSlip.objects.filter(document=OuterRef("pk")).filter(
        Q(account_id__in=mine) | Q(account__isnull=True, unit_id__in=work)
    )
    clerk = reach.unit_ids(actor, permissions.REGISTER)
    seen = Q(drafter_id__in=mine) | Q(drafting_unit_id__in=actor.unit_ids(permissions.INSTRUCT))
    seen |= Exists(steps) | Exists(asked)
    seen |= Q(unit_id__in=clerk, state__in=[*OUT, Outgoing.SIGNED])
    seen |= Q(state__in=OUT) & (
        Q(unit_id__in=reach.unit_ids(actor, permissions.SEE_ALL)) | Q(drafting_unit_id__in=work)
    )
    return OutgoingDocument.objects.filter(seen)


def document_of(actor: Actor, key: UUID) -> OutgoingDocument:
    """Return a document that the actor may see; raise ``NotFound``."""
    found = (
        visible_to(actor)
        .select_related(
            "unit__parent",
            "drafting_unit",
            "drafter__person",
            "file",
            "signed_file",
            "answers",
            "replaces",
            "book",
            "issued_by__person",
        )
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def narrowed(
    actor: Actor,
    rows: QuerySet[OutgoingDocument],
    *,
    text: str = "",
    state: str = "",
    kind: str = "",
    mine: bool = False,
) -> QuerySet[OutgoingDocument]:
    """Narrow a list; every word typed must occur in fields or text."""
    rows = rows.filter(as_typed(text))
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind_code=kind)
    if mine:
        rows = rows.filter(drafter_id__in=reach.holders_of(actor))
    return rows
