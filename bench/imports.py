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
from pathlib import Path
from typing import Any

import pghistory.core
from django.conf import settings
from django.db import connection

from bench import officials as staff
from bench.measure import Report
from tinhso.government.personnel.models import PersonFile
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.events.tests.processes import database_url
from tinhso.kernel.files import kinds
from tinhso.kernel.files.queries import read as read_file
from tinhso.kernel.files.services import store as store_file
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers import services as registers
from tinhso.kits.registers.imports.models import ImportFault, ImportRun
from tinhso.kits.registers.imports.services import checking, marking, receiving, storing, undoing
from tinhso.kits.registers.imports.sources import open_source
from tinhso.kits.registers.imports.sources.table import ACCEPTED
from tinhso.kits.registers.imports.states import AT_WORK, State
from tinhso.kits.registers.imports.tests import planted, sample

OFFICIALS, FAULTS = 84_505, 300
MOST_MEMORY = 400
STANDING_FILE = {
    "full_name": "Người Đã Có", "file_number": staff.STANDING, "sex": "Nam", "birth": "1970", "employment": "cadre",
    "degree": "bachelor",
}  # fmt: skip


def measure(report: Report, *, officials: int = OFFICIALS, millions: int = 3_500_000) -> None:
    """Measure an import of officials, and, when ``millions`` is not 0, the memory of a very large one."""
    settings.UPLOAD_LIMIT_BYTES = 4 << 30
    province, *_communes = staff.units()
    with tempfile.TemporaryDirectory() as folder:
        if officials:
            _officials(report, province, Path(folder), officials)
        if millions:
            with sample.standing() as register:
                sample.make_tables()
                _millions(report, register, province, Path(folder), millions)


def _begin(register: Any, unit: OrganizationUnit, path: Path) -> ImportRun:
    with path.open("rb") as content:
        file = store_file(content, path.name, actor=SYSTEM, accept=ACCEPTED, most_bytes=4 << 30)
    run = receiving.begin(SYSTEM, register, file, unit=unit)
    return receiving.match(SYSTEM, run.pk, run.columns)


def _officials(report: Report, unit: OrganizationUnit, folder: Path, rows: int) -> None:
    register = PersonFile.definition
    registers.add(SYSTEM, register, {**STANDING_FILE, "unit": unit})
    faults = staff.faults(rows, FAULTS)
    path = staff.write_xlsx(folder / "can-bo.xlsx", rows, faults)
    run = _begin(register, unit, path)
    clear_jobs()
    checking.check(run.pk)
    _told(report, "import: faults told wrongly", run, faults)
    run.refresh_from_db()
    report.add("import: rows called wrong", run.rows_bad, "rows", FAULTS, limit=f"= {FAULTS}")
    report.add("import: rows marked in the copy", _marked(run, folder), "rows", FAULTS, limit=f"= {FAULTS}")
    storing.start(SYSTEM, run.pk)
    taken_up = _kill_in_the_middle(run, rows)
    peak = _work(run)
    run.refresh_from_db()
    stored = PersonFile.objects.exclude(file_number=staff.STANDING)
    there, different = stored.count(), stored.values("file_number").distinct().count()
    wanted = rows - FAULTS
    amiss = abs(there - wanted) + abs(different - wanted) + abs(run.rows_stored - wanted) + (run.state != State.DONE)
    report.add(
        "import: lost or doubled after kill -9", amiss, "rows", wanted, limit="= 0", note=f"killed at {taken_up}"
    )
    report.add("import: memory to store officials", peak, "MB", MOST_MEMORY, limit=f"<= {MOST_MEMORY} MB")
    _told(report, "import: faults told wrongly at the end", run, faults)
    report.add("import: rows of history lost or doubled", abs(_count()[1] - wanted - 1), "rows", wanted, limit="= 0")
    undoing.start(SYSTEM, run.pk)
    clear_jobs()
    undoing.undo(run.pk)
    report.add("import: left after undoing", sum(_count()) - 2, "rows", wanted, limit="= 0")
    _speed(report, register, unit, path, rows)


def _told(report: Report, name: str, run: ImportRun, faults: dict[int, staff.Planted]) -> None:
    found = ImportFault.objects.filter(run=run).values_list("row", "column", "code")
    wrong = set(found) ^ set(staff.wanted(faults))
    doubled = len(found) - len(set(found))
    report.add(name, len(wrong) + doubled, f"of {FAULTS}", FAULTS, limit="= 0", note=str(sorted(wrong)[:3]))


