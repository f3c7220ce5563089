"""Invoices: made from what a dossier owes, reduced by remissions, paid, cancelled."""

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.government.payments import audit_events as happened
from tinhso.government.payments import events, inbox_kinds, permissions, queries
from tinhso.government.payments.models import Invoice, InvoiceLine
from tinhso.government.payments.services.ledger import post
from tinhso.government.payments.states import Book, ClaimState, How, InvoiceState, PaymentState
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as outbox
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kits.procedures.definition import Exemption, all_hold
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import payment as waiting
from tinhso.kits.procedures.states import OPEN as OPEN_STATUSES
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.versions import definition_of

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
START = "start"


def moment_of(fee: dict[str, Any]) -> str:
    """Return at which moment a fee is invoiced: ``start``, ``step:<code>`` or ``hand_over``."""
    due = fee.get("due", "any_time")
    return {"step": f"step:{fee.get('step')}", "hand_over": "hand_over"}.get(due, START)


@transaction.atomic
def ensure(dossier_id: UUID) -> list[Invoice]:
    """Make the invoices that a dossier is due by now; asked again, even at one moment, it makes none twice."""
    Dossier.objects.select_for_update().values_list("id").get(id=dossier_id)
    dossier = Dossier.objects.select_related("version", "agency", "reception_unit").get(id=dossier_id)
    standing = {invoice.moment: invoice for invoice in dossier.invoices.select_related("unit", "desk")}
    wanted: dict[str, list[dict[str, Any]]] = {}
    for fee in waiting.open_fees(dossier):
        wanted.setdefault(moment_of(fee), []).append(fee)
    for moment, fees in wanted.items():
        if moment not in standing and _due_by_now(dossier, moment):
            standing[moment] = _make(dossier, moment, fees)
    return sorted(standing.values(), key=lambda invoice: (invoice.created_at, invoice.id))


def _due_by_now(dossier: Dossier, moment: str) -> bool:
    if dossier.status not in (*OPEN_STATUSES, Status.FINISHED):
        return False
    if moment == START:
        return True
    if moment == "hand_over":
        return dossier.status == Status.FINISHED
    return dossier.steps.filter(code=moment.removeprefix("step:")).exists()


def _make(dossier: Dossier, moment: str, fees: Iterable[dict[str, Any]]) -> Invoice:
    definition = definition_of(dossier.version)
    rules = {fee.code: fee for fee in definition.fees}
    lines = []
    for fee in fees:
        line = InvoiceLine(
            fee=fee["code"], name=fee["name"], case=fee["case"], basis=fee["basis"], full_amount=fee["amount"]
        )
        known = rules.get(fee["code"])
        certain = [
            exemption
            for exemption in (known.exemptions if known else ())
            if exemption.when and not exemption.proof and all_hold(exemption.when, dossier.answers)
        ]
        if certain:
            best = max(certain, key=lambda exemption: exemption.percent)
            _name(line, best)
            line.claim, line.remitted, line.decided_at = ClaimState.GRANTED, line.claimed_amount, clock.now()
        lines.append(line)
    invoice = Invoice.objects.create(
        dossier=dossier,
        moment=moment,
        code=_new_code(),
        payer_name=dossier.applicant_name,
        unit=dossier.agency,
        desk=dossier.reception_unit,
        amount=sum(line.full_amount - line.remitted for line in lines),
    )
    for line in lines:
        line.invoice = invoice
    InvoiceLine.objects.bulk_create(lines)
    post(
        f"invoice/{invoice.id}",
        "invoice",
        {Book.RECEIVABLE: invoice.amount, Book.REVENUE: -invoice.amount},
        invoice=invoice,
    )
    if invoice.amount == 0:
        settle(invoice, how=How.EXEMPT, reference=invoice.code, actor=SYSTEM)
    return invoice


def _new_code() -> str:
    day = timezone.localdate(clock.now())
    return f"HD{day:%y%m%d}" + "".join(secrets.choice(_LETTERS) for _place in range(8))


def _name(line: InvoiceLine, exemption: Exemption) -> None:
    line.exemption, line.exemption_label = exemption.code, exemption.label
    line.exemption_basis = exemption.basis
    line.claimed_amount = line.full_amount * exemption.percent // 100


