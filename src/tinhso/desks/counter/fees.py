"""Where the counter meets the money: what is owed for a dossier, and taking it in cash.

Who collects money is a module of its own, which an installation may do without: then the fee is shown, and taken
as the centre takes it today.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier

COLLECTOR = "tinhso.government.payments"


@dataclass(frozen=True)
class Owed:
    """What a dossier owes at the counter, in đồng."""

    amount: int
    invoice_id: UUID | None = None
    code: str = ""
    remit_url: str = ""
    """Where a remission is looked at; empty when the installation has none."""


def collects() -> bool:
    """Tell whether this installation takes money itself."""
    return apps.is_installed(COLLECTOR)


def owed_at(actor: Actor, dossier: Dossier) -> list[Owed]:
    """Return what is to be paid now; without a collector one sum, to be taken as the centre takes it today."""
    if not any(fee["amount"] for fee in dossier.fees):
        return []
    if not collects():
        return [Owed(sum(fee["amount"] for fee in dossier.fees))]
    if not _may_take(actor):
        return [Owed(row.amount, code=row.code) for row in _cash().owed_at(actor, dossier.id)]
    return [
        Owed(row.amount, row.id, row.code, reverse("payments:cash-take", args=[row.id]))
        for row in _cash().owed_at(actor, dossier.id)
    ]


def _may_take(actor: Actor) -> bool:
    right: str = import_module(f"{COLLECTOR}.permissions").CASH
    return actor.may(right)


def take(actor: Actor, dossier: Dossier, invoice_id: UUID, *, received: int) -> None:
    """Take cash for an invoice of the dossier; a cashier without an open session opens one, with an empty drawer.

    Raise what the collector refuses with.
    """
    if not collects():
        raise Refused(_("Nơi này chưa thu tiền trong hệ thống."), code="no-collector")
    cash = _cash()
    owed = {row.id: row for row in cash.owed_at(actor, dossier.id)}
    if invoice_id not in owed:
        raise NotFound(_("Khoản này đã thu, hoặc không thuộc hồ sơ này."))
    amount = received or owed[invoice_id].amount
    if amount < owed[invoice_id].amount:
        raise Invalid({"received": _("Số tiền nhận chưa đủ.")})
    try:
        cash.take(actor, invoice_id, received=amount)
    except Refused as refused:
        if refused.code != "no-cash-session":
            raise
        cash.open_session(actor, dossier.reception_unit)
        cash.take(actor, invoice_id, received=amount)


def _cash() -> Any:
    return import_module(f"{COLLECTOR}.services.cash")
