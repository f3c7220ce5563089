"""Results of dossiers as papers that a leader signs in batches."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.signing.signables import Signable, Waiting, declare
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.models import DossierStep
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.services import outcome
from tinhso.kits.procedures.states import Status, StepState

MOST = 200


def awaiting(actor: Actor) -> Sequence[Waiting]:
    """Return the proposed results whose running step is a signature that the actor may give, the latest first."""
    posts = [post for post in actor.stand_ins if permissions.SIGN in post.permissions]
    signers = [actor.own_id, *(post.giver_id for post in posts if post.giver_id is not None)]
    mine = DossierStep.objects.filter(
        Q(account=None) | Q(account_id__in=signers),
        dossier_id=OuterRef("id"),
        state=StepState.OPEN,
        kind="sign",
        unit_id__in=actor.unit_ids(permissions.SIGN),
    )
    rows = (
        visible_to(actor)
        .filter(Exists(mine), status__in=(Status.RECEIVED, Status.PROCESSING), result__isnull=False)
        .select_related("procedure", "agency", "result")
        .order_by("due_at", "id")
    )
    return [
        Waiting(
            key=row.id,
            revision=row.revision,
            title=row.procedure.plain_name,
            detail=f"{row.applicant_name} · {row.code}",
            url=reverse("workspace:dossier", args=[row.id]),
            preview_url=reverse("workspace:draft", args=[row.id]),
            due_at=row.due_at,
        )
        for row in rows[:MOST]
    ]


def sign(actor: Actor, key: UUID, revision: int, pin: str) -> None:
    """Sign one result."""
    outcome.sign(actor, key, pin=pin, seen_revision=revision)


declare(Signable("procedures.result", _("Kết quả thủ tục hành chính"), permissions.SIGN, awaiting, sign))
