"""A worker is killed in the middle of an import, really; another goes on: nothing is lost, nothing is there twice."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.events.tests.processes import database_url, wait_for
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers.imports import batches
from tinhso.kits.registers.imports.models import ImportBatch, ImportFault, ImportRun
from tinhso.kits.registers.imports.services import checking, receiving, storing, undoing
from tinhso.kits.registers.imports.states import State
from tinhso.kits.registers.imports.tests import planted, sample

ROWS, FAULTS, BATCH = 6_000, 36, 250


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_an_import_whose_worker_was_killed_goes_on_and_can_be_taken_back(tmp_path, register, units, monkeypatch):
    # The worker stores the batches that the check made.
    monkeypatch.setattr(batches, "SIZE", BATCH)
    faults = planted.faults(ROWS, FAULTS)
    path = planted.write_xlsx(tmp_path / "can-bo.xlsx", ROWS, faults)
    file = receiving.store(SYSTEM, path.read_bytes(), "can-bo.xlsx")
    run = receiving.begin(SYSTEM, register, file, unit=units["here"])
    receiving.match(SYSTEM, run.pk, run.columns)
    clear_jobs()
    checking.check(run.pk)
    reported = ImportFault.objects.filter(run=run).order_by("row", "column").values_list("row", "column", "code")
    assert list(reported) == planted.wanted(faults)
    storing.start(SYSTEM, run.pk)
    worker = subprocess.Popen(
        [sys.executable, "-m", "tinhso.kits.registers.imports.tests.working"],
        env={**os.environ, "DATABASE_URL": database_url()},
    )
    try:
        wait_for(lambda: ImportRun.objects.get(pk=run.pk).position > ROWS // 5, 120)
        os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait()
    run.refresh_from_db()
    people = sample.model().objects
    assert ROWS // 5 < run.position < ROWS
    assert people.count() == run.rows_stored
    clear_jobs()
    storing.store(run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows_stored, run.rows_bad) == (State.DONE, ROWS - FAULTS, FAULTS)
    assert people.values("personal_number").distinct().count() == people.count() == ROWS - FAULTS
    assert list(reported) == planted.wanted(faults)
    assert sum(len(batch.keys) for batch in ImportBatch.objects.filter(run=run)) == ROWS - FAULTS
    undoing.start(SYSTEM, run.pk)
    clear_jobs()
    undoing.undo(run.pk)
    with connection.cursor() as cursor:
        for made in sample.tables():
            cursor.execute(f'SELECT count(*) FROM "{made._meta.db_table}"')
            assert cursor.fetchone()[0] == 0
