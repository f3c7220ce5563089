"""Documents between two installations: how many a second against raw writes of rows, and every fault at size."""

import sys
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click
from django.db import connection

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from exchange import databases
from exchange.cluster import Cluster
from exchange.scenario import Faults, told
from exchange.sites import Site, until
from exchange.streams import StreamFaults

if TYPE_CHECKING:
    from bench.measure import Report

_DOCUMENTS = 2_000


def _sites(folder: Path, **environment: str) -> list[Site]:
    template = connection.settings_dict["NAME"]
    connection.close()
    names = [f"{template}_{letter}" for letter in "ab"]
    return [Site(name, folder / name, databases.make(name, template), **environment) for name in names]


def measure(report: "Report", folder: Path, *, documents: int = _DOCUMENTS) -> None:
    """Send documents from one installation to the other, workers and all, until every state is back."""
    raw = _raw(documents)
    a, b = _sites(folder)
    try:
        play = Faults(a, b)
        play.prepare()
        play.send(documents)
        for site in (a, b):
            Thread(target=site.start_worker, daemon=True).start()
        begun = time.monotonic()
        until(play.all_arrived, 3600, 0.5)
        arrived = time.monotonic() - begun
        until(lambda: a.ask("counts")["statuses"].get("01") == documents, 3600, 0.5)
        both = time.monotonic() - begun
    finally:
        for site in (a, b):
            site.end()
            databases.drop(site.name)
    baseline = documents / raw
    report.add("exchange: documents arrived", documents / arrived, "documents/s", baseline, note="raw rows, one commit")
    report.add("exchange: documents with their state back", documents / both, "documents/s", baseline)


def _raw(count: int) -> float:
    """Return the seconds that writing as many rows takes, each with what a document says, in a commit of its own."""
    body = "x" * 5000
    begun = time.monotonic()
    with connection.cursor() as cursor:
        for _number in range(count):
            cursor.execute("INSERT INTO bench_row (body) VALUES (%s)", [body])
    return time.monotonic() - begun


def faults(folder: Path, *, documents: int, large: int, nats: bool = False) -> None:
    """Make every fault with so many documents, over HTTP or JetStream; raises when one is lost or doubled."""
    cluster = Cluster(folder) if nats else None
    a, b = _sites(folder, **(cluster.environment() if cluster else {}))
    try:
        play = StreamFaults(a, b, say=told, cluster=cluster) if cluster else Faults(a, b, say=told)
        play.run(documents, large=large)
        click.echo(f"{documents:,} documents: none lost, none doubled")
    finally:
        for site in (a, b):
            site.end()
            databases.drop(site.name)
        if cluster:
            cluster.end()
