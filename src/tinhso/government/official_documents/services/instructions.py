"""Instructions and the parts of work that follow from them; a deadline only shrinks down the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import events, inbox_kinds, permissions, reach, texts
from tinhso.government.official_documents.models import Assignment, IncomingDocument, Instruction, OutgoingDocument
from tinhso.government.official_documents.services import exchange
from tinhso.government.official_documents.services.incoming import locked, note
from tinhso.government.official_documents.services.lines import CLERK, put_item
from tinhso.government.official_documents.states import OPEN_ASSIGNED, Assigned, Incoming, Part
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit

_READY = (Incoming.REGISTERED, Incoming.ROUTED, Incoming.PROCESSING)


@dataclass(frozen=True)
class Target:
    """To whom a part is given: a unit, or a person of it; ``due_on`` is the last day, the chain's when not given."""

    unit: OrganizationUnit
    part: str = Part.LEAD
    account: Account | None = None
    due_on: date | None = None


@transaction.atomic
def instruct(
    actor: Actor,
    document_id: UUID,
    text: str,
    targets: Sequence[Target],
    *,
    above: UUID | None = None,
    due_on: date | None = None,
    seen: int | None = None,
) -> Instruction:
    """Write an instruction and give its parts; below ``above`` when the actor hands on work that was given to him.

    Raises ``Invalid`` for a deadline later than the one above (field ``due_on``), for no or two leads, or an empty
    text; ``Refused`` when the document is not registered or ended.
    """
    document, upper = _open_for(actor, document_id, above, seen)
    limit = upper.due_on if upper else document.due_on
    if due_on is not None:
        _within(due_on, limit)
        limit = due_on
    _check_targets(text, targets)
    unit = upper.unit if upper else document.unit
    post = reach.post_at(actor, permissions.INSTRUCT, unit) or reach.post_at(actor, permissions.WORK, unit)
    instruction = Instruction.objects.create(
        document=document,
        above=upper,
        given_by_id=actor.account_id,
        given_as=reach.said_as(actor, post)[:200],
        unit=unit,
        text=text.strip(),
        given_at=clock.now(),
    )
    parts = [_give(instruction, document, target, limit) for target in targets]
    if upper is not None:
        upper.state, upper.opened_at = Assigned.PASSED_ON, upper.opened_at or clock.now()
        upper.save(update_fields=["state", "opened_at"])
        inbox.close(upper.id, slot=CLERK, actor=actor)
    if document.state == Incoming.REGISTERED:
        _move(document, Incoming.ROUTED)
        exchange.tell(document, "04", "", actor)
    inbox.close(document.id, inbox_kinds.TO_INSTRUCT, actor=actor)
    note(actor, happened.INSTRUCTED, document, act="instruct")
    lead = next((part for part in parts if part.part == Part.LEAD), None)
    publish(
        events.INSTRUCTED,
        instruction.id,
        actor=actor,
        document=str(document.id),
        instruction=str(instruction.id),
        assignments=[str(part.id) for part in parts],
        lead_unit=str(lead.unit_id) if lead else "",
        due_on=min(dues).isoformat() if (dues := [part.due_on for part in parts if part.due_on]) else "",
        text=instruction.text,
    )
    return instruction


@transaction.atomic
def begin(actor: Actor, assignment_id: UUID) -> Assignment:
    """Take a part up: the sender is told that the document is being processed (05)."""
    assignment, document = held(actor, assignment_id)
    if assignment.state == Assigned.WAITING:
        assignment.state, assignment.opened_at = Assigned.DOING, clock.now()
        if assignment.account_id is None:
            assignment.account_id = actor.account_id
        assignment.save(update_fields=["state", "opened_at", "account"])
        put_item(assignment, document)
    if document.state in (Incoming.REGISTERED, Incoming.ROUTED):
        _move(document, Incoming.PROCESSING)
        exchange.tell(document, "05", "", actor)
    return assignment


@transaction.atomic
def read(actor: Actor, assignment_id: UUID) -> Assignment:
    """Note that a document sent only to know was read; that ends the part."""
    assignment, _document = held(actor, assignment_id)
    if assignment.part == Part.KNOW:
        _end(assignment, Assigned.DONE, "", actor)
    return assignment


@transaction.atomic
def complete(actor: Actor, assignment_id: UUID, result: str, *, answer: OutgoingDocument | None = None) -> Assignment:
    """End a part with its result, and with the document that answers where there is one.

    With the last lead and joint part given at the top the document is done, and the sender is told (06). Raises
    ``Refused`` while parts that were handed on are open, naming who still works.
    """
    assignment, document = held(actor, assignment_id)
    if not result.strip() and answer is None:
        raise Invalid({"result": _("Ghi kết quả xử lý, hoặc chọn văn bản trả lời.")})
    below = Assignment.objects.filter(
        instruction__above=assignment, state__in=OPEN_ASSIGNED, part__in=[Part.LEAD, Part.JOINT]
    ).select_related("account__person", "unit")
    still = [str(part.account or part.unit) for part in below]
    if still:
        raise Refused(
            _("Chưa kết thúc được: {who} chưa xong phần việc được giao tiếp.").format(who=", ".join(still)),
            code="parts-open",
        )
    assignment.answer = answer
    _end(assignment, Assigned.DONE, result, actor)
    if document.state in (Incoming.REGISTERED, Incoming.ROUTED):
        _move(document, Incoming.PROCESSING)
    _settle(document, actor, answer)
    return assignment


