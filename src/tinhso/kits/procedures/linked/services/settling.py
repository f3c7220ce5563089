"""A linked application brought to where its branches have led it: the next ones opened, the whole ended.

``settle`` looks at how the dossiers stand, not at which event came: it may be called at any time, twice at one
moment, or after a process was killed, and writes each consequence once. The application is locked first, so
that whoever comes second waits and finds the work done; dossiers are locked after it, never the other way round.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.events import services as event_log
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.procedures.linked import events, filling
from tinhso.kits.procedures.linked.definition import Branch, LinkedDefinition
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedBranch, LinkedLogEntry, LinkedPart
from tinhso.kits.procedures.linked.services import ledger
from tinhso.kits.procedures.linked.states import ENDED, UNOPENED, BranchState, WholeState
from tinhso.kits.procedures.linked.versions import definition_of
from tinhso.kits.procedures.models import Dossier, DossierLogEntry
from tinhso.kits.procedures.queries import version_in_force
from tinhso.kits.procedures.services import intake, outcome
from tinhso.kits.procedures.services.intake import Application
from tinhso.kits.procedures.states import Channel, Status
from tinhso.kits.procedures.versions import definition_of as procedure_of

FAILED = frozenset(ENDED) - {BranchState.GRANTED}
_BY_STATUS = {
    Status.REFUSED: BranchState.REFUSED,
    Status.WITHDRAWN: BranchState.WITHDRAWN,
    Status.STOPPED: BranchState.STOPPED,
}
_STOP_BASIS = "Điều khoản của thủ tục liên thông: một nhánh không có kết quả thì dừng các nhánh còn lại"


def lock(application_id: UUID) -> LinkedApplication:
    """Return the application, locked until the transaction ends; locked first and read after."""
    found = LinkedApplication.objects.filter(id=application_id)
    if found.select_for_update().values_list("id").first() is None:
        raise NotFound
    return found.select_related("version", "procedure", "agency", "desk", "person", "account__person").get()


@transaction.atomic
def settle(application_id: UUID) -> LinkedApplication:
    """Bring an application up to date with its branches; a second time changes nothing."""
    application = lock(application_id)
    advance(application)
    return application


def advance(application: LinkedApplication, *, strict: bool = False) -> None:
    """Bring a locked application up to date. ``strict`` lets what hinders an opening through to the caller."""
    Settlement(application, strict=strict).run()


class Settlement:
    """One look at a locked application and its branches."""

    def __init__(self, application: LinkedApplication, *, strict: bool) -> None:
        self.application = application
        self.strict = strict
        self.definition: LinkedDefinition = definition_of(application.version)
        self.rules = {branch.code: branch for branch in self.definition.branches}
        self.branches = list(
            LinkedBranch.objects.filter(application=application)
            .select_related("procedure", "dossier__agency", "dossier__result__paper__signed_file")
            .select_related("dossier__result__paper__file")
            .order_by("position")
        )
        self.by_code = {branch.code: branch for branch in self.branches}

    def run(self) -> None:
        """Take over what the dossiers say, stop or open what follows, write the ledger, end the whole."""
        before = self._standing()
        for branch in self.branches:
            self._take_over(branch)
        self._stop_others()
        while any(self._decide(branch) for branch in self.branches if branch.state in UNOPENED):
            pass
        ledger.bring_up_to_date(self.application, self.definition, self.branches)
        self._end()
        if self._standing() != before:
            self.application.save()

    def _standing(self) -> tuple[object, ...]:
        whole = self.application
        return (whole.state, whole.received_at, whole.due_at, whole.ended_at, whole.term)

    def _take_over(self, branch: LinkedBranch) -> None:
        dossier = branch.dossier
        if branch.state != BranchState.OPEN or dossier is None:
            return
        status = Status(dossier.status)
        if status in (Status.FINISHED, Status.HANDED_OVER):
            granted = dossier.result.granted
            self._close(branch, BranchState.GRANTED if granted else BranchState.DENIED, dossier.result.reason)
        elif status in _BY_STATUS:
            lines = DossierLogEntry.objects.filter(dossier=dossier, status_after=status).exclude(reason="")
            reason = lines.order_by("-at", "-id").values_list("reason", flat=True).first()
            self._close(branch, _BY_STATUS[status], reason or "")
        if status is Status.FINISHED and self.application.delivery.get("way") == "electronic":
            outcome.hand_over(SYSTEM, dossier.id, note=kept("Kết quả điện tử của hồ sơ liên thông"))

    def _close(self, branch: LinkedBranch, state: BranchState, note: str) -> None:
        branch.state, branch.note = state, note
        branch.ended_at = branch.dossier.finished_at if branch.dossier else clock.now()
        branch.save(update_fields=["state", "note", "ended_at"])
        self.write("branch-ended", branch.code, reason=note)
        self._tell(events.BRANCH_ENDED, branch)

    def _stop_others(self) -> None:
        """Stop what is left when a branch failed whose rule says so."""
        culprit = next(
            (
                branch
                for branch in self.branches
                if branch.state in FAILED and self.rules[branch.code].on_failure == "stop"
            ),
            None,
        )
        if culprit is None:
            return
        reason = kept("Nhánh “{name}” không có kết quả nên các nhánh còn lại dừng lại.").format(name=culprit.name)
        for branch in self.branches:
            if branch.state in UNOPENED:
                self._close(branch, BranchState.CANCELLED, reason)
            elif branch.state == BranchState.OPEN and branch.dossier_id is not None:
                article = self.rules[culprit.code].failure_basis or _STOP_BASIS
                try:
                    outcome.stop(SYSTEM, branch.dossier_id, reason=reason, article=article)
                except Refused:
                    continue  # it ended meanwhile; its own event brings us back
                branch.dossier = Dossier.objects.select_related("agency").get(linked_branch=branch)
                self._take_over(branch)

    def _decide(self, branch: LinkedBranch) -> bool:
        """Cancel or open a branch that waits, if its time has come; tell whether anything changed for the others."""
        rule = self.rules[branch.code]
        needs = [self.by_code[code] for code in rule.needs if code in self.by_code]
        lost = next((need for need in needs if need.state in FAILED), None)
        if lost is not None:
            words = kept("Không thực hiện vì “{name}” không có kết quả.").format(name=lost.name)
            self._close(branch, BranchState.CANCELLED, words)
            return True
        after = [self.by_code[code] for code in rule.after if code in self.by_code]
        if any(need.state != BranchState.GRANTED for need in needs) or any(one.state not in ENDED for one in after):
            return False
        return self._open(branch, rule)

    def _open(self, branch: LinkedBranch, rule: Branch) -> bool:
        """Make the branch a dossier; what hinders it is kept, and tried again later."""
        try:
            with transaction.atomic():
                self._make_dossier(branch, rule)
        except (Invalid, Refused) as hindrance:
            if self.strict:
                raise
            self._block(branch, hindrance)
            return False
        self.write("branch-opened", branch.code)
        self._tell(events.BRANCH_OPENED, branch)
        return True

    def _make_dossier(self, branch: LinkedBranch, rule: Branch) -> None:
        application, now = self.application, clock.now()
        version = version_in_force(rule.procedure)
        procedure = procedure_of(version)
        today = timezone.localdate(now)
        earlier = {
            code: one.dossier
            for code, one in self.by_code.items()
            if one.state == BranchState.GRANTED and one.dossier is not None
        }
        answers = filling.answers_for(rule, procedure, application, earlier)
        handed_in = list(LinkedPart.objects.filter(application=application).select_related("file").order_by("id"))
        terms = self.definition.terms_on(timezone.localdate(application.received_at or now))
        agency = filling.agency_for(rule, procedure, chosen=application.agency, answers=application.answers, day=today)
        dossier = intake.submit(
            self._applicant(),
            Application(
                version=version,
                agency=agency,
                person=application.person,
                applicant=application.applicant,
                answers=answers,
                parts=filling.parts_for(rule, procedure, answers, handed_in, earlier),
                channel=Channel(application.channel),
                delivery=application.delivery,
                idempotency_key=f"linked:{application.id}:{branch.code}",
                term=terms.case_of(branch.code, application.answers),
            ),
        )
        # The dossier belongs to the branch before it is received: its term on that day is asked of the branch.
        branch.dossier, branch.opened_at = dossier, now
        branch.state, branch.note = BranchState.OPEN, ""
        branch.save(update_fields=["dossier", "opened_at", "state", "note"])
        if rule.reception == "automatic":
            note = kept("Nhận tự động dữ liệu của hồ sơ liên thông")
            branch.dossier = intake.receive(SYSTEM, dossier.id, note=note)

    def _applicant(self) -> Actor:
        """Return who is said to apply: the citizen, whose page then shows the dossier, else the installation."""
        account = self.application.account
        return actor_for(account) if account is not None and account.kind == "citizen" else SYSTEM

    def _block(self, branch: LinkedBranch, hindrance: Invalid | Refused) -> None:
        fields = getattr(hindrance, "fields", {})
        note = "; ".join([hindrance.message, *(f"{name}: {words}" for name, words in fields.items())])[:2000]
        branch.refresh_from_db(fields=["dossier", "opened_at", "state", "note"])
        if branch.state == BranchState.BLOCKED and branch.note == note:
            return
        branch.state, branch.note = BranchState.BLOCKED, note
        branch.save(update_fields=["state", "note"])
        self.write("branch-blocked", branch.code, reason=note)
        self._tell(events.BRANCH_BLOCKED, branch)

    def _end(self) -> None:
        application = self.application
        if application.state != WholeState.OPEN or any(branch.state not in ENDED for branch in self.branches):
            return
        granted = sum(branch.state == BranchState.GRANTED for branch in self.branches)
        if granted == len(self.branches):
            application.state = WholeState.DONE
        elif granted:
            application.state = WholeState.PARTLY
        else:
            application.state = WholeState.WITHDRAWN if application.withdrawn_at else WholeState.FAILED
        application.ended_at = max(branch.ended_at for branch in self.branches if branch.ended_at)
        self.write("ended")
        event_log.publish(events.ENDED, application.id, code=application.code, state=str(application.state))

    def write(self, act: str, branch: str = "", *, reason: str = "", actor: Actor = SYSTEM) -> None:
        """Write a line of the story of the whole."""
        write_log(self.application, act, branch=branch, reason=reason, actor=actor)

    def _tell(self, event: str, branch: LinkedBranch) -> None:
        event_log.publish(
            event, self.application.id, code=self.application.code, branch=branch.code, state=str(branch.state)
        )


def write_log(
    application: LinkedApplication, act: str, *, branch: str = "", reason: str = "", actor: Actor = SYSTEM
) -> None:
    """Write a line of the story of the whole."""
    LinkedLogEntry(
        application=application, at=clock.now(), act=act, actor_name=actor.name, branch=branch, reason=reason
    ).save(force_insert=True)


def settle_all(*, most: int = 500) -> int:
    """Settle the applications that are not ended, the oldest first; return how many.

    Events do this at once; this catches up after an outage, and tries again what could not be opened. Each is a
    transaction of its own: one that fails does not hold the others up.
    """
    keys = LinkedApplication.objects.filter(state=WholeState.OPEN).order_by("submitted_at").values_list("id", flat=True)
    settled = 0
    for key in list(keys[:most]):
        try:
            settle(key)
        except (Refused, Invalid):
            continue
        settled += 1
    return settled
