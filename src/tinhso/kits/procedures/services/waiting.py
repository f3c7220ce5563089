"""What time does to dossiers that wait for the citizen: unanswered requests end, abandoned drafts are erased."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.models import Draft, ProcedureVersion, Supplement
from tinhso.kits.procedures.services import outcome
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.terms import clock_rules
from tinhso.kits.procedures.versions import definition_of

MOST_AT_ONCE = 500
DRAFTS_KEPT = timedelta(days=180)
"""How long an application that was never sent is kept after its last change: personal data that serves nothing."""


def stop_unanswered() -> int:
    """Stop the dossiers whose version says so and whose supplement did not come in time; return how many.

    Each is a transition of its own: one that fails does not hold the others up.
    """
    overdue = (
        Supplement.objects.filter(
            answered_at__isnull=True, answer_by__lt=clock.now(), dossier__status=Status.SUPPLEMENT
        )
        .select_related("dossier__version")
        .defer("dossier__version__definition")
    )
    stopped = 0
    stopping = Q(dossier__version_id__in=_stopping_versions(), dossier__term__clock__isnull=True) | Q(
        dossier__term__clock__supplement__unanswered="stop"
    )
    for request in overdue.filter(stopping).order_by("answer_by")[:MOST_AT_ONCE]:
        try:
            outcome.stop(
                SYSTEM,
                request.dossier_id,
                reason=kept("Quá thời hạn bổ sung hồ sơ mà cơ quan chưa nhận được giấy tờ bổ sung."),
                article=clock_rules(request.dossier, definition_of(request.dossier.version)).supplement.basis,
                seen_revision=request.dossier.revision,
            )
        except Refused:
            continue
        stopped += 1
    return stopped


def _stopping_versions() -> list[UUID]:
    rule = "definition__clock__supplement__unanswered"
    return list(ProcedureVersion.objects.filter(**{rule: "stop"}).values_list("id", flat=True))


@transaction.atomic
def erase_abandoned_drafts() -> int:
    """Erase the applications that were begun and left; return how many."""
    abandoned = Draft.objects.filter(dossier__isnull=True, updated_at__lt=clock.now() - DRAFTS_KEPT)
    erased, _by_model = abandoned.delete()
    return erased