@transaction.atomic
def recall(actor: Actor, assignment_id: UUID, reason: str) -> Assignment:
    """Take a part back, with all that was handed on from it: by whoever gave it, or instructs where it was given."""
    assignment, document = _for_giver(actor, assignment_id)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do rút phần việc.")})
    _recall_tree(assignment, reason, actor)
    note(actor, happened.INSTRUCTED, document, act="recall")
    _settle(document, actor, None)
    return assignment


@transaction.atomic
def hand_over(
    actor: Actor, assignment_id: UUID, unit: OrganizationUnit, account: Account | None, reason: str
) -> Assignment:
    """Give a part to another in its place: forwarded by who holds it, or a substitute named by who gave it."""
    assignment, document = _either(actor, assignment_id)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do chuyển.")})
    if assignment.state == Assigned.PASSED_ON:
        raise Refused(_("Phần việc này đã giao tiếp. Hãy rút các phần đã giao rồi chuyển."), code="passed-on")
    _check_target(Target(unit, assignment.part, account))
    _end(assignment, Assigned.RECALLED, reason, actor)
    try:
        with transaction.atomic():
            other = Assignment.objects.create(
                instruction=assignment.instruction,
                document=document,
                part=assignment.part,
                unit=unit,
                account=account,
                due_on=assignment.due_on,
                instead_of=assignment,
            )
    except IntegrityError as error:
        raise Conflict(_("{who} đã có phần việc trong chỉ đạo này.").format(who=account or unit)) from error
    put_item(other, document)
    note(actor, happened.INSTRUCTED, document, act="hand-over")
    return other


@transaction.atomic
def set_due(actor: Actor, assignment_id: UUID, due_on: date) -> Assignment:
    """Move a part's last day, within the chain's; what was handed on from it shrinks with it."""
    assignment, document = _for_giver(actor, assignment_id)
    upper = assignment.instruction.above
    _within(due_on, upper.due_on if upper else document.due_on)
    _shrink(assignment, due_on, document)
    note(actor, happened.INSTRUCTED, document, act="due")
    return assignment


def held(actor: Actor, assignment_id: UUID) -> tuple[Assignment, IncomingDocument]:
    """Return an open part that is the actor's, locked with its document; raise ``NotFound`` or ``Conflict``."""
    assignment, document = _locked(assignment_id)
    if not holds(actor, assignment):
        raise NotFound
    _demand_open(assignment)
    return assignment, document


def holds(actor: Actor, assignment: Assignment) -> bool:
    """Tell whether a part is the actor's: named to him, to whom he stands in for, or to nobody in his unit.

    What another agency gave to his agency as a whole, its clerk takes up as well as its leaders.
    """
    if assignment.account_id is not None:
        return assignment.account_id in reach.holders_of(actor)
    return actor.may(permissions.WORK, assignment.unit) or reach.takes_for_agency(actor, assignment.unit)


def gave(actor: Actor, assignment: Assignment) -> bool:
    """Tell whether the actor gave a part, or instructs where it was given."""
    instruction = assignment.instruction
    return instruction.given_by_id in reach.holders_of(actor) or reach.may(
        actor, permissions.INSTRUCT, instruction.unit
    )


def _open_for(
    actor: Actor, document_id: UUID, above: UUID | None, seen: int | None
) -> tuple[IncomingDocument, Assignment | None]:
    if above is None:
        document = locked(actor, document_id, permissions.INSTRUCT, seen)
        upper = None
    else:
        upper, document = _locked(above)
        if upper.document_id != document_id or not holds(actor, upper):
            raise NotFound
        _demand_open(upper)
        if upper.part == Part.KNOW:
            raise Refused(_("Văn bản này gửi để biết, không có việc để giao tiếp."), code="to-know")
    if document.state not in _READY:
        raise Refused(
            _("Văn bản đang ở trạng thái “{state}”, không phân công được.").format(state=document.get_state_display()),
            code="wrong-state",
        )
    return document, upper


def _give(instruction: Instruction, document: IncomingDocument, target: Target, limit: date | None) -> Assignment:
    due_on = target.due_on
    if due_on is not None:
        _within(due_on, limit)
    assignment = Assignment.objects.create(
        instruction=instruction,
        document=document,
        part=target.part,
        unit=target.unit,
        account=target.account,
        due_on=None if target.part == Part.KNOW else due_on or limit,
    )
    put_item(assignment, document)
    return assignment


