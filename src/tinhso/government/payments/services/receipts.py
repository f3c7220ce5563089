"""Receipts (biên lai thu phí, lệ phí): one for each invoice that was paid, numbered without a gap and sealed.

The form follows TT 303/2016/TT-BTC and NĐ 123/2020/NĐ-CP Điều 30–33 from memory; a province checks its template.
"""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as kept

from tinhso.government.payments.models import Invoice, Receipt
from tinhso.government.payments.services import invoices
from tinhso.government.payments.states import InvoiceState
from tinhso.government.payments.words import amount_in_words
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.papers import services as papers
from tinhso.kernel.signing import services as signing
from tinhso.kernel.signing.queries import agency_credential

KIND = TEMPLATE = "bien-lai"
TITLE = kept("Biên lai thu phí, lệ phí")


@transaction.atomic
def ensure(invoice_id: UUID) -> Receipt | None:
    """Return the invoice's receipt, issued when it is not there yet; none when nothing was paid."""
    invoice = invoices.lock(invoice_id)
    standing = invoice.receipts.filter(revoked=False).select_related("paper").first()
    if standing is not None or invoice.state != InvoiceState.PAID or invoice.amount == 0:
        return standing
    unit = invoice.desk
    with translation.override(settings.LANGUAGE_CODE):
        paper = papers.issue(
            KIND,
            TEMPLATE,
            _data(invoice),
            unit=unit,
            actor=SYSTEM,
            title=TITLE,
            subject_id=invoice.dossier_id,
            public_fields={"Hồ sơ": invoice.dossier.code, "Số tiền": f"{invoice.amount:,} đồng".replace(",", ".")},
            holder_number=invoice.dossier.applicant.get("personal_number", ""),
        )
        if agency_credential(unit) is not None:
            signing.sign_paper(paper, actor=SYSTEM, role="agency")
    return Receipt.objects.create(invoice=invoice, paper=paper, amount=invoice.amount)


def _data(invoice: Invoice) -> dict[str, object]:
    dossier = invoice.dossier
    return {
        "payer_name": invoice.payer_name,
        "payer_address": dossier.applicant.get("address", ""),
        "dossier_code": dossier.code,
        "procedure_name": dossier.version.procedure.name,
        "invoice_code": invoice.code,
        "agency": invoice.unit.name,
        "how": invoice.get_how_display(),
        "paid_at": timezone.localtime(invoice.settled_at).strftime("%H:%M ngày %d/%m/%Y"),
        "lines": [
            {
                "name": line.name,
                "basis": line.basis,
                "amount": _money(line.full_amount - line.remitted),
                "remitted": _money(line.remitted) if line.remitted else "",
                "exemption": line.exemption_label if line.remitted else "",
            }
            for line in invoice.lines.order_by("created_at", "id")
        ],
        "total": _money(invoice.amount),
        "total_words": amount_in_words(invoice.amount),
    }


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
