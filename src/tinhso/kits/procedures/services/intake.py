"""A dossier comes in: sent by the citizen or taken at the desk, then received, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Person
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures import events, forms, inbox_kinds, permissions, routing, rules
from tinhso.kits.procedures.definition import TermCase
from tinhso.kits.procedures.models import Dossier, DossierPart, ProcedureVersion
from tinhso.kits.procedures.numbering import next_code
from tinhso.kits.procedures.services.applicants import person_for
from tinhso.kits.procedures.services.drafts import locked
from tinhso.kits.procedures.services.steps import open_next_steps
from tinhso.kits.procedures.services.transition import Transition, demand_reason, transition
from tinhso.kits.procedures.states import Channel, ClockEventKind, Status
from tinhso.kits.procedures.terms import term_for
from tinhso.kits.procedures.versions import definition_of, in_force


@dataclass(frozen=True)
class GivenPart:
    """A part as handed in: which, in what form, and the file that shows it."""

    code: str
    file: StoredFile | None = None
    alternative_code: str = ""
    form: str = "electronic"
    count: int = 1
    certified: bool = False


@dataclass(frozen=True)
class Application:
    """Everything that an application says, from whatever channel it comes."""

    version: ProcedureVersion
    agency: OrganizationUnit
    person: Person | None
    """Who applies; found among those known, or added, by what the applicant says, when not given."""
    applicant: dict[str, Any]
    answers: dict[str, Any]
    parts: Sequence[GivenPart]
    channel: Channel
    delivery: dict[str, Any] = field(default_factory=dict)
    desk: OrganizationUnit | None = None
    """The desk that takes it in; the agency's own when not given."""
    idempotency_key: str | None = None
    whole: bool = True
    """Whether nothing may be missing; at the desk what is incomplete is taken down too, to be asked for or refused."""
    term: TermCase | None = None
    """The term that comes with the application, where it is not the procedure's own; see ``terms``."""


def submit_draft(actor: Actor, draft_id: UUID, person: Person, *, declared: bool = False) -> Dossier:
    """Send a draft; sending it again, even at the same moment, gives the same dossier.

    ``declared`` keeps with the application that the applicant gave his word that it is true.
    """
    with transaction.atomic():
        sent = Dossier.objects.filter(draft__id=draft_id, account_id=actor.own_id).first()
        if sent is not None:
            return sent
        try:
            draft = locked(actor, draft_id)
        except Refused as refusal:
            if refusal.code == "already-sent":
                return Dossier.objects.get(draft__id=draft_id)
            raise
        if not in_force(draft.version, clock.today()):
            raise Refused(
                _("Thủ tục đã có phiên bản mới. Hãy chuyển hồ sơ sang phiên bản mới, xem lại rồi nộp."),
                code="old-version",
            )
        actor.demand_assurance(definition_of(draft.version).assurance)
        if draft.agency is None:
            raise Invalid({"agency": _("Hãy chọn nơi giải quyết hồ sơ.")})
        dossier = submit(
            actor,
            Application(
                version=draft.version,
                agency=draft.agency,
                person=person,
                applicant=draft.applicant | ({"declared_true": True} if declared else {}),
                answers=draft.answers,
                parts=[
                    GivenPart(code=kept.part_code, alternative_code=kept.alternative_code, file=kept.file)
                    for kept in draft.files.select_related("file").order_by("created_at")
                ],
                channel=Channel.ONLINE,
                delivery=draft.delivery,
            ),
        )
        draft.dossier = dossier
        draft.save(update_fields=["dossier"])
        return dossier


def submit(actor: Actor, application: Application) -> Dossier:
    """Send an application: validated whole, numbered, stored, queued at the desk.

    Raise ``Invalid`` naming every field or part that is wrong or missing. With an idempotency key the same
    call gives the same dossier.
    """
    if application.idempotency_key:
        sent = _sent_before(actor, application)
        if sent is not None:
            return sent
    try:
        with transaction.atomic():
            return _submit(actor, application)
    except IntegrityError:
        sent = _sent_before(actor, application) if application.idempotency_key else None
        if sent is None:
            raise
        return sent


def _sent_before(actor: Actor, application: Application) -> Dossier | None:
    return Dossier.objects.filter(account_id=actor.own_id, idempotency_key=application.idempotency_key).first()


