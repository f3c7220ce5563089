"""What money shows on a dossier's pages."""

from typing import Any

from tinhso.government.payments import permissions, queries
from tinhso.government.payments.states import InvoiceState
from tinhso.kernel.files.links import link
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.panels import CITIZEN, OFFICER, DossierPanel
from tinhso.kits.procedures.services.payment import open_fees


def _context(actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    if not dossier.fees or not any(fee["amount"] for fee in dossier.fees):
        return None
    rows = list(queries.plain_invoices_of(dossier.id))
    owed = sum(row.amount for row in rows if row.state == InvoiceState.OPEN)
    if not rows:
        owed = sum(fee["amount"] for fee in open_fees(dossier, "any_time", "reception"))
    receipts = queries.receipts_of([row.id for row in rows if row.state == InvoiceState.PAID])
    return {
        "invoices": [
            {
                "invoice": row,
                "receipt": receipts.get(row.id),
                "url": link(receipts[row.id].paper.signed_file or receipts[row.id].paper.file, download=True)
                if row.id in receipts
                else "",
            }
            for row in rows
        ],
        "owed": owed,
        "may_take_cash": actor.is_official and actor.may(permissions.CASH),
        "may_see": actor.is_official and actor.may(permissions.VIEW),
    }


CITIZEN_PANEL = DossierPanel("payments.citizen", frozenset({CITIZEN}), "payments/panel_citizen.html", _context, 10)
OFFICER_PANEL = DossierPanel("payments.officer", frozenset({OFFICER}), "payments/panel_officer.html", _context, 40)
