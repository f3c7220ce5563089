"""What the counter does beyond the kit: recognises who stands there, notes it, ties the dossier to the number."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.desks.counter import fees, queries
from tinhso.desks.counter.card import looks_like_card, read_card
from tinhso.government.queue.models import Ticket
from tinhso.government.queue.services import calling
from tinhso.government.queue.states import TicketState
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.permissions import RECEIVE

_PURPOSE = kept("Tiếp nhận hồ sơ tại quầy")


@transaction.atomic
def recognise(actor: Actor, text: str) -> dict[str, str]:
    """Return the applicant's data that a card's QR text, or a personal number typed, leads to.

    What the card says stands above what was known before. That the officer looked is noted with the person. Raise
    ``Invalid`` (field ``card``).
    """
    if looks_like_card(text):
        found = read_card(text).applicant()
    else:
        number = "".join(text.split())
        if not (len(number) == 12 and number.isdigit()):
            raise Invalid({"card": _("Hãy quét mã QR của thẻ, hoặc nhập đủ 12 chữ số của số định danh.")})
        found = {"personal_number": number}
    known = next(iter(queries.people(found.get("personal_number", ""))), None)
    if known is None:
        return found
    audit.record_view(actor, known.id, _PURPOSE, subject_label=known.full_name)
    kept_data = {
        "full_name": known.full_name,
        "phone": known.phone.replace("+84", "0", 1),
        "email": known.email,
        "address": known.address,
    }
    return {name: value for name, value in kept_data.items() if value} | found


def begin(actor: Actor, ticket: Ticket | None) -> None:
    """Note that the holder of the called number came; nothing when no number was called."""
    if ticket is not None and ticket.state == TicketState.CALLED:
        calling.start(actor)


def tie(actor: Actor, ticket: Ticket | None, dossier: Dossier) -> None:
    """Tie a dossier to the number that is served; a number that is no longer at the counter is left alone."""
    if ticket is None:
        return
    try:
        calling.attach(actor, ticket.id, dossier)
    except Refused as refused:
        if refused.code not in ("no-ticket", "no-counter"):
            raise


def take_fee(actor: Actor, dossier: Dossier, invoice_id: UUID, *, received: int) -> None:
    """Take what is owed in cash, through whoever collects money in this installation."""
    actor.demand(RECEIVE, dossier.reception_unit)
    fees.take(actor, dossier, invoice_id, received=received)
