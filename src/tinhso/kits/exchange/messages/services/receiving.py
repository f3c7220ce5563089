"""Taking a message in: known once by its key, read, proved, addressed, in its order, and only then applied."""

import hashlib
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.db.models import Q

from tinhso.kernel.events.services import publish
from tinhso.kernel.files.services import store_made
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.identifiers import check_identifier
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange.edxml import parsing
from tinhso.kits.exchange.edxml.messages import Attachment, DocumentMessage, Message
from tinhso.kits.exchange.edxml.refusals import Unreadable
from tinhso.kits.exchange.messages import cloudevents, events, journal, trust
from tinhso.kits.exchange.messages.models import Correspondent, IncomingLane, ReceivedMessage
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.routing import belongs, heirs_in_words
from tinhso.kits.exchange.messages.services import applying
from tinhso.kits.exchange.messages.states import Kind, Outcome, Route

_MOST_TEXT = 256 * 1024


@dataclass(frozen=True)
class Envelope:
    """What is known of a message before it is read. ``source``: whose request brought it, proved by its token."""

    source: str
    route: Route
    correspondent: Correspondent | None
    message_id: str
    kind: Kind = Kind.DOCUMENT
    sender: str = ""
    number: int = 0
    after: int = 0


@dataclass(frozen=True)
class Taken:
    """What became of a message: ``again`` when it was taken before."""

    message_id: str
    again: bool = False


def receive(envelope: Envelope, data: bytes) -> Taken:
    """Take a message in; return whether it had been taken before. Raises ``Undeliverable``, after keeping it.

    What helps by waiting (order, room on the disk, missing files) leaves no trace but a line of the log.
    """
    try:
        with transaction.atomic():
            if _seen(envelope):
                return Taken(envelope.message_id, again=True)
            _in_order(envelope)
            sender, recipient = _apply_event(envelope, data) if envelope.kind == Kind.EVENT else _apply(envelope, data)
            _passed(envelope)
            journal.taken(envelope, sender, recipient, data)
    except IntegrityError:
        # Two copies at one moment: the other one is being taken.
        if ReceivedMessage.objects.filter(_key(envelope), outcome=Outcome.APPLIED).exists():
            return Taken(envelope.message_id, again=True)
        raise
    except Undeliverable as refusal:
        _keep_refused(envelope, data, refusal)
        raise
    return Taken(envelope.message_id)


def _key(envelope: Envelope) -> Q:
    return Q(source=envelope.source, message_id=envelope.message_id)


def _seen(envelope: Envelope) -> bool:
    row = ReceivedMessage.objects.select_for_update().filter(_key(envelope)).first()
    if row is None or row.outcome != Outcome.APPLIED:
        return False
    row.times += 1
    row.save(update_fields=["times"])
    return True


def _in_order(envelope: Envelope) -> None:
    """Raise ``out-of-order`` when messages before this one have not come."""
    if envelope.route == Route.LOCAL or not envelope.number:
        return
    key = {"source": envelope.source, "sender": envelope.sender}
    IncomingLane.objects.bulk_create([IncomingLane(**key)], ignore_conflicts=True)
    lane = IncomingLane.objects.select_for_update().get(**key)
    if envelope.after > lane.last_number:
        raise Undeliverable("out-of-order", str(lane.last_number), last_number=lane.last_number)


def _passed(envelope: Envelope) -> None:
    if envelope.number and envelope.route != Route.LOCAL:
        IncomingLane.objects.filter(
            source=envelope.source, sender=envelope.sender, last_number__lt=envelope.number
        ).update(last_number=envelope.number)


def _apply(envelope: Envelope, data: bytes) -> tuple[str, str]:
    try:
        tree = parsing.read(data)
        # Refused messages are kept with whom they name, so the text is read before it is believed.
        message = parsing.parse(tree)
        if envelope.route == Route.AXIS or message.message_id == envelope.message_id:
            covered, verdict = trust.prove(data, tree, envelope.route, envelope.source)
            message = parsing.parse(covered)
        else:
            raise Undeliverable("bad-signature", "messageId")
    except Unreadable as error:
        raise Undeliverable(error.code, error.detail) from error
    sender = _sender(envelope, message)
    unit = _recipient(message)
    row = _keep(envelope, data, message, sender, unit.identifier)
    applying.apply(envelope, message, unit, row, verdict)
    return sender, unit.identifier