def settle(invoice: Invoice, *, how: str, reference: str, actor: Actor) -> None:
    """Note that an invoice, whose row the caller has locked, is paid or wholly remitted; the dossier goes on."""
    invoice.state = InvoiceState.EXEMPT if how == How.EXEMPT else InvoiceState.PAID
    invoice.how, invoice.settled_at = how, clock.now()
    invoice.save(update_fields=["state", "how", "settled_at"])
    codes = list(invoice.lines.values_list("fee", flat=True))
    waiting.settle(actor, invoice.dossier_id, codes, how=str(how), reference=reference, amount=invoice.amount)
    outbox.publish(events.INVOICE_PAID, invoice.id, actor=actor, code=invoice.code, amount=invoice.amount, how=str(how))
    audit.record(
        actor,
        happened.SETTLED,
        subject_kind="payments.invoice",
        subject_id=invoice.id,
        subject_label=invoice.code,
        unit_id=invoice.unit_id,
        amount=invoice.amount,
        how=str(how),
    )
    inbox.close(invoice.id)


def exemptions_for(line: InvoiceLine, dossier: Dossier) -> list[Exemption]:
    """Return the remissions that may be claimed for a line: those of the dossier's own version."""
    for fee in definition_of(dossier.version).fees:
        if fee.code == line.fee:
            return [one for one in fee.exemptions if all_hold(one.when, dossier.answers)]
    return []


@transaction.atomic
def claim(actor: Actor, line_id: UUID, exemption_code: str, proof: StoredFile | None) -> InvoiceLine:
    """Claim to pay less, with the paper that shows it; somebody of the desk or agency decides.

    Raise ``NotFound``, ``Conflict`` when the invoice is settled or the claim made before, or ``Invalid``.
    """
    line, invoice = _locked_line(actor, line_id)
    if line.claim in (ClaimState.CLAIMED, ClaimState.GRANTED):
        raise Conflict(_("Khoản này đã có đề nghị miễn, giảm."))
    chosen = {one.code: one for one in exemptions_for(line, invoice.dossier)}.get(exemption_code)
    if chosen is None:
        raise Invalid({"exemption": _("Chọn một diện miễn, giảm trong danh sách.")})
    if chosen.proof and proof is None:
        raise Invalid({"proof": _("Kèm bản chụp “{paper}”.").format(paper=chosen.proof)})
    _name(line, chosen)
    line.claim, line.proof = ClaimState.CLAIMED, proof
    line.save()
    inbox.put(
        inbox_kinds.EXEMPTION,
        subject_id=invoice.id,
        title=f"{invoice.code} · {invoice.payer_name}",
        detail=f"{chosen.label} – {line.name}",
        unit=invoice.desk,
        permission=permissions.EXEMPT,
    )
    audit.record(
        actor,
        happened.CLAIMED,
        subject_kind="payments.invoice",
        subject_id=invoice.id,
        subject_label=invoice.code,
        unit_id=invoice.unit_id,
        exemption=chosen.code,
    )
    return line


@transaction.atomic
def decide(actor: Actor, line_id: UUID, *, granted: bool, reason: str = "") -> InvoiceLine:
    """Grant or refuse a claim to pay less; a refusal says why. Granted, less is owed, and perhaps nothing."""
    line, invoice = _locked_line(actor, line_id)
    actor.demand(permissions.EXEMPT, invoice.desk)
    if line.claim != ClaimState.CLAIMED:
        raise Conflict(_("Đề nghị này đã được xét, hoặc đã rút."))
    if not granted and not reason.strip():
        raise Invalid({"reason": _("Ghi lý do không chấp nhận để người nộp hiểu.")})
    _decide(actor, line, invoice, granted=granted, reason=reason)
    return line


