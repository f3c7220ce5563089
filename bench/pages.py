"""The pages that officers open all day, as an ordinary officer, beside an empty page of the same base template."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measure import Report, medians_ms
from bench.province import Province
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.procedures.queries import visible_to

FULL = 30
"""How many dossiers that wait fill the first page of the officer's work."""
MOST_QUERIES, MOST_RATIO, MOST_GROWTH = 12, 6.0, 1.3


def measure(report: Report, province: Province, size: str, before: dict[str, float]) -> dict[str, float]:
    """Measure each page at a size of the database, as times an empty one; ``before`` is that at the smaller size."""
    client = Client()
    client.force_login(province.officer)
    session = client.session
    session["second_factor"] = str(province.officer.pk)
    session.save()
    dossier = visible_to(actor_for(province.officer)).order_by("-submitted_at").first()
    addresses = {
        "inbox page": reverse("workspace:inbox"),
        "list of 100 dossiers": reverse("workspace:dossiers"),
        "dossier page": reverse("workspace:dossier", args=[dossier.id if dossier else ""]),
    }
    works = [lambda address=address: _open(client, address) for address in ("/bare/page/", *addresses.values())]
    empty, *times = medians_ms(*works)
    for (name, address), taken in zip(addresses.items(), times, strict=True):
        with CaptureQueriesContext(connection) as queries:
            _open(client, address)
        report.add(
            f"{name}, {size}", taken, "ms", empty, limit=f"<= {MOST_RATIO}",
            note=f"{len(queries)} queries (<= {MOST_QUERIES})",
        )  # fmt: skip
        if name in before:
            # The machine may be busier now than then: what is compared are the ratios to the empty page.
            report.add(
                f"{name}, growth to {size}", taken / empty, "times empty", before[name], limit=f"<= {MOST_GROWTH}",
                note="baseline: the same page at the smaller size",
            )  # fmt: skip
    return {name: taken / empty for name, taken in zip(addresses, times, strict=True)}


def _open(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
