"""Processes are killed in the middle of the work: nothing that was confirmed is lost, nothing happens twice.

Real PostgreSQL, web server, worker, mail server and trust services; the clients ask again as any client must.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from faults.clients import Clients, life_of
from faults.installation import Installation, open_doors
from faults.support import broken, numbers_of
from tinhso.kernel.audit import queries as audit_log
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events.models import Delivery, OutboxEvent
from tinhso.kernel.files import queries as files
from tinhso.kernel.notify.models import Message
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.signing.validation import validate
from tinhso.kits.procedures.doctor import check_deadlines
from tinhso.kits.procedures.models import Dossier, DossierLogEntry, DossierPaper
from tinhso.kits.procedures.tests.world import World

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]

DOSSIERS = int(os.environ.get("TINHSO_FAULT_DOSSIERS", "200"))
PROGRAMS = 6


@pytest.fixture
def installation(signing_world: World, tmp_path: Path, trust: str) -> Iterator[Installation]:
    made = Installation(tmp_path, trust)
    yield made
    made.end()


def open_jobs() -> list[Any]:
    """Return the jobs that are not done: task, state, tries, seconds until they run, arguments."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, attempts, extract(epoch FROM scheduled_at - now())::int, args::text"
            " FROM procrastinate_jobs WHERE status <> 'succeeded' AND queue_name <> 'periodic'"
        )
        return cursor.fetchall()


def test_killed_again_and_again_it_loses_nothing_and_does_nothing_twice(
    installation: Installation, signing_world: World
) -> None:
    clients = Clients(installation.base, *open_doors(signing_world))
    wanted = sum(1 + len(life_of(order)) for order in range(DOSSIERS))
    kills = [
        (0.15, [installation.web]),
        (0.3, [installation.worker]),
        (0.5, [installation.web, installation.worker]),
        (0.7, [installation.worker]),
        (0.85, [installation.web]),
    ]
    with ThreadPoolExecutor(PROGRAMS) as pool:
        programs = [pool.submit(clients.drive, list(range(first, DOSSIERS, PROGRAMS))) for first in range(PROGRAMS)]
        for share, victims in kills:
            _until(lambda share=share: clients.confirmed >= share * wanted or clients.problems)  # type: ignore[misc]
            for victim in victims:
                victim.again()
        for program in programs:
            program.result()
    assert clients.problems == [], installation.words()
    assert clients.confirmed == wanted
    assert clients.asked_again > 0, "nobody noticed a kill"
    _until(lambda: not open_jobs(), 90)
    assert open_jobs() == [], list(Delivery.objects.exclude(state="done").values_list("subscriber", "tries", "error"))
    _check_dossiers(clients)
    _check_effects(installation)


def _until(what: Any, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.02)


def _check_dossiers(clients: Clients) -> None:
    """Every confirmed act stands once, in its order, and every dossier tells one tale."""
    story: dict[str, list[str]] = {}
    for line in DossierLogEntry.objects.order_by("dossier_id", "at", "id"):
        story.setdefault(str(line.dossier_id), []).append(line.act)
    assert story == clients.told
    assert {key: found for key in story if (found := broken(key))} == {}  # type: ignore[arg-type]
    codes = list(Dossier.objects.values_list("code", flat=True))
    assert numbers_of(codes) == {"H56.901.MC": list(range(1, len(clients.told) + 1))}
    assert check_deadlines() == []


def _check_effects(installation: Installation) -> None:
    """Every event was handled once by each subscriber; papers and messages are there once; the log is whole."""
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
    heard = Counter(Delivery.objects.values_list("event__name", "subscriber"))
    told = Counter(OutboxEvent.objects.values_list("name", flat=True))
    assert all(count == told[name] for (name, _subscriber), count in heard.items())
    received = Dossier.objects.filter(received_at__isnull=False).count()
    assert DossierPaper.objects.filter(kind="receipt").count() == received
    assert Paper.objects.count() == DossierPaper.objects.count()
    assert not Paper.objects.filter(signed_file__isnull=True).exists()
    result = DossierPaper.objects.filter(kind="result").select_related("paper__signed_file").first()
    assert result is not None
    assert [report.intact for report in validate(files.read(result.paper.signed_file))] == [True, True]  # type: ignore[arg-type]
    messages = Counter(Message.objects.values_list("subject_id", "template_code", "channel"))
    assert set(messages.values()) == {1}
    sent = sorted(Message.objects.filter(channel="email").values_list("message_id", flat=True))
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    arrived = installation.mails.all()
    assert sorted(mail.message_id for mail in arrived) == sent
    # A worker that died between handing over and noting it hands over again, under the same Message-ID.
    assert sum(mail.doubles for mail in arrived) <= 3 * 4
    audit.seal()
    assert audit_log.verify() == []
