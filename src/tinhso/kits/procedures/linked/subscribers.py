"""What follows in the whole when something happened to the dossier of a branch, and what the citizen is told."""

from datetime import datetime

from django.utils import timezone

from tinhso.kernel.events import EventRecord, subscribe
from tinhso.kernel.notify import services as notify
from tinhso.kits.procedures import events as dossier_events
from tinhso.kits.procedures.definition import TermCase
from tinhso.kits.procedures.linked import events
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedBranch
from tinhso.kits.procedures.linked.services import ledger, settling
from tinhso.kits.procedures.linked.states import BranchState, WholeState
from tinhso.kits.procedures.linked.versions import definition_of
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.terms import SOURCES

_MOVING = (
    dossier_events.RECEIVED,
    dossier_events.REFUSED,
    dossier_events.SUPPLEMENT_REQUESTED,
    dossier_events.SUPPLEMENT_ANSWERED,
    dossier_events.FINISHED,
    dossier_events.WITHDRAWN,
    dossier_events.STOPPED,
    dossier_events.PAYMENT_REQUESTED,
    dossier_events.FEE_SETTLED,
    dossier_events.FEE_REOPENED,
    dossier_events.CONSULTED,
    dossier_events.OPINION_GIVEN,
    dossier_events.OPINION_OVERDUE,
    dossier_events.SUSPENDED,
    dossier_events.RESUMED,
    dossier_events.EXTENDED,
    dossier_events.NOTICE_CLOSED,
)
"""Everything that opens or ends a branch, or lets its clock wait or run longer."""


def follow_branch(event: EventRecord) -> None:
    """Bring the application up to date when one of its branches moved; every other dossier is passed over."""
    key = LinkedBranch.objects.filter(dossier_id=event.subject_id).values_list("application_id", flat=True).first()
    if key is not None:
        settling.settle(key)


def recount_whole(event: EventRecord) -> None:
    """Count the due time of the whole again when that of a branch was, by a changed calendar."""
    key = LinkedBranch.objects.filter(dossier_id=event.subject_id).values_list("application_id", flat=True).first()
    if key is not None:
        application = settling.lock(key)
        if application.state == WholeState.OPEN and ledger.recount(application):
            application.save(update_fields=["due_at"])


def tell_of_failure(event: EventRecord) -> None:
    """Tell the applicant that a branch ended without its result, what goes on, and what he can do."""
    if event.data["state"] == BranchState.GRANTED:
        return
    application = _application(event)
    branch = application.branches.get(code=event.data["branch"])
    rule = next(rule for rule in definition_of(application.version).branches if rule.code == branch.code)
    _tell(application, "linked-branch-failed", branch=branch.name, reason=branch.note, advice=rule.failure_note)


def tell_of_end(event: EventRecord) -> None:
    """Tell the applicant that the whole has ended, and with which results."""
    application = _application(event)
    granted = application.branches.filter(state=BranchState.GRANTED).order_by("position")
    results = "; ".join(granted.values_list("name", flat=True))
    _tell(application, "linked-ended", state=application.get_state_display(), results=results)


def _application(event: EventRecord) -> LinkedApplication:
    return LinkedApplication.objects.select_related("version", "procedure", "account__person", "person").get(
        id=event.subject_id
    )


def _tell(application: LinkedApplication, template: str, **data: str) -> None:
    notify.notify(
        template,
        account=application.account if application.account and application.account.kind == "citizen" else None,
        person=application.person,
        subject_id=application.id,
        data={
            "code": application.code,
            "name": application.applicant_name,
            "procedure": application.procedure.plain_name,
            "url": f"/ho-so/lien-thong/{application.id}/",
            **data,
        },
    )


def term_of_branch(dossier: Dossier, at: datetime) -> TermCase | None:
    """Return the term of a dossier that is a branch, by the terms in force when the whole was received."""
    branch = (
        LinkedBranch.objects.filter(dossier_id=dossier.id)
        .select_related("application__version")
        .defer("application__version__definition")
        .first()
    )
    if branch is None:
        return None
    day = timezone.localdate(branch.application.received_at or at)
    return definition_of(branch.application.version).terms_on(day).case_of(branch.code, branch.application.answers)


SOURCES.register("linked", term_of_branch)
for _name in _MOVING:
    subscribe(_name, code=f"linked.follow-branch/{_name}")(follow_branch)
subscribe(dossier_events.RECOUNTED, code="linked.recount-whole")(recount_whole)
subscribe(events.BRANCH_ENDED, code="linked.tell-of-failure")(tell_of_failure)
subscribe(events.ENDED, code="linked.tell-of-end")(tell_of_end)
