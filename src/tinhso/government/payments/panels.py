"""What money shows on a dossier's pages."""

from datetime import datetime
from typing import Any

from tinhso.government.payments import permissions, queries
from tinhso.government.payments.states import How, InvoiceState
from tinhso.kernel.files.links import link
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.panels import CITIZEN, OFFICER, DossierPanel
from tinhso.kits.procedures.services.payment import open_fees


def _officers(actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    """Return what the dossier itself knows of its fees: the page of work asks nothing more."""
    fees = [fee for fee in dossier.fees if fee["amount"]]
    if not fees:
        return None
    owed = {fee["code"] for fee in open_fees(dossier)}
    rows = []
    for fee in fees:
        settled = fee.get("settled") or {}
        how = str(settled.get("how", ""))
        rows.append(
            {
                "fee": fee,
                "open": fee["code"] in owed,
                "how": How(how).label if how in How.values else "",
                "at": datetime.fromisoformat(settled["at"]) if settled.get("at") else None,
            }
        )
    return {
        "rows": rows,
        "may_take_cash": bool(owed) and actor.may(permissions.CASH),
        "may_see": actor.may(permissions.VIEW),
    }


def _citizens(_actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    if not any(fee["amount"] for fee in dossier.fees):
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
                "url": link(receipts[row.id].paper.signed_file or receipts[row.id].paper.file, download=True)
                if row.id in receipts
                else "",
            }
            for row in rows
        ],
        "owed": owed,
    }


CITIZEN_PANEL = DossierPanel("payments.citizen", frozenset({CITIZEN}), "payments/panel_citizen.html", _citizens, 10)
OFFICER_PANEL = DossierPanel("payments.officer", frozenset({OFFICER}), "payments/panel_officer.html", _officers, 40)