def _check_targets(text: str, targets: Sequence[Target]) -> None:
    if not text.strip():
        raise Invalid({"text": _("Hãy ghi nội dung chỉ đạo.")})
    if not targets:
        raise Invalid({"targets": _("Hãy chọn ít nhất một đơn vị hoặc người nhận.")})
    leads = [target for target in targets if target.part == Part.LEAD]
    if len(leads) > 1:
        raise Invalid({"targets": _("Chỉ một đơn vị hoặc người chủ trì; các nơi khác phối hợp.")})
    if not leads and any(target.part == Part.JOINT for target in targets):
        raise Invalid({"targets": _("Có nơi phối hợp thì phải có nơi chủ trì.")})
    if len({(target.unit.id, target.account.pk if target.account else None) for target in targets}) < len(targets):
        raise Invalid({"targets": _("Một nơi nhận được chọn hai lần.")})
    for target in targets:
        _check_target(target)


def _check_target(target: Target) -> None:
    if (
        target.account is not None
        and not holders(permissions.WORK, target.unit.path).filter(pk=target.account.pk).exists()
    ):
        raise Invalid(
            {
                "targets": _("{name} chưa được giao quyền xử lý văn bản tại {unit}.").format(
                    name=target.account, unit=target.unit.name
                )
            }
        )


def _within(due_on: date, limit: date | None) -> None:
    if due_on < clock.today():
        raise Invalid({"due_on": _("Hạn xử lý từ hôm nay trở đi.")})
    if limit is not None and due_on > limit:
        raise Invalid(
            {"due_on": _("Hạn không được sau {day}, hạn của việc cấp trên giao.").format(day=f"{limit:%d/%m/%Y}")}
        )


def _locked(assignment_id: UUID) -> tuple[Assignment, IncomingDocument]:
    key = Assignment.objects.filter(id=assignment_id).values_list("document_id", flat=True).first()
    if key is None:
        raise NotFound
    # The document first, always: whoever works on two parts of one document waits, and nobody waits in a ring.
    document = IncomingDocument.objects.select_for_update(of=("self",)).select_related("unit__parent").get(id=key)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "unit__parent", "account__person", "instruction__above", "instruction__unit__parent"
    )
    return rows.get(id=assignment_id), document


def _for_giver(actor: Actor, assignment_id: UUID) -> tuple[Assignment, IncomingDocument]:
    assignment, document = _locked(assignment_id)
    if not gave(actor, assignment):
        if holds(actor, assignment):
            raise Forbidden(_("Chỉ người đã giao việc mới rút hoặc đổi hạn được."))
        raise NotFound
    _demand_open(assignment)
    return assignment, document


def _either(actor: Actor, assignment_id: UUID) -> tuple[Assignment, IncomingDocument]:
    assignment, document = _locked(assignment_id)
    heads = reach.may(actor, permissions.INSTRUCT, assignment.unit)
    if not (holds(actor, assignment) or gave(actor, assignment) or heads):
        raise NotFound
    _demand_open(assignment)
    return assignment, document


def _demand_open(assignment: Assignment) -> None:
    if assignment.state not in OPEN_ASSIGNED:
        raise Conflict(_("Phần việc này đã kết thúc: {state}.").format(state=assignment.get_state_display()))


def _end(assignment: Assignment, state: Assigned, result: str, actor: Actor) -> None:
    assignment.state, assignment.result, assignment.ended_at = state, result.strip(), clock.now()
    if assignment.account_id is None and state == Assigned.DONE:
        assignment.account_id = actor.account_id
    assignment.save(update_fields=["state", "result", "ended_at", "account", "answer"])
    inbox.close(assignment.id, actor=actor)


def _recall_tree(assignment: Assignment, reason: str, actor: Actor) -> None:
    for part in Assignment.objects.filter(instruction__above=assignment, state__in=OPEN_ASSIGNED):
        _recall_tree(part, reason, actor)
    _end(assignment, Assigned.RECALLED, reason, actor)


def _shrink(assignment: Assignment, due_on: date, document: IncomingDocument) -> None:
    assignment.due_on = due_on
    assignment.save(update_fields=["due_on"])
    inbox.set_due(assignment.id, texts.end_of(due_on))
    later = Assignment.objects.filter(instruction__above=assignment, state__in=OPEN_ASSIGNED, due_on__gt=due_on)
    for part in later:
        _shrink(part, due_on, document)


def _settle(document: IncomingDocument, actor: Actor, answer: OutgoingDocument | None) -> None:
    top = Assignment.objects.filter(document=document, instruction__above=None, part__in=[Part.LEAD, Part.JOINT])
    if top.filter(state__in=OPEN_ASSIGNED).exists() or not top.filter(state=Assigned.DONE).exists():
        return
    document.done_at = clock.now()
    _move(document, Incoming.DONE)
    inbox.close(document.id, actor=actor)
    publish(
        events.COMPLETED,
        document.id,
        actor=actor,
        document=str(document.id),
        unit=str(document.unit_id),
        number=document.number,
        symbol=document.symbol,
        answer=answer.symbol if answer else "",
    )
    exchange.tell(document, "06", "", actor)


def _move(document: IncomingDocument, state: Incoming) -> None:
    document.state = state
    document.revision += 1
    document.save(update_fields=["state", "revision", "done_at"])