def _submit(actor: Actor, application: Application) -> Dossier:
    now = clock.now()
    today = timezone.localdate(now)
    definition = definition_of(application.version)
    routing.check_agency(definition, application.agency, today)
    desk = application.desk or routing.desk_of(application.agency, today)
    if application.channel is Channel.COUNTER:
        actor.demand(permissions.RECEIVE, desk)
    elif not (actor.kind == "citizen" or actor.is_system):
        actor.demand(permissions.SUBMIT)
    only = None if application.whole else forms.clean(application.answers)
    answers = forms.check(definition, application.answers, only=only)
    _check_parts(application, answers)
    _check_applicant(application.applicant)
    dossier = Dossier(
        code=next_code(desk, today),
        version=application.version,
        procedure=application.version.procedure,
        account_id=actor.account_id if application.channel is not Channel.COUNTER else None,
        person=application.person or person_for(application.applicant),
        applicant_name=application.applicant["full_name"],
        applicant=application.applicant,
        answers=answers,
        delivery=application.delivery,
        channel=application.channel,
        reception_unit=desk,
        agency=application.agency,
        area_id=application.agency.area_id,
        status=Status.SUBMITTED,
        fees=rules.fees_for(definition, answers, application.channel),
        term=application.term.kept() if application.term else {},
        submitted_at=now,
        holder_unit=desk,
        last_actor=actor.name,
        last_acted_at=now,
        idempotency_key=application.idempotency_key,
    )
    dossier.folded = fold(f"{dossier.code} {dossier.applicant_name} {application.applicant.get('phone', '')}")[:200]
    dossier.save(force_insert=True)
    add_parts(dossier, application.parts)
    change = Transition(
        dossier,
        definition,
        actor,
        "submit",
        now,
        None,
        event=events.SUBMITTED,
        unit=desk if actor.is_official else None,
    )
    change.take_part([desk, application.agency])
    inbox.put(
        inbox_kinds.RECEIVE,
        subject_id=dossier.id,
        title=f"{dossier.code} · {dossier.applicant_name}",
        detail=application.version.procedure.name,
        unit=desk,
        permission=permissions.RECEIVE,
    )
    change.write()
    return dossier


def _check_parts(application: Application, answers: dict[str, Any]) -> None:
    definition = definition_of(application.version)
    codes = {part.code for part in definition.parts}
    problems = {
        f"parts.{given.code}": _("Thủ tục này không có thành phần hồ sơ mang mã này; hãy bỏ nó đi.")
        for given in application.parts
        if given.code not in codes
    }
    given_codes = [given.code for given in application.parts]
    for part in rules.missing_parts(definition, answers, given_codes) if application.whole else ():
        problems[f"parts.{part.code}"] = _("Còn thiếu “{name}”.").format(name=part.name)
    if application.channel in (Channel.ONLINE, Channel.NATIONAL):
        for given in application.parts:
            if given.file is None:
                problems[f"parts.{given.code}"] = _("Nộp trực tuyến cần có tệp kèm theo.")
    if problems:
        raise Invalid(problems, _("Thành phần hồ sơ chưa đủ hoặc chưa đúng."))


def _check_applicant(applicant: dict[str, Any]) -> None:
    if not str(applicant.get("full_name", "")).strip():
        raise Invalid({"applicant.full_name": _("Hãy ghi họ và tên người nộp.")})


def add_parts(dossier: Dossier, parts: Sequence[GivenPart], **values: Any) -> None:
    """Write the parts as handed in."""
    names = {part.code: part.name for part in definition_of(dossier.version).parts}
    now = clock.now()
    DossierPart.objects.bulk_create(
        DossierPart(
            dossier=dossier,
            code=given.code,
            name=names.get(given.code, given.code),
            alternative_code=given.alternative_code,
            form=given.form,
            count=given.count,
            file=given.file,
            certified=given.certified,
            added_at=now,
            **values,
        )
        for given in parts
    )


def receive(actor: Actor, dossier_id: UUID, *, note: str = "", seen_revision: int | None = None) -> Dossier:
    """Receive a full and valid dossier: the clock starts and the first step opens (NĐ 61/2018 Điều 17)."""
    with transition(
        dossier_id, actor, "receive", events.RECEIVED, among=[Status.SUBMITTED], seen_revision=seen_revision
    ) as change:
        dossier = change.dossier
        change.demand(permissions.RECEIVE, dossier.reception_unit)
        case = term_for(dossier, change.definition, change.at)
        dossier.term = case.kept()
        dossier.received_at = change.at
        change.unit, change.note = dossier.reception_unit, note
        change.move_to(Status.RECEIVED)
        change.tick(
            ClockEventKind.START,
            kept("Tiếp nhận hồ sơ đầy đủ, hợp lệ"),
            basis=case.basis,
            term=dossier.term,
        )
        inbox.close(dossier.id)
        open_next_steps(change, after=0)
    return change.dossier


def refuse(actor: Actor, dossier_id: UUID, *, reason: str, article: str, seen_revision: int | None = None) -> Dossier:
    """Refuse to receive a dossier, with the reason and the legal article."""
    demand_reason(reason, article)
    with transition(
        dossier_id, actor, "refuse", events.REFUSED, among=[Status.SUBMITTED], seen_revision=seen_revision
    ) as change:
        dossier = change.dossier
        change.demand(permissions.RECEIVE, dossier.reception_unit)
        change.unit, change.reason, change.article = dossier.reception_unit, reason, article
        change.move_to(Status.REFUSED)
        dossier.finished_at = change.at
        inbox.close(dossier.id)
    return change.dossier
