"""What follows for money from the life of a dossier, and for people from the life of money."""

from tinhso.government.payments import events
from tinhso.government.payments.models import Invoice
from tinhso.government.payments.services import invoices, receipts
from tinhso.kernel.events import EventRecord, subscribe
from tinhso.kernel.notify import services as notify
from tinhso.kits.procedures import events as dossiers
from tinhso.kits.procedures.models import Dossier

_DUE = (dossiers.SUBMITTED, dossiers.PAYMENT_REQUESTED, dossiers.FINISHED, dossiers.STEP_DONE)
_ENDED = {
    dossiers.REFUSED: "Hồ sơ không được tiếp nhận",
    dossiers.WITHDRAWN: "Người dân rút hồ sơ",
    dossiers.STOPPED: "Dừng giải quyết hồ sơ",
}


def invoice_what_is_due(event: EventRecord) -> None:
    """Make the invoices that are due by now."""
    invoices.ensure(event.subject_id)


def tell_to_pay(event: EventRecord) -> None:
    """Tell the applicant that the dossier waits for his money."""
    dossier = Dossier.objects.select_related("procedure", "account__person", "person").get(id=event.subject_id)
    owed = [made for made in invoices.ensure(dossier.id) if made.state == "open"]
    if owed:
        notify.notify(
            "payment-requested",
            account=dossier.account,
            person=dossier.person,
            subject_id=dossier.id,
            data={
                "code": dossier.code,
                "name": dossier.applicant_name,
                "procedure": dossier.procedure.plain_name,
                "amount": sum(made.amount for made in owed),
                "url": f"/thanh-toan/ho-so/{dossier.id}/",
            },
        )


def cancel_what_is_owed(event: EventRecord) -> None:
    """Cancel what an ended dossier still owes."""
    invoices.cancel_open(event.subject_id, _ENDED[event.name])


def issue_receipt(event: EventRecord) -> None:
    """Issue the receipt of a paid invoice."""
    receipts.ensure(event.subject_id)


def tell_paid(event: EventRecord) -> None:
    """Tell the applicant that his money has come."""
    invoice = Invoice.objects.select_related("dossier__account__person", "dossier__person", "dossier__procedure").get(
        id=event.subject_id
    )
    if not invoice.amount:
        return
    dossier = invoice.dossier
    notify.notify(
        "payment-received",
        account=dossier.account,
        person=dossier.person,
        subject_id=dossier.id,
        data={
            "code": dossier.code,
            "name": dossier.applicant_name,
            "procedure": dossier.procedure.plain_name,
            "amount": invoice.amount,
            "url": f"/ho-so/{dossier.id}/",
        },
    )


for _name in _DUE:
    subscribe(_name, code=f"payments.invoice/{_name}")(invoice_what_is_due)
for _name in _ENDED:
    subscribe(_name, code=f"payments.cancel/{_name}")(cancel_what_is_owed)
subscribe(dossiers.PAYMENT_REQUESTED, code="payments.tell-to-pay")(tell_to_pay)
subscribe(events.INVOICE_PAID, code="payments.issue-receipt")(issue_receipt)
subscribe(events.INVOICE_PAID, code="payments.tell-paid")(tell_paid)