def _marked(run: ImportRun, folder: Path) -> int:
    """Return how many rows of the copy that people download say what is wrong with them, each the planted one."""
    marking.ask(SYSTEM, run.pk)
    clear_jobs()
    marking.make(run.pk)
    run.refresh_from_db()
    path = folder / "marked.xlsx"
    path.write_bytes(read_file(marking.download(SYSTEM, run.pk)))
    wrong = set(ImportFault.objects.filter(run=run).values_list("row", flat=True))
    rows = open_source(path, kinds.XLSX).rows()
    return sum(1 for row in rows if row.number > 1 and len(row.cells) > len(staff.HEAD) + 1 and row.number in wrong)


def _count() -> tuple[int, int]:
    """Return how many rows stand in the register, and in its history."""
    return PersonFile.objects.count(), _history().objects.count()


def _history() -> Any:
    (found,) = pghistory.core.event_models(tracks_model=PersonFile)
    return found


def _speed(report: Report, register: Any, unit: OrganizationUnit, path: Path, rows: int) -> None:
    """Store the same file without a break, and COPY the same rows into the same table; both begin with it empty."""
    with connection.cursor() as cursor:
        _emptied(cursor)
    run = _begin(register, unit, path)
    clear_jobs()
    check, check_work = _timed(lambda: checking.check(run.pk))
    storing.start(SYSTEM, run.pk)
    clear_jobs()
    store, store_work = _timed(lambda: storing.store(run.pk))
    table = PersonFile._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE bench_same AS SELECT * FROM "{table}"')
        copies = [_copy(cursor, table) for _turn in range(3)]
        cursor.execute(f'TRUNCATE "{table}" CASCADE')
    base = rows / min(copy for copy, _work in copies)
    seen = ", ".join(f"{copy:.1f}" for copy, _work in copies)
    report.add("import: rows checked a second", rows / check, "rows/s", base, note=f"{check:.1f} s")
    report.add(
        "import: rows stored a second", rows / store, "rows/s", base, limit=">= 0.1 of COPY", note=f"{store:.1f} s"
    )
    report.add(
        "import: rows checked and stored a second", rows / (check + store), "rows/s", base, limit=">= 0.1 of COPY",
        note=f"COPY took {seen} s",
    )  # fmt: skip
    # On a machine that others use, what the processors did tells more than what the clock showed.
    least = min(work for _copy_time, work in copies)
    report.add(
        "import: rows a second of processor", rows / (check_work + store_work), "rows/s", rows / least,
        limit=">= 0.1 of COPY", note=f"check {check_work:.1f} s, store {store_work:.1f} s, COPY {least:.1f} s",
    )  # fmt: skip


def _emptied(cursor: Any) -> None:
    cursor.execute(f'TRUNCATE "{PersonFile._meta.db_table}" CASCADE')
    cursor.execute(f'TRUNCATE "{_history()._meta.db_table}"')


def _copy(cursor: Any, table: str) -> tuple[float, float]:
    """Return what COPY takes for the rows, into the table with its indexes and triggers: see ``_timed``."""
    _emptied(cursor)
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
        writer.writerow(planted.HEAD)
        writer.writerows(_person(number) for number in range(rows))
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


def _person(number: int) -> list[str]:
    """Return a row like those of the sample, made without dice: millions of them are written."""
    name = f"{planted.FAMILIES[number % 12]} {planted.MIDDLES[number // 12 % 10]} {planted.GIVEN[number // 120 % 15]}"
    year = 1962 + number * 7 % 41
    return [
        str(number), name, f"{1 + number % 28:02d}/{1 + number // 28 % 12:02d}/{year}",
        "Nữ" if "Thị" in name else "Nam", f"038{number:09d}", f"09{number % 100_000_000:08d}",
        f"cb{number}@thanhhoa.gov.vn", "Chuyên viên",
        ("Đại học", "Thạc sĩ", "Trung cấp", "")[number % 4], f"01/{1 + number % 12:02d}/{year + 23}",
        f"{2 + number % 3},{34 + number % 60}",
        f"Số {number % 997} đường Lê Lợi, xã {planted.GIVEN[number % 15]}", "12",
    ]  # fmt: skip


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


def _timed(work: Any) -> tuple[float, float]:
    """Return the seconds that something takes, and those of processors that this process and the database spend."""
    began, spent = time.perf_counter(), time.process_time() + _database_spent()
    work()
    return time.perf_counter() - began, time.process_time() + _database_spent() - spent


def _database_spent() -> float:
    """Return the seconds of a processor that the database's end of the connection has used."""
    pid = connection.connection.info.backend_pid
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
