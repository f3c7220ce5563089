"""The bench's province: the real pack, one officer of a commune, a program that sends applications, seals."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tinhso.kernel.foundation.migrating import migrate
from tinhso.kernel.identity import programs
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import unit_by_identifier
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures import permissions as rights

COMMUNE, DIVISION = "H56.102", "H56.102.03"
RIGHTS = [
    rights.VIEW, rights.SUBMIT, rights.RECEIVE, rights.ASSIGN, rights.PROCESS, rights.SIGN, rights.HAND_OVER,
    "signing.use-seal",
]  # fmt: skip


@dataclass(frozen=True)
class Province:
    """What the measurements use."""

    commune: OrganizationUnit
    officer: Account
    key: str
    communes: tuple[str, ...]


def create_database() -> None:
    """Make the bench's database anew."""
    connection.settings_dict["NAME"], name = "tinhso", connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    connection.settings_dict["NAME"] = name
    migrate(verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text)")


def settle() -> Province:
    """Load the pack, one officer with every right at one commune, and the keys to sign with."""
    from tinhso.cli.load import load

    load.main(["thanh-hoa"], standalone_mode=False)
    commune = unit_by_identifier(COMMUNE)
    role = identity.load_roles([{"code": "bench", "name": "Đo", "permissions": RIGHTS}])[0]
    officer = identity.create_official(
        SYSTEM, username="canbo.do", full_name="Nguyễn Thị Cán Bộ", password="Do@luong2026", must_change_password=False
    )
    identity.assign_role(SYSTEM, officer, role, commune, position="Chủ tịch")
    identity.enrol_totp(officer)
    _key, secret = programs.create_api_key(SYSTEM, unit=commune, role=role, label="bench")
    signing.trust_demonstration_authority(actor=SYSTEM)
    signing.enrol(actor=SYSTEM, unit=commune)
    signing.enrol(actor=SYSTEM, account=officer, unit=commune)
    communes = OrganizationUnit.objects.on().filter(kind=UnitKind.COMMUNE).values_list("identifier", flat=True)
    return Province(commune, officer, secret, tuple(communes))


@contextmanager
def trust_services(folder: Path) -> Iterator[str]:
    """Run the stand-in of the trust services."""
    port = free_port()
    command = [sys.executable, "-m", "tinhso.simulators.trust", "--port", str(port), "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        url = f"http://127.0.0.1:{port}"
        settings.TRUST_URL, settings.TIMESTAMP_URL = url, f"{url}/tsa"
        yield url
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, seconds: float = 60) -> None:
    """Wait until somebody listens on ``port``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nobody listens on port {port}")
