"""Importing, measured: faults at their cells, a worker killed in the middle, speed against COPY, memory.

``python -m bench --imports`` runs it alone: rows as of the province's officials from XLSX, then millions from CSV.
"""

import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from bench.measure import Report
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.events.tests.processes import database_url
from tinhso.kernel.files.services import store as store_file
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.registers.imports.models import ImportFault, ImportRun
from tinhso.kits.registers.imports.services import checking, receiving, storing, undoing
from tinhso.kits.registers.imports.sources.table import ACCEPTED
from tinhso.kits.registers.imports.states import AT_WORK, State
from tinhso.kits.registers.imports.tests import planted, sample

OFFICIALS, FAULTS = 84_505, 300
MOST_MEMORY = 400


def measure(report: Report, *, officials: int = OFFICIALS, millions: int = 3_500_000) -> None:
    """Measure an import of officials, and, when ``millions`` is not 0, the memory of a very large one."""
    settings.UPLOAD_LIMIT_BYTES = 4 << 30
    with sample.standing() as register, tempfile.TemporaryDirectory() as folder:
        sample.make_tables()
        unit = add_unit(
            parent=None,
            identifier="H99",
            name="UBND tỉnh",
            kind="province",
            tier="province",
            valid_from=date(2020, 1, 1),
        )
        _officials(report, register, unit, Path(folder), officials)
        if millions:
            _millions(report, register, unit, Path(folder), millions)


def _begin(register: Any, unit: OrganizationUnit, path: Path) -> ImportRun:
    with path.open("rb") as content:
        file = store_file(content, path.name, actor=SYSTEM, accept=ACCEPTED, most_bytes=4 << 30)
    run = receiving.begin(SYSTEM, register, file, unit=unit)
    return receiving.match(SYSTEM, run.pk, run.columns)


def _officials(report: Report, register: Any, unit: OrganizationUnit, folder: Path, rows: int) -> None:
    faults = planted.faults(rows, FAULTS)
    path = planted.write_xlsx(folder / "can-bo.xlsx", rows, faults)
    run = _begin(register, unit, path)
    clear_jobs()
    checking.check(run.pk)
    found = ImportFault.objects.filter(run=run).order_by("row", "column").values_list("row", "column", "code")
    wrong = set(found) ^ set(planted.wanted(faults))
    report.add(
        "import: faults told wrongly", len(wrong), f"of {FAULTS}", FAULTS, limit="= 0", note=str(sorted(wrong)[:3])
    )
    storing.start(SYSTEM, run.pk)
    taken_up = _kill_in_the_middle(run, rows)
    _work(run)
    run.refresh_from_db()
    people = sample.model().objects
    there, different = people.count(), people.values("personal_number").distinct().count()
    wanted = rows - FAULTS
    amiss = abs(there - wanted) + abs(different - wanted) + abs(run.rows_stored - wanted) + (run.state != State.DONE)
    report.add(
        "import: lost or doubled after kill -9", amiss, "rows", wanted, limit="= 0", note=f"killed at {taken_up}"
    )
    undoing.start(SYSTEM, run.pk)
    clear_jobs()
    undoing.undo(run.pk)
    report.add("import: left after undoing", _left(), "rows", wanted, limit="= 0")
    _speed(report, register, unit, path, rows)


def _speed(report: Report, register: Any, unit: OrganizationUnit, path: Path, rows: int) -> None:
    """Store the same file once more without a break, and COPY the same rows into the same table."""
    run = _begin(register, unit, path)
    clear_jobs()
    check = _timed(lambda: checking.check(run.pk))
    storing.start(SYSTEM, run.pk)
    clear_jobs()
    store = _timed(lambda: storing.store(run.pk))
    table = sample.model()._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE bench_same AS SELECT * FROM "{table}"')
        copy = min(_copy(cursor, table) for _turn in range(2))
        cursor.execute(f'TRUNCATE "{table}" CASCADE')
    base = rows / copy
    report.add("import: rows stored a second", rows / store, "rows/s", base, limit=">= 0.1 of COPY")
    report.add(
        "import: rows checked and stored a second", rows / (check + store), "rows/s", base, limit=">= 0.1 of COPY"
    )
    for made in sample.tables():
        made.objects.all()._raw_delete(using="default")


def _copy(cursor: Any, table: str) -> float:
    """Return the seconds that COPY takes for the rows, into the table with its indexes and triggers."""
    cursor.execute(f'TRUNCATE "{table}" CASCADE')
    history = sample.tables()[1]._meta.db_table
    cursor.execute(f'TRUNCATE "{history}"')
    with cursor.copy("COPY bench_same TO STDOUT") as out:
        content = [bytes(piece) for piece in out]

    def work() -> None:
        with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
            for piece in content:
                into.write(piece)

    return _timed(work)


def _millions(report: Report, register: Any, unit: OrganizationUnit, folder: Path, rows: int) -> None:
    """Check and store a CSV of millions of rows in a process of its own, and see how much memory it takes."""
    path = folder / "nhieu.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(planted.content(rows, {}))
    run = _begin(register, unit, path)
    path.unlink()
    began = time.perf_counter()
    peak = _work(run)
    run.refresh_from_db()
    report.add(
        f"import: memory to check {rows:,} rows of CSV", peak, "MB", MOST_MEMORY, limit=f"<= {MOST_MEMORY} MB",
        note=f"{run.state}, {run.rows_good:,} right, {time.perf_counter() - began:.0f} s",
    )  # fmt: skip
    storing.start(SYSTEM, run.pk)
    began = time.perf_counter()
    peak = _work(run)
    run.refresh_from_db()
    report.add(
        f"import: memory to store {rows:,} rows of CSV", peak, "MB", MOST_MEMORY, limit=f"<= {MOST_MEMORY} MB",
        note=f"{run.state}, {run.rows_stored:,} stored, {time.perf_counter() - began:.0f} s",
    )  # fmt: skip


def _worker(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tinhso.kits.registers.imports.tests.working", *arguments],
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "bench.settings"},
    )


def _work(run: ImportRun) -> float:
    """Let a worker do what waits, until the import stands; return the most memory that it held, in MB."""
    peak, worker = 0.0, _worker()
    try:
        while worker.poll() is None:
            peak = max(peak, _held(worker.pid))
            time.sleep(0.3)
    finally:
        worker.kill()
        worker.wait()
    run.refresh_from_db()
    if run.state in AT_WORK:
        raise RuntimeError(f"the worker ended, and the import is {run.state}")
    return peak


def _held(pid: int) -> float:
    """Return the most memory that a process has held so far, in MB."""
    try:
        lines: Sequence[str] = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _kill_in_the_middle(run: ImportRun, rows: int) -> int:
    """Start a worker, end it with SIGKILL when half of the file is stored, and return at which row that was."""
    worker = _worker()
    try:
        while ImportRun.objects.get(pk=run.pk).position < rows // 2:
            if worker.poll() is not None:
                raise RuntimeError("the worker ended before it was killed")
            time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait()
    clear_jobs()
    from tinhso.kits.registers.imports.jobs import store_rows

    # What the worker's rescuer does when the heart of a dead one has stopped.
    store_rows.later(run_id=run.pk)
    return ImportRun.objects.get(pk=run.pk).position


def _left() -> int:
    total = 0
    with connection.cursor() as cursor:
        for made in sample.tables():
            cursor.execute(f'SELECT count(*) FROM "{made._meta.db_table}"')
            total += cursor.fetchone()[0]
    return total


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
