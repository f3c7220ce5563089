"""The citizen says what he thought of the handling."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.events import services as event_log
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures import events
from tinhso.kits.procedures.models import Rating
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.states import Status

RATED_IN = (Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.FINISHED, Status.HANDED_OVER)


@transaction.atomic
def rate(actor: Actor, dossier_id: UUID, *, score: int, comment: str = "") -> Rating:
    """Rate an ended dossier from 1 to 5, once; raise ``Invalid``, ``Refused`` or ``Forbidden``."""
    dossier = visible_to(actor).filter(id=dossier_id).select_for_update().first()
    if dossier is None:
        raise NotFound
    if dossier.account_id is None or dossier.account_id != actor.account_id:
        raise Forbidden(_("Chỉ người nộp hồ sơ mới đánh giá được."))
    if not 1 <= score <= 5:
        raise Invalid({"score": _("Hãy chọn từ 1 đến 5.")})
    if dossier.status not in RATED_IN:
        raise Refused(_("Quý vị đánh giá được khi hồ sơ đã giải quyết xong."), code="wrong-status")
    if Rating.objects.filter(dossier=dossier).exists():
        raise Refused(_("Hồ sơ này đã được đánh giá. Xin cảm ơn quý vị."), code="already-rated")
    rating = Rating.objects.create(dossier=dossier, score=score, comment=comment.strip()[:2000], at=clock.now())
    event_log.publish(events.RATED, dossier.id, actor=actor, code=dossier.code, status=int(dossier.status))
    return rating