@transaction.atomic
def remit(actor: Actor, line_id: UUID, exemption_code: str, *, reason: str) -> InvoiceLine:
    """At the counter: remit at once, the paper having been seen; ``reason`` names it."""
    line, invoice = _locked_line(actor, line_id)
    actor.demand(permissions.EXEMPT, invoice.desk)
    if line.claim == ClaimState.GRANTED:
        raise Conflict(_("Khoản này đã được miễn, giảm."))
    chosen = {one.code: one for one in exemptions_for(line, invoice.dossier)}.get(exemption_code)
    if chosen is None:
        raise Invalid({"exemption": _("Chọn một diện miễn, giảm trong danh sách.")})
    if not reason.strip():
        raise Invalid({"reason": _("Ghi giấy tờ đã xem: tên, số, ngày cấp.")})
    _name(line, chosen)
    _decide(actor, line, invoice, granted=True, reason=reason)
    return line


def _decide(actor: Actor, line: InvoiceLine, invoice: Invoice, *, granted: bool, reason: str) -> None:
    line.claim = ClaimState.GRANTED if granted else ClaimState.REFUSED
    line.decided_at, line.decided_by_id, line.decision = clock.now(), actor.account_id, reason.strip()[:400]
    if granted:
        line.remitted = line.claimed_amount
        invoice.amount -= line.remitted
        invoice.save(update_fields=["amount"])
        post(
            f"remission/{line.id}",
            "remission",
            {Book.REVENUE: line.remitted, Book.RECEIVABLE: -line.remitted},
            invoice=invoice,
            note=line.exemption_label,
        )
    line.save()
    audit.record(
        actor,
        happened.DECIDED,
        subject_kind="payments.invoice",
        subject_id=invoice.id,
        subject_label=invoice.code,
        unit_id=invoice.unit_id,
        exemption=line.exemption,
        granted=granted,
        reason=line.decision,
    )
    inbox.close(invoice.id)
    if granted and invoice.amount == 0:
        settle(invoice, how=How.EXEMPT, reference=invoice.code, actor=actor)


def locked(actor: Actor, invoice_id: UUID) -> Invoice:
    """Return an invoice that the actor may see, locked until the transaction ends; raise ``NotFound``."""
    if queries.visible_to(actor).filter(id=invoice_id).values_list("id").first() is None:
        raise NotFound
    return lock(invoice_id)


def lock(invoice_id: UUID) -> Invoice:
    """Return an invoice, locked first and read after; its dossier is locked before it, as everywhere."""
    dossier_id = Invoice.objects.values_list("dossier_id", flat=True).get(id=invoice_id)
    Dossier.objects.select_for_update().values_list("id").get(id=dossier_id)
    Invoice.objects.select_for_update().values_list("id").get(id=invoice_id)
    return Invoice.objects.select_related("unit", "desk", "dossier__version").get(id=invoice_id)


def _locked_line(actor: Actor, line_id: UUID) -> tuple[InvoiceLine, Invoice]:
    invoice_id = InvoiceLine.objects.filter(id=line_id).values_list("invoice_id", flat=True).first()
    if invoice_id is None:
        raise NotFound
    invoice = locked(actor, invoice_id)
    if invoice.state != InvoiceState.OPEN:
        raise Conflict(_("Hóa đơn {code} không còn chờ nộp.").format(code=invoice.code))
    if invoice.payments.filter(state=PaymentState.WAITING).exists():
        raise Refused(
            _("Đang có một lần thanh toán trực tuyến chưa xong. Hãy hủy lần ấy trước."), code="payment-under-way"
        )
    return InvoiceLine.objects.get(id=line_id), invoice


@transaction.atomic
def cancel_open(dossier_id: UUID, note: str) -> int:
    """Cancel what an ended dossier still owes; return how many invoices. Money that comes later is given back."""
    cancelled = 0
    for key in Invoice.objects.filter(dossier_id=dossier_id, state=InvoiceState.OPEN).values_list("id", flat=True):
        invoice = lock(key)
        if invoice.state != InvoiceState.OPEN:
            continue
        invoice.state = InvoiceState.CANCELLED
        invoice.save(update_fields=["state"])
        reverse = {Book.REVENUE: invoice.amount, Book.RECEIVABLE: -invoice.amount}
        post(f"cancel/{invoice.id}", "cancel", reverse, invoice=invoice, note=note)
        inbox.close(invoice.id)
        cancelled += 1
    return cancelled
