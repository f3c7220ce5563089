"""The history generator beside raw COPY of rows of the same shape."""

import time

from django.db import connection

from bench.measure import Report
from tinhso.cli.history import generate
from tinhso.kernel.organizations.models import OrganizationUnit

ROWS = 200_000


def measure(report: Report, count: int, seed: int, agency: OrganizationUnit | None = None) -> None:
    """Generate ``count`` dossiers and compare rows a second with raw COPY into a table with the log's shape."""
    began = time.perf_counter()
    rows = generate(count, seed=seed, agency=agency, add_up=False)
    rate = rows / (time.perf_counter() - began)
    report.add(
        f"history of {count:,} dossiers", rate, "rows/s", _raw_copy(), note="baseline: raw COPY, log table's shape"
    )


def _raw_copy() -> float:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_copy (LIKE procedures_dossierlogentry INCLUDING ALL)")
        cursor.execute("CREATE TABLE bench_source AS SELECT l.* FROM procedures_dossierlogentry l LIMIT %s", [ROWS])
        cursor.execute("SELECT count(*) FROM bench_source")
        rows = int(cursor.fetchone()[0])
        with cursor.copy("COPY bench_source TO STDOUT") as out:
            content = b"".join(bytes(block) for block in out)
        began = time.perf_counter()
        with cursor.copy("COPY bench_copy FROM STDIN") as copy:
            copy.write(content)
        taken = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_copy, bench_source")
    return rows / taken
