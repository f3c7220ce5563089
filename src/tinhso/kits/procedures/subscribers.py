"""What follows from the events of a dossier: its papers, and the messages to the citizen."""

from tinhso.kernel.events import EventRecord, subscribe
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.notify import services as notify
from tinhso.kits.procedures import events, permissions
from tinhso.kits.procedures.coordination import Opinion
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import notices
from tinhso.kits.procedures.services.papers import ensure_paper
from tinhso.kits.procedures.states import OpinionState

_PAPERS = {
    events.RECEIVED: "receipt",
    events.SUPPLEMENT_REQUESTED: "supplement",
    events.REFUSED: "refusal",
}
_MESSAGES = {
    events.SUBMITTED: "dossier-submitted",
    events.RECEIVED: "dossier-received",
    events.REFUSED: "dossier-refused",
    events.SUPPLEMENT_REQUESTED: "dossier-supplement-requested",
    events.FINISHED: "dossier-finished",
    events.HANDED_OVER: "dossier-handed-over",
    events.STOPPED: "dossier-stopped",
    events.SUSPENDED: "dossier-suspended",
    events.RESUMED: "dossier-resumed",
    events.EXTENDED: "dossier-extended",
}


def issue_paper(event: EventRecord) -> None:
    """Issue the paper that the law ties to the event."""
    kind = _PAPERS[event.name]
    if kind != "supplement":
        ensure_paper(event.subject_id, kind)
        return
    # The dossier may have been asked for more since: every request gets its own slip.
    asked = Dossier.objects.values_list("supplements", flat=True).get(id=event.subject_id)
    for number in range(1, asked + 1):
        ensure_paper(event.subject_id, kind, number=number)


def tell_citizen(event: EventRecord) -> None:
    """Tell the applicant what happened, at once (NĐ 224/2026/NĐ-CP Điều 15 khoản 1 điểm g)."""
    dossier = Dossier.objects.select_related("procedure", "agency", "account__person", "person").get(
        id=event.subject_id
    )
    notify.notify(
        _MESSAGES[event.name],
        account=dossier.account,
        person=dossier.person,
        subject_id=dossier.id,
        data={
            "code": dossier.code,
            "name": dossier.applicant_name,
            "procedure": dossier.procedure.plain_name,
            "agency": dossier.agency.name,
            "due_at": dossier.due_at.isoformat() if dossier.due_at else "",
            "reason": _reason(dossier, event.data["status"]),
            "url": f"/ho-so/{dossier.id}/",
        },
    )


def _reason(dossier: Dossier, status: int) -> str:
    """Return the reason given when the dossier came into ``status``: it may have moved on since."""
    reasons = dossier.log.filter(status_after=status).exclude(reason="").order_by("-at", "-id")
    return reasons.values_list("reason", flat=True).first() or ""


@subscribe(events.STOPPED, code="procedures.put-stop-notice")
def put_stop_notice(event: EventRecord) -> None:
    """Put the notice of the stop (form 05) before the leader who signs it."""
    notices.ask_for_stop_notice(event.subject_id)


@subscribe(events.OPINION_OVERDUE, code="procedures.remind-opinions")
def remind_opinions(event: EventRecord) -> None:
    """Tell those who may answer for a unit that its time to answer is over."""
    late = Opinion.objects.filter(dossier_id=event.subject_id, state=OpinionState.ASKED, reminded_at=event.at)
    for opinion in late.select_related("unit", "dossier__procedure", "consultation__asker_unit"):
        for account in holders(permissions.OPINE, opinion.unit.path):
            notify.notify(
                "opinion-overdue",
                account=account,
                subject_id=event.subject_id,
                data={
                    "code": opinion.dossier.code,
                    "procedure": opinion.dossier.procedure.plain_name,
                    "agency": opinion.consultation.asker_unit.name,
                    "due_at": opinion.due_at.isoformat(),
                    "url": f"/ho-so-mot-cua/{event.subject_id}/y-kien/",
                },
            )


for _name in _PAPERS:
    subscribe(_name, code=f"procedures.issue-paper/{_name}")(issue_paper)
for _name in _MESSAGES:
    subscribe(_name, code=f"procedures.tell-citizen/{_name}")(tell_citizen)
