"""Sending states of arrived documents back to their senders."""

from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kits.exchange.edxml.codes import StatusCode
from tinhso.kits.exchange.edxml.messages import Staff
from tinhso.kits.exchange.messages.models import Arrival, OutgoingMessage, StatusReport
from tinhso.kits.exchange.messages.services import queueing
from tinhso.kits.exchange.messages.states import ArrivalState, Kind


@transaction.atomic
def report(
    arrival_id: UUID, code: StatusCode | str, description: str = "", staff: Staff | str | None = None
) -> StatusReport:
    """Report how an arrived document stands; the sender gets every state, in the order in which they were reported.

    Raises ``Conflict`` when the document was taken back, ``Invalid`` when it is refused without a reason.
    """
    arrival = (
        Arrival.objects.select_for_update(of=("self",))
        .select_related("unit", "correspondent")
        .filter(id=arrival_id)
        .first()
    )
    if arrival is None:
        raise NotFound
    code = StatusCode(code)
    staff = Staff(name=staff) if isinstance(staff, str) else staff
    if arrival.state == ArrivalState.RECALLED:
        raise Conflict(_("Bên gửi đã lấy lại văn bản {code}.").format(code=arrival.code))
    if code == StatusCode.REFUSED and not description.strip():
        raise Invalid({"description": _("Ghi lý do từ chối; bên gửi đọc lý do này.")})
    row = StatusReport.objects.create(
        arrival=arrival,
        code=code,
        description=description.strip()[:500],
        staff=asdict(staff or Staff()),
        at=clock.now(),
    )
    arrival.status_code = code
    if code == StatusCode.REFUSED:
        arrival.state = ArrivalState.REFUSED
    arrival.save(update_fields=["status_code", "state"])
    message = OutgoingMessage(kind=Kind.STATUS, report=row, recipient=arrival.sender)
    queueing.put(arrival.unit.identifier, arrival.route, arrival.correspondent, [message])
    return row
