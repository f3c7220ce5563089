"""What awaits whose signature."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from tinhso.government.official_documents import reach
from tinhso.government.official_documents.models import OutgoingDocument, SignatureStep
from tinhso.government.official_documents.states import Outgoing, Signed
from tinhso.kernel.identity.actor import Actor


def awaiting_signature(actor: Actor) -> QuerySet[OutgoingDocument]:
    """Return the documents whose next signature is the actor's, or of somebody in whose place he stands.

    The most urgent and the longest waiting first; ``chain`` tells the rest of each document's story.
    """
    holders = reach.holders_of(actor)
    waiting = SignatureStep.objects.filter(document=OuterRef("pk"), state=Signed.WAITING, round=OuterRef("rounds"))
    last_round = SignatureStep.objects.filter(document=OuterRef("pk")).order_by("-round").values("round")[:1]
    first = waiting.order_by("ordinal")
    rows = OutgoingDocument.objects.filter(state=Outgoing.SIGNING).annotate(
        rounds=Subquery(last_round), waits_for=Subquery(first.values("account_id")[:1])
    )
    return (
        rows.filter(waits_for__in=holders)
        .select_related("unit", "drafting_unit", "drafter__person", "file")
        .order_by("-urgency", "created_at", "id")
    )


def next_step(document: OutgoingDocument) -> SignatureStep | None:
    """Return the step that is to be signed next; ``None`` when the document is not with anybody to sign."""
    if document.state not in (Outgoing.SIGNING, Outgoing.SIGNED):
        return None
    last = document.chain.order_by("-round").values_list("round", flat=True).first() or 1
    return document.chain.filter(round=last, state=Signed.WAITING).order_by("ordinal").first()
