"""PostgreSQL itself is killed in the middle of the work and started again, under the whole installation."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from faults.clients import Clients, life_of
from faults.installation import Installation, environment
from tinhso.kernel.foundation.embedded import EmbeddedServer

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

TESTS = Path(__file__).resolve().parents[1]
DOSSIERS = int(os.environ.get("TINHSO_FAULT_DATABASE_DOSSIERS", "50"))
PROGRAMS = 5


class Database:
    """A cluster of the test's own, in a folder."""

    def __init__(self, folder: Path, trust: str) -> None:
        self.folder, self.trust = folder, trust
        self.server = EmbeddedServer(folder / "postgres")

    def run(self, *words: str) -> None:
        """Run a Python program on it to its end."""
        told = environment(self.folder, self.trust, DATABASE_URL=self.server.url(), PYTHONPATH=str(TESTS))
        subprocess.run([sys.executable, *words], env={**os.environ, **told}, check=True, stdin=subprocess.DEVNULL)

    def ask(self, what: str) -> dict[str, Any]:
        """Return what the scenario says."""
        answer = self.folder / f"{what}.json"
        self.run("-m", "faults.scenario", what, str(answer))
        return dict(json.loads(answer.read_text(encoding="utf-8")))

    def kill(self) -> None:
        """Kill every process of the server at once, and start it again."""
        for pid in self.server._processes():
            os.kill(pid, signal.SIGKILL)
        while self.server._processes():
            time.sleep(0.01)
        self.server.url()


@pytest.fixture
def database(trust: str) -> Iterator[Database]:
    folder = Path(tempfile.mkdtemp(prefix="tinhso-test-"))
    folder.chmod(0o755)
    made = Database(folder, trust)
    yield made
    made.server.stop()
    shutil.rmtree(folder)


def test_the_killing_of_the_database_loses_nothing_that_was_confirmed(database: Database) -> None:
    database.run("-m", "tinhso.cli", "migrate")
    doors = database.ask("prepare")
    installation = Installation(database.folder, database.trust, DATABASE_URL=database.server.url())
    try:
        clients = Clients(installation.base, doors["keys"], doors["specialist"])
        wanted = sum(1 + len(life_of(order)) for order in range(DOSSIERS))
        with ThreadPoolExecutor(PROGRAMS) as pool:
            programs = [pool.submit(clients.drive, list(range(first, DOSSIERS, PROGRAMS))) for first in range(PROGRAMS)]
            for share in (0.3, 0.6):
                while clients.confirmed < share * wanted and not clients.problems:
                    time.sleep(0.02)
                database.kill()
            for program in programs:
                program.result()
        assert clients.problems == [], installation.words()
        assert clients.confirmed == wanted
        assert clients.asked_again > 0, "nobody noticed a kill"
        found = _in_the_end(database)
        arrived = installation.mails.all()
    finally:
        installation.end()
    assert found["story"] == clients.told
    for none in ("broken", "deadlines", "audit", "waiting", "not done", "unsent"):
        assert not found[none], (none, found[none])
    assert found["numbers"] == {"H56.901.MC": list(range(1, DOSSIERS + 1))}
    assert found["receipts"] == found["received"]
    assert sorted(mail.message_id for mail in arrived) == found["mails"]


def _in_the_end(database: Database) -> dict[str, Any]:
    """Return what the database says when the worker has done its work."""
    end = time.monotonic() + 120
    while True:
        found = database.ask("examine")
        if not found["waiting"] or time.monotonic() > end:
            return found
        time.sleep(2)
