"""Export rows of a register in a process of its own, and print what it took: ``python -m bench.exporting csv 1000``."""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.http import FileResponse  # noqa: E402 - settings first

from tinhso.kernel.identity.models import Account  # noqa: E402
from tinhso.kernel.identity.queries import actor_for  # noqa: E402
from tinhso.kits.registers import queries  # noqa: E402
from tinhso.kits.registers.exporting import export_file  # noqa: E402
from tinhso.sectors.tourism.models import Lodging  # noqa: E402


def main(kind: str, most: int) -> None:
    """Write the file nowhere, as a server sends it: piece by piece."""
    actor = actor_for(Account.objects.get(username="so.province"), strong=True)
    rows = queries.visible_to(actor, Lodging.definition).order_by("sort_key", "id")
    if most < 1_000_000:
        last = rows.values_list("sort_key", flat=True)[most - 1]
        rows = rows.filter(sort_key__lte=last)
    began = time.perf_counter()
    answer = export_file(actor, Lodging.definition, rows, kind)
    size, lines, first = 0, 0, 0.0
    for piece in answer.streaming_content:  # type: ignore[attr-defined]
        first = first or time.perf_counter() - began
        size += len(piece)
        lines += piece.count(b"\n")
    found = {
        "seconds": time.perf_counter() - began, "first": first, "bytes": size, "peak": _peak(),
        "rows": rows.count() if isinstance(answer, FileResponse) else lines - 1,
    }  # fmt: skip
    print(json.dumps(found))


def _peak() -> float:
    """Return the most memory that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
