"""Applications through the API, over real HTTP, beside a bare view that commits one row."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import cycle

import httpx
from PIL import Image

from bench.lives import Matter
from bench.measure import Report
from bench.province import Province, free_port, wait_for

CLIENTS, WORKERS = 4, 2
ROUNDS, SECONDS = 5, 2.0


@contextmanager
def server(trust_url: str) -> Iterator[str]:
    """Run the web process as it runs in production."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "TINHSO_TRUST_URL": trust_url,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(WORKERS),
        "--no-ws", "--log-level", "error", "tinhso.config.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def measure(report: Report, province: Province, trust_url: str, matter: Matter) -> None:
    """Send applications with two parts as fast as some clients can, then bare rows the same way."""
    communes = cycle(province.communes)
    with server(trust_url) as address:
        head = {"Authorization": f"Bearer {province.key}"}
        page = BytesIO()
        Image.new("RGB", (60, 80), "white").save(page, "PDF")
        sent = httpx.post(
            f"{address}/api/v1/files", headers=head, files={"file": ("to-khai.pdf", page.getvalue(), "application/pdf")}
        )
        sent.raise_for_status()
        body = {
            "procedure": matter.version.procedure.code,
            "applicant": {"full_name": "Nguyễn Văn Đo", "phone": "0912345678"},
            "answers": matter.answers,
            "parts": [{"code": code, "file": sent.json()["id"]} for code in matter.parts],
        }

        def apply(client: httpx.Client) -> None:
            # Numbers of one desk are given one after another: a province's applications go to many desks.
            sent = body | {"agency": next(communes)}
            client.post(f"{address}/api/v1/procedures/dossiers", json=sent, headers=head).raise_for_status()

        def commit(client: httpx.Client) -> None:
            client.post(f"{address}/bare/commit/", content="x" * 100).raise_for_status()

        # They take turns, so that whatever else the machine does falls on both alike.
        rounds = [(_load(commit), _load(apply)) for _ in range(ROUNDS)]
    bare = statistics.mean(rate for (rate, _times), _applied in rounds)
    rate = statistics.mean(rate for _bare, (rate, _times) in rounds)
    times = [taken for _bare, (_rate, taken_all) in rounds for taken in taken_all]
    p95 = statistics.quantiles(times, n=20)[-1] * 1000
    report.add(
        "applications through the API", rate, "1/s", bare, limit=">= 0.1",
        note=f"p95 {p95:.0f} ms, {CLIENTS} clients, {WORKERS} workers, {len(matter.parts)} parts",
    )  # fmt: skip


def _load(call: Callable[[httpx.Client], None]) -> tuple[float, list[float]]:
    times: list[float] = []
    end = time.perf_counter() + SECONDS

    def run() -> None:
        with httpx.Client() as client:
            call(client)
            while time.perf_counter() < end:
                began = time.perf_counter()
                call(client)
                times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / (time.perf_counter() - began), times
