"""Numbering, measured: 32 clerks at once, without gap or double, against the same rows written without a number.

``python -m bench --documents`` runs it alone.
"""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.db import connection, transaction

from bench.measure import Report
from tinhso.government.official_documents.models import Book, BookNumber
from tinhso.government.official_documents.services import books
from tinhso.government.official_documents.states import Direction, NumberState
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit

CLERKS = 32
PROCESSES = 4
EACH = 150


def measure(report: Report) -> None:
    """Let 32 clerks number documents at once, every seventh changing his mind, and look for gaps and doubles."""
    unit = OrganizationUnit.objects.filter(parent=None).first() or add_unit(
        parent=None, identifier="H99", name="UBND tỉnh", kind="province", tier="province", valid_from=date(2020, 1, 1)
    )
    plain = _run(books.open_book(SYSTEM, unit, Direction.INTERNAL, "Sổ so sánh"), numbered=False)
    book = books.usual_book(unit, Direction.INCOMING)
    numbered = _run(book, numbered=True)
    rows = list(BookNumber.objects.filter(book=book).order_by("number").values_list("number", flat=True))
    gaps, doubles = len(set(range(1, len(rows) + 1)) - set(rows)), len(rows) - len(set(rows))
    report.add(
        f"numbering by {CLERKS} clerks at once", numbered, "numbers/s", plain,
        note=f"{len(rows)} numbers, {gaps} gaps, {doubles} doubles",
    )  # fmt: skip
    if gaps or doubles:
        raise SystemExit("the series has gaps or doubles")


def _run(book: Book, *, numbered: bool) -> float:
    program = f"import django; django.setup(); from bench.documents import clerks; clerks('{book.pk}', {numbered})"
    command = [sys.executable, "-c", program]
    began = time.perf_counter()
    clerks = [subprocess.Popen(command, env=os.environ) for _process in range(PROCESSES)]
    if any(clerk.wait() for clerk in clerks):
        raise SystemExit("a clerk failed")
    return PROCESSES * (CLERKS // PROCESSES) * EACH * 6 / 7 / (time.perf_counter() - began)


def clerks(book_key: str, numbered: bool) -> None:
    """Play the clerks of one process."""
    book, day = Book.objects.get(pk=book_key), clock.today()
    start = threading.Barrier(CLERKS // PROCESSES)

    def work(clerk: int) -> None:
        start.wait(timeout=60)
        for turn in range(EACH):
            try:
                with transaction.atomic():
                    if numbered:
                        books.give(SYSTEM, book, day)
                    else:
                        _plain(book, day.year, clerk, turn)
                    if (clerk + turn) % 7 == 0:
                        raise Refused("changed his mind")
            except Refused:
                continue
        connection.close()

    with ThreadPoolExecutor(CLERKS // PROCESSES) as pool:
        list(pool.map(work, range(CLERKS // PROCESSES)))


def _plain(book: Book, year: int, clerk: int, turn: int) -> None:
    """Write the same row under a number that nobody else can have: the difference is what the order costs."""
    number = (os.getpid() % 10_000) * 10_000 + clerk * EACH + turn + 1
    BookNumber.objects.create(
        book=book, year=year, series="", number=number, state=NumberState.USED, changed_at=clock.now()
    )
