"""A low rating reaches the leader of the agency: an item in the inbox, closed by what was done about it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.government.statistics import audit_events, inbox_kinds
from tinhso.government.statistics.models import RatingFollowUp
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.worktime.calculator import Term, due
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures.models import Rating
from tinhso.kits.procedures.permissions import SUPERVISE

LOW = 2
"""Up to how many points of five a rating asks for a look."""
ANSWER_WITHIN_WORKING_DAYS = 5
TITLE = kept("Đánh giá {score}/5 · {code}")


@transaction.atomic
def open_for(dossier_id: UUID) -> RatingFollowUp | None:
    """Put a low rating before the agency's leader, once; return nothing for a good one."""
    rating = Rating.objects.select_related("dossier__agency", "dossier__procedure").filter(dossier=dossier_id).first()
    if rating is None or rating.score > LOW:
        return None
    dossier = rating.dossier
    made, fresh = RatingFollowUp.objects.get_or_create(
        dossier=dossier, defaults={"unit": dossier.agency, "score": rating.score}
    )
    if fresh:
        inbox.put(
            inbox_kinds.LOW_RATING,
            subject_id=dossier.id,
            title=TITLE.format(score=rating.score, code=dossier.code),
            detail=rating.comment or dossier.procedure.name,
            unit=dossier.agency,
            permission=SUPERVISE,
            due_at=due(current_calendar(), clock.now(), Term(whole_days=ANSWER_WITHIN_WORKING_DAYS)),
        )
    return made


@transaction.atomic
def answer(actor: Actor, dossier_id: UUID, text: str) -> RatingFollowUp:
    """Write down what was done about a low rating; raise ``Invalid`` without words, ``Conflict`` the second time."""
    found = (
        RatingFollowUp.objects.select_for_update(of=("self",)).select_related("unit").filter(dossier=dossier_id).first()
    )
    if found is None:
        raise NotFound
    actor.demand(SUPERVISE, found.unit)
    if not text.strip():
        raise Invalid({"answer": _("Hãy ghi đã xem xét và xử lý thế nào.")})
    if found.answered_at is not None:
        raise Conflict(_("Đánh giá này đã được xem xét."))
    found.answer, found.answered_at, found.answered_by_id = text.strip(), clock.now(), actor.account_id
    found.save(update_fields=["answer", "answered_at", "answered_by"])
    inbox.close(dossier_id, inbox_kinds.LOW_RATING, actor=actor)
    audit.record(
        actor,
        audit_events.FOLLOWED_UP,
        subject_kind="procedures.dossier",
        subject_id=dossier_id,
        unit_id=found.unit_id,
    )
    return found
