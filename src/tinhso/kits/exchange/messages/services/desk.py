"""What a clerk does with messages that were set aside: send again, mend the address, give up; note what was refused."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.exchange.messages import audit_events, permissions, queries
from tinhso.kits.exchange.messages.models import Dispatch, OutgoingMessage, ReceivedMessage
from tinhso.kits.exchange.messages.routing import way_to
from tinhso.kits.exchange.messages.services import queueing, sending
from tinhso.kits.exchange.messages.states import DispatchState, MessageState


def _dead(actor: Actor, message_id: UUID) -> OutgoingMessage:
    """Return a message that was set aside and that the actor may work on, locked."""
    actor.demand(permissions.WORK)
    if not queries.dead_letters(actor).filter(id=message_id).exists():
        raise NotFound(_("Gói tin này không còn ở bàn xử lý: có người đã gửi lại hoặc thôi gửi."))
    message = (
        OutgoingMessage.objects.select_for_update(of=("self",))
        .select_related("lane__correspondent", "dispatch__posting__sender")
        .get(id=message_id)
    )
    if message.state != MessageState.DEAD:
        raise Conflict(_("Có người vừa xử lý gói tin này."))
    return message


@transaction.atomic
def send_again(actor: Actor, message_id: UUID) -> None:
    """Send a message again as it is addressed now; raise ``Invalid`` when there is no way there."""
    message = _dead(actor, message_id)
    if message.dispatch is not None:
        sending.readdress(message.dispatch, message, way_to(message.recipient))
    else:
        queueing.put_back(message)
    _note(actor, message, audit_events.RESENT, recipient=message.recipient)


@transaction.atomic
def readdress(actor: Actor, message_id: UUID, identifier: str) -> None:
    """Send a document that was set aside to another unit instead; raise ``Invalid``."""
    message = _dead(actor, message_id)
    row = message.dispatch
    if row is None:
        raise Conflict(_("Chỉ sửa được nơi nhận của văn bản, không sửa được nơi nhận của một trạng thái."))
    way = way_to(identifier)
    if not way.problem and Dispatch.objects.filter(posting=row.posting, recipient=way.identifier).exclude(id=row.id):
        raise Invalid({"recipient": _("{name} đã có trong nơi nhận của văn bản này.").format(name=way.name)})
    before = row.recipient
    sending.readdress(row, message, way)
    _note(actor, message, audit_events.READDRESSED, before=before, after=way.identifier)


@transaction.atomic
def give_up(actor: Actor, message_id: UUID, reason: str) -> None:
    """Stop trying; the document's page says so, with the reason."""
    message = _dead(actor, message_id)
    if not reason.strip():
        raise Invalid({"reason": _("Ghi lý do, ví dụ: đã gửi bản giấy.")})
    OutgoingMessage.objects.filter(id=message.id).update(state=MessageState.GIVEN_UP)
    if message.dispatch is not None:
        Dispatch.objects.filter(id=message.dispatch.id, state=DispatchState.FAILED).update(
            state=DispatchState.GIVEN_UP, problem=reason.strip()[:600]
        )
    _note(actor, message, audit_events.GIVEN_UP, recipient=message.recipient, reason=reason.strip()[:300])


@transaction.atomic
def settle_refused(actor: Actor, key: UUID) -> None:
    """Take a message that was refused here off the list: the sender was told, or it concerns nobody."""
    actor.demand(permissions.WORK)
    row = queries.refused_arrivals(actor).filter(id=key).first()
    if row is None:
        raise NotFound
    ReceivedMessage.objects.filter(id=row.id).update(settled_at=clock.now())


def _note(actor: Actor, message: OutgoingMessage, code: str, **details: Any) -> None:
    posting = message.dispatch.posting if message.dispatch else None
    audit.record(
        actor,
        code,
        subject_kind="exchange.message",
        subject_id=message.id,
        subject_label=posting.code if posting else message.get_kind_display(),
        unit_id=posting.sender_id if posting else None,
        **details,
    )
