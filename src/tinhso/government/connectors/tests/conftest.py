"""The stand-in of the national systems as a process of its own, chosen for every kind."""

import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request

import pytest

from tinhso.government.connectors.vendors import LOOKUPS, PORTAL
from tinhso.kernel.outside import services as outside

KEY = "khoa-quoc-gia-0123456789"


class National:
    """The stand-in as who plays it sees it."""

    def __init__(self, address):
        self.address = address

    def post(self, path, data):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.address}{path}", body, method="POST")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()

    def failing(self, how=""):
        self.post("/control", urllib.parse.urlencode({"failing": how}).encode())

    def received(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.address}/portal/received", timeout=10) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def national_process(tmp_path_factory):
    command = [sys.executable, "-m", "tinhso.simulators.national", "--port", "0", "--folder"]
    process = subprocess.Popen(
        [*command, str(tmp_path_factory.mktemp("national"))],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TINHSO_VENDOR_NATIONAL_STAND_IN_KEY": KEY},
    )
    address = process.stdout.readline().split()[-1].rstrip("/")
    yield address
    process.terminate()
    process.wait(10)


@pytest.fixture
def national(db, national_process, monkeypatch):
    monkeypatch.setenv("TINHSO_VENDOR_NATIONAL_STAND_IN_KEY", KEY)
    for kind in (*LOOKUPS.values(), PORTAL):
        outside.choose(kind, "stand-in", {"address": national_process, "timeout": 5})
    played = National(national_process)
    played.failing("")
    return played
