"""The ledger: every movement of money stands twice, adds up to nothing, and stands once however often it is told."""

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.utils import timezone

from tinhso.government.payments.models import Invoice, LedgerEntry, LedgerLine
from tinhso.government.payments.states import Book
from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit


def post(
    key: str,
    kind: str,
    lines: Mapping[Book, int],
    *,
    unit: OrganizationUnit | None = None,
    invoice: Invoice | None = None,
    day: date | None = None,
    note: str = "",
) -> bool:
    """Write a movement whose lines (debit positive, credit negative, đồng) add up to nothing; return whether it is new.

    Must run in the transaction of what it tells about. The same ``key`` a second time writes nothing.
    """
    written = {book: amount for book, amount in lines.items() if amount}
    if sum(written.values()):
        raise ValueError(f"the movement {key} does not balance: {written}")
    if not written or not connection.in_atomic_block:
        if written:
            raise RuntimeError("money is written inside the transaction that it tells about")
        return False
    entry = LedgerEntry(
        key=key,
        kind=kind,
        day=day or timezone.localdate(clock.now()),
        unit=unit or (invoice.unit if invoice else None),
        invoice=invoice,
        note=note[:300],
    )
    [kept] = LedgerEntry.objects.bulk_create([entry], ignore_conflicts=True)
    if not LedgerEntry.objects.filter(id=kept.id).exists():
        return False
    LedgerLine.objects.bulk_create(
        LedgerLine(entry=entry, book=book, amount=amount) for book, amount in written.items()
    )
    return True