def _apply_event(envelope: Envelope, data: bytes) -> tuple[str, str]:
    event = cloudevents.read(data)
    if event["id"] != envelope.message_id:
        raise Undeliverable("bad-signature", "id")
    row = ReceivedMessage.objects.filter(_key(envelope)).first() or ReceivedMessage(
        source=envelope.source, message_id=envelope.message_id
    )
    _fill(row, envelope, data)
    row.outcome, row.problem, row.problem_code = Outcome.APPLIED, "", ""
    row.save()
    publish(
        events.EVENT_CAME,
        row.id,
        source=envelope.source,
        type=event["type"],
        subject=str(event.get("subject", "")),
        data=event.get("data"),
    )
    return envelope.sender, ""


def _sender(envelope: Envelope, message: Message) -> str:
    sender = check_or_refuse(message.sender.organ_id)
    if envelope.sender and envelope.sender != sender:
        raise Undeliverable("not-yours", sender)
    if envelope.correspondent is not None and not belongs(sender, envelope.correspondent.root_identifier):
        raise Undeliverable("not-yours", sender)
    own = OrganizationUnit.objects.filter(identifier=sender).exists()
    if (envelope.route == Route.LOCAL and not own) or (envelope.route == Route.AXIS and own):
        # Nobody outside speaks for a unit of this installation.
        raise Undeliverable("not-yours", sender)
    return sender


def check_or_refuse(identifier: str) -> str:
    """Return an identifier in its canonical form; raise ``Undeliverable``."""
    try:
        return check_identifier(identifier)
    except ValueError as error:
        raise Undeliverable("unknown-unit", identifier) from error


def _recipient(message: Message) -> OrganizationUnit:
    organs = message.recipients if isinstance(message, DocumentMessage) else (message.recipient,)
    ended = None
    for organ in organs:
        identifier = check_or_refuse(organ.organ_id)
        unit = OrganizationUnit.objects.filter(identifier=identifier).order_by("-valid_from").first()
        if unit is not None and (unit.holds_on() or not isinstance(message, DocumentMessage)):
            return unit
        ended = ended or unit
    if ended is not None:
        raise Undeliverable("unit-ended", heirs_in_words(ended))
    raise Undeliverable("unknown-unit", ", ".join(organ.organ_id for organ in organs))


def _keep(envelope: Envelope, data: bytes, message: Message, sender: str, recipient: str) -> ReceivedMessage:
    kind = Kind.DOCUMENT if isinstance(message, DocumentMessage) else Kind.STATUS
    row = ReceivedMessage.objects.filter(_key(envelope)).first() or ReceivedMessage(
        source=envelope.source, message_id=envelope.message_id
    )
    _fill(row, replace(envelope, kind=kind, sender=sender), data)
    row.recipient, row.outcome, row.problem, row.problem_code = recipient, Outcome.APPLIED, "", ""
    row.save()
    return row


def _fill(row: ReceivedMessage, envelope: Envelope, data: bytes) -> None:
    row.kind, row.sender, row.number = envelope.kind, envelope.sender, envelope.number
    row.sha256, row.size = hashlib.sha256(data).hexdigest(), len(data)
    if len(data) <= _MOST_TEXT:
        row.xml = data.decode("utf-8", errors="replace").replace("\x00", "\ufffd")
    elif len(data) <= parsing.MOST_BYTES:
        row.file = store_made(data, "goi-tin.xml", "application/xml", actor=SYSTEM)


@transaction.atomic
def _keep_refused(envelope: Envelope, data: bytes, refusal: Undeliverable) -> None:
    """Keep what was refused, with its reason, for the desk of whoever receives; what passes by waiting only a line."""
    journal.refused(envelope, data, refusal)
    if refusal.problem.passing:
        return
    row = ReceivedMessage.objects.select_for_update().filter(_key(envelope)).first()
    if row is not None and row.outcome == Outcome.APPLIED:
        return
    row = row or ReceivedMessage(source=envelope.source, message_id=envelope.message_id, times=0)
    _fill(row, envelope, data)
    row.recipient = row.recipient or _named_recipient(data)
    row.outcome, row.problem_code, row.problem = Outcome.REFUSED, refusal.problem.code, refusal.message
    row.times += 1
    row.settled_at = None
    row.save()
    # Nobody need wait for it: those that follow are taken.
    _passed(envelope)


def _named_recipient(data: bytes) -> str:
    """Return whom a refused message names, when it can be read at all."""
    try:
        message = parsing.parse(parsing.read(data))
    except Unreadable:
        return ""
    organs = message.recipients if isinstance(message, DocumentMessage) else (message.recipient,)
    return organs[0].organ_id[:35] if organs else ""


def named_files(data: bytes) -> tuple[Attachment, ...]:
    """Return the files that a message names; none when it cannot be read."""
    try:
        message = parsing.parse(parsing.read(data))
    except Unreadable:
        return ()
    return message.attachments if isinstance(message, DocumentMessage) else ()
