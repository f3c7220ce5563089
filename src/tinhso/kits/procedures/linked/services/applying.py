"""A linked application is sent, or taken back as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as event_log
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Person
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures import forms, routing, rules
from tinhso.kits.procedures.linked import events, filling
from tinhso.kits.procedures.linked.audit_events import APPLICATION_ACT
from tinhso.kits.procedures.linked.definition import LinkedDefinition
from tinhso.kits.procedures.linked.models import (
    LinkedApplication,
    LinkedBranch,
    LinkedDraft,
    LinkedPart,
    LinkedVersion,
)
from tinhso.kits.procedures.linked.queries import visible_to
from tinhso.kits.procedures.linked.services import settling
from tinhso.kits.procedures.linked.services.drafts import locked
from tinhso.kits.procedures.linked.states import UNOPENED, BranchState, WholeState
from tinhso.kits.procedures.linked.versions import definition_of, in_force
from tinhso.kits.procedures.models import Procedure
from tinhso.kits.procedures.numbering import next_code
from tinhso.kits.procedures.permissions import RECEIVE, SUBMIT
from tinhso.kits.procedures.queries import version_in_force
from tinhso.kits.procedures.services import outcome
from tinhso.kits.procedures.services.applicants import person_for
from tinhso.kits.procedures.states import OPEN, Channel
from tinhso.kits.procedures.versions import definition_of as procedure_of


@dataclass(frozen=True)
class GivenFile:
    """A file handed in for a part of the one application."""

    code: str
    file: StoredFile
    alternative_code: str = ""


@dataclass(frozen=True)
class Whole:
    """Everything that a linked application says, from whatever channel it comes."""

    version: LinkedVersion
    agency: OrganizationUnit
    applicant: dict[str, Any]
    answers: dict[str, Any]
    channel: Channel
    person: Person | None = None
    files: Sequence[GivenFile] = ()
    delivery: dict[str, Any] = field(default_factory=dict)
    idempotency_key: str | None = None


def submit_draft(actor: Actor, draft_id: UUID, person: Person) -> LinkedApplication:
    """Send a draft; sending it again, even at the same moment, gives the same application."""
    with transaction.atomic():
        try:
            draft = locked(actor, draft_id)
        except Refused as refusal:
            if refusal.code == "already-sent":
                return LinkedApplication.objects.get(draft__id=draft_id)
            raise
        if not in_force(draft.version, clock.today()):
            raise Refused(
                _("Thủ tục đã có phiên bản mới. Hãy chuyển hồ sơ sang phiên bản mới, xem lại rồi nộp."),
                code="old-version",
            )
        if draft.agency is None:
            raise Invalid({"agency": _("Hãy chọn nơi giải quyết hồ sơ.")})
        application = submit(
            actor,
            Whole(
                version=draft.version,
                agency=draft.agency,
                person=person,
                applicant=draft.applicant | {"declared_true": True},
                answers=draft.answers,
                files=_files_of(draft),
                channel=Channel.ONLINE,
                delivery=draft.delivery,
            ),
        )
        draft.application = application
        draft.save(update_fields=["application"])
        return application


def _files_of(draft: LinkedDraft) -> list[GivenFile]:
    rows = draft.files.select_related("file").order_by("created_at")
    return [GivenFile(row.part_code, row.file, row.alternative_code) for row in rows]


def submit(actor: Actor, whole: Whole) -> LinkedApplication:
    """Send a linked application: validated whole, and the branches that wait for none become dossiers.

    Raise ``Invalid`` naming every field or part that is wrong or missing. With an idempotency key the same call
    gives the same application.
    """
    if not (actor.kind == "citizen" or actor.is_system):
        actor.demand(SUBMIT)
    sent = _sent_before(actor, whole)
    if sent is not None:
        return sent
    try:
        with transaction.atomic():
            return _submit(actor, whole)
    except IntegrityError:
        sent = _sent_before(actor, whole)
        if sent is None:
            raise
        return sent


def _sent_before(actor: Actor, whole: Whole) -> LinkedApplication | None:
    if not whole.idempotency_key or actor.account_id is None:
        return None
    found = LinkedApplication.objects.filter(account_id=actor.account_id, idempotency_key=whole.idempotency_key)
    return found.select_related("procedure", "agency").first()


def _submit(actor: Actor, whole: Whole) -> LinkedApplication:
    now = clock.now()
    definition = definition_of(whole.version)
    filling.check_agency(definition, whole.agency, timezone.localdate(now))
    answers = forms.check(definition, whole.answers)
    _check_files(definition, whole, answers)
    if not str(whole.applicant.get("full_name", "")).strip():
        raise Invalid({"applicant.full_name": _("Hãy ghi họ và tên người nộp.")})
    desk = routing.desk_of(whole.agency, timezone.localdate(now))
    application = LinkedApplication(
        code=next_code(desk, timezone.localdate(now)),
        version=whole.version,
        procedure=whole.version.procedure,
        account_id=actor.account_id,
        person=whole.person or person_for(whole.applicant),
        applicant_name=whole.applicant["full_name"],
        applicant=whole.applicant,
        answers=answers,
        delivery=whole.delivery,
        channel=whole.channel,
        agency=whole.agency,
        desk=desk,
        submitted_at=now,
        idempotency_key=whole.idempotency_key,
    )
    phone = whole.applicant.get("phone", "")
    application.folded = fold(f"{application.code} {application.applicant_name} {phone}")[:200]
    application.save(force_insert=True)
    LinkedPart.objects.bulk_create(
        LinkedPart(application=application, code=given.code, alternative_code=given.alternative_code, file=given.file)
        for given in whole.files
    )
    _lay_branches(application, definition)
    _check_later_branches(application, definition)
    settling.write_log(application, "submit", actor=actor)
    event_log.publish(events.SUBMITTED, application.id, actor=actor, code=application.code)
    _audit(actor, application, "submit")
    settling.advance(settling.lock(application.id), strict=True)
    return application


def _lay_branches(application: LinkedApplication, definition: LinkedDefinition) -> None:
    wanted = definition.branches_for(application.answers)
    procedures = {row.code: row for row in Procedure.objects.filter(code__in=[one.procedure for one in wanted])}
    LinkedBranch.objects.bulk_create(
        LinkedBranch(
            application=application,
            position=position,
            code=branch.code,
            name=branch.name,
            procedure=procedures[branch.procedure],
        )
        for position, branch in enumerate(wanted, 1)
    )


def _check_later_branches(application: LinkedApplication, definition: LinkedDefinition) -> None:
    """Raise ``Invalid`` when what is known already would not do for a branch that is opened later.

    The applicant corrects it now, not when a branch turns out to be stuck.
    """
    day = timezone.localdate(application.submitted_at)
    for branch in definition.branches_for(application.answers):
        procedure = procedure_of(version_in_force(branch.procedure))
        given = filling.answers_for(branch, procedure, application, {})
        try:
            forms.check(procedure, given, only=set(given))
            filling.agency_for(branch, procedure, chosen=application.agency, answers=application.answers, day=day)
        except Invalid as invalid:
            raise Invalid(
                {name: f"{branch.name}: {words}" for name, words in invalid.fields.items()}, invalid.message
            ) from invalid


def _check_files(definition: LinkedDefinition, whole: Whole, answers: dict[str, Any]) -> None:
    codes = {part.code for part in definition.parts}
    problems = {
        f"parts.{given.code}": _("Thủ tục này không có thành phần hồ sơ mang mã này; hãy bỏ nó đi.")
        for given in whole.files
        if given.code not in codes
    }
    for part in rules.missing_parts(definition, answers, [given.code for given in whole.files]):
        problems[f"parts.{part.code}"] = _("Còn thiếu “{name}”.").format(name=part.name)
    if problems:
        raise Invalid(problems, _("Thành phần hồ sơ chưa đủ hoặc chưa đúng."))


@transaction.atomic
def withdraw(actor: Actor, application_id: UUID, *, reason: str) -> LinkedApplication:
    """Take a whole application back: branches under way are withdrawn, those that wait are not opened.

    Results that are signed already stay. Raise ``Refused`` when nothing is left to withdraw.
    """
    if not reason.strip():
        raise Invalid({"reason": _("Hãy cho biết vì sao quý vị rút hồ sơ.")})
    if not visible_to(actor).filter(id=application_id).exists():
        raise NotFound
    application = settling.lock(application_id)
    if application.account_id != actor.account_id and not actor.may(RECEIVE, application.desk):
        raise Forbidden(_("Chỉ người nộp hồ sơ, hoặc một cửa thay mặt người nộp, mới rút được hồ sơ."))
    settling.advance(application)
    if application.state != WholeState.OPEN:
        raise Refused(_("Hồ sơ {code} đã kết thúc nên không rút được nữa.").format(code=application.code), code="ended")
    application.withdrawn_at = clock.now()
    application.save(update_fields=["withdrawn_at"])
    settling.write_log(application, "withdraw", reason=reason, actor=actor)
    _audit(actor, application, "withdraw")
    _withdraw_branches(actor, application, reason)
    settling.advance(application)
    return application


def _withdraw_branches(actor: Actor, application: LinkedApplication, reason: str) -> None:
    LinkedBranch.objects.filter(application=application, state__in=UNOPENED).update(
        state=BranchState.CANCELLED, note=reason, ended_at=clock.now()
    )
    # A desk that acts for the applicant has no door to the other agencies' dossiers: the installation opens it.
    by = actor if application.account_id == actor.account_id else SYSTEM
    running = LinkedBranch.objects.filter(application=application, state=BranchState.OPEN, dossier__status__in=OPEN)
    for branch in running.select_related("dossier").order_by("position"):
        if branch.dossier_id is None:
            continue
        try:
            outcome.withdraw(by, branch.dossier_id, reason=reason)
        except Refused:
            continue  # it has just got its result, which stays


def _audit(actor: Actor, application: LinkedApplication, act: str) -> None:
    audit.record(
        actor,
        APPLICATION_ACT,
        subject_kind="linked.application",
        subject_id=application.id,
        subject_label=application.code,
        act=act,
    )
