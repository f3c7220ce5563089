"""Calls through the gateway, each with its signed line in the log, beside the bare provider in the same run."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection
from psycopg import conninfo

from bench.calls import PERSON
from bench.measure import Report
from tinhso.cli.supervision import wait_until_open
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations import services as organizations
from tinhso.kits.exchange import keys, sealing, verification
from tinhso.kits.exchange.gateway.server import connection_settings
from tinhso.kits.exchange.models import LogRecord
from tinhso.kits.exchange.services import agreements, directory
from tinhso.kits.exchange.tests.world import make_client

SECONDS, CONNECTIONS, ROUNDS = 6.0, 32, 3
LEAST_SHARE = 0.2
FIELDS = ["person.full_name", "person.birth", "person.area.code"]


def measure(report: Report) -> None:
    """Measure calls per second, and what the gateway adds to the 95th percentile at half of its load."""
    provider_port, gateway_port, empty_port = _free_port(), _free_port(), _free_port()
    reached = conninfo.make_conninfo(**connection_settings())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_person (number text PRIMARY KEY, body jsonb NOT NULL)")
        cursor.execute(
            "INSERT INTO bench_person SELECT lpad((92000000 + n)::text, 12, '0'), %s::jsonb"
            " FROM generate_series(1, 100000) n",
            [json.dumps(PERSON)],
        )
    token = _settle(provider_port)
    path = "/r1/VN/GOV/P01/dan-cu/tra-cuu/000092000001"
    common = "Host: 127.0.0.1\r\nAccept: application/json\r\n"
    bare = f"GET /000092000001 HTTP/1.1\r\n{common}\r\n"
    through = (
        f"GET {path} HTTP/1.1\r\n{common}X-Road-Client: VN/GOV/C01/mot-cua\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    gateway = [sys.executable, "-m", "tinhso.cli", "gateway", "--port", str(gateway_port)]
    provider = [sys.executable, "-m", "bench.calls", "provider", str(provider_port), reached]
    with _running([*provider[:4], str(empty_port)], empty_port):
        empty = _load(empty_port, bare, seconds=3.0)["per_second"]
    with _running(provider, provider_port), _running(gateway, gateway_port):
        _load(gateway_port, through, seconds=1.0)
        before, began = LogRecord.objects.count(), time.monotonic()
        direct, called = [], []
        for _round in range(ROUNDS):
            direct.append(_load(provider_port, bare))
            called.append(_load(gateway_port, through))
        answered = sum(item["n"] for item in called)
        spent = time.monotonic() - began
        wrong = sum(item["wrong"] for item in called)
        rate = sorted(item["per_second"] for item in called)[ROUNDS // 2]
        base = sorted(item["per_second"] for item in direct)[ROUNDS // 2]
        written = LogRecord.objects.count() - before
        report.add(
            "gateway calls with signed log", rate, "calls/s", base, limit=f">= {LEAST_SHARE}",
            note=f"baseline: a provider that reads one row; {answered:,} answered, {written:,} lines, {wrong} wrong, "
            f"{spent:.0f} s; a provider that reads nothing: {empty:,.0f}/s, ratio {rate / empty:.3f}",
        )  # fmt: skip
        half = rate / 2
        alone, loaded = _load(provider_port, bare, rate=half), _load(gateway_port, through, rate=half)
        report.add(
            "gateway p95 at half load", loaded["p95"], "ms", alone["p95"],
            note=f"added {loaded['p95'] - alone['p95']:.2f} ms at {half:,.0f} calls/s; p50 {loaded['p50']:.2f} ms",
        )  # fmt: skip
    began = time.monotonic()
    sealed = sealing.seal()
    sealing_rate = sealed / (time.monotonic() - began)
    began = time.monotonic()
    faults = verification.verify(deep=True)
    verifying_rate = sealed / (time.monotonic() - began)
    report.add(
        "sealing the exchange log", sealing_rate, "lines/s", rate, limit=">= 1", note="baseline: the calls above"
    )
    report.add(
        "verifying it, every signature",
        verifying_rate,
        "lines/s",
        rate,
        limit=">= 1",
        note=f"{len(faults)} faults found",
    )


def _settle(provider_port: int) -> str:
    """Build a directory with one provider and one consumer; return the consumer's token."""
    unit = organizations.add_unit(
        parent=None, valid_from=date(2020, 1, 1), identifier="H56", name="Tỉnh", kind="province", tier="province"
    )
    home = directory.add_participant(SYSTEM, member_code="P01", name="Bên cung cấp", unit=unit)
    subsystem = directory.add_subsystem(SYSTEM, home, code="dan-cu", name="Dân cư")
    fields = [{"path": path, "label": path, "personal": True} for path in [*FIELDS, "person.phone", "person.address"]]
    version = directory.publish(
        SYSTEM, subsystem, code="tra-cuu", name="Tra cứu", version="v1", address=f"http://127.0.0.1:{provider_port}",
        fields=[*fields, {"path": "count", "label": "số dòng", "always": True}], personal=True,
    )  # fmt: skip
    asker = directory.add_participant(SYSTEM, member_code="C01", name="Bên khai thác")
    consumer = directory.add_subsystem(SYSTEM, asker, code="mot-cua", name="Một cửa")
    client = make_client(str(consumer.identifier))
    keys.register_certificate(SYSTEM, asker, client.pem)
    asked = agreements.ask(
        SYSTEM, consumer=consumer, service=version.service, fields=FIELDS, purpose="Đo", legal_ground="Đo",
        valid_from=clock.today(), per_minute=100_000_000, per_day=1_000_000_000,
    )  # fmt: skip
    agreements.decide(SYSTEM, asked.id, approve=True)
    return client.token(exp=int(time.time()) + 590)


def _load(port: int, request: str, *, seconds: float = SECONDS, rate: float = 0.0) -> dict[str, Any]:
    orders = {"port": port, "request": request, "seconds": seconds, "connections": CONNECTIONS, "rate": rate}
    command = [sys.executable, "-m", "bench.calls", "load"]
    done = subprocess.run(command, input=json.dumps(orders), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.DEVNULL)
    try:
        if not wait_until_open("127.0.0.1", port, seconds=60):
            raise RuntimeError(f"{command} did not open port {port}")
        yield
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
