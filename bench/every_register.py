"""Every register with ten rows and with a million: how many questions its pages ask, as an ordinary officer.

Run by ``python -m bench --registers``, before the rows that are timed are laid. What is laid is undone.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.measure import Report
from tinhso.kits.registers import made_up
from tinhso.kits.registers.definition import REGISTERS, Definition
from tinhso.kits.registers.testing import make_world, pages_of, query_counts

FEW = 10


def measure(report: Report, *, rows: int) -> bool:
    """Count for each register; return whether all keep what is written down, and ask as much for few as for many."""
    within = True
    for code in sorted(REGISTERS):
        with transaction.atomic():
            within &= _one(report, REGISTERS[code], rows)
            transaction.set_rollback(True)
    return within


def _one(report: Report, definition: Definition, rows: int) -> bool:
    world, most = make_world(definition), query_counts(definition.code)
    first = made_up.lay(definition, world.here, world.area, FEW)
    pages = pages_of(world, first.pk)
    few = _counts(pages)
    made_up.lay(definition, world.here, world.area, rows - FEW)
    with connection.cursor() as cursor:
        cursor.execute(f'ANALYZE "{definition.model._meta.db_table}"')
    began = time.perf_counter()
    many = _counts(pages)
    there = definition.model._default_manager.count()
    for name, asked in many.items():
        report.add(
            f"registers: questions of {name}, {definition.code}, {there:,} rows", asked, "", most[name], limit="<= 1",
            note=f"{few[name]} among {FEW} rows; all four pages took {time.perf_counter() - began:.2f} s",
        )  # fmt: skip
    return few == many and all(many[name] <= most[name] for name in many)


def _counts(pages: dict[str, Callable[[], Any]]) -> dict[str, int]:
    found = {}
    for name, ask in pages.items():
        with CaptureQueriesContext(connection) as asked:
            answer = ask()
        if answer.status_code != 200:
            raise RuntimeError(f"{name} answered {answer.status_code}")
        found[name] = len(asked)
    return found
