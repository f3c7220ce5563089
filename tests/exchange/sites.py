"""An installation of its own: database, data folder, web, worker, and a driver that does what its officials would."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODULES = "kits.exchange kits.exchange.messages"


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_open(port: int, seconds: float = 60) -> None:
    """Wait until somebody accepts at the port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens at port {port}")


class Site:
    """An installation under ``folder`` on the database at ``url``."""

    def __init__(self, name: str, folder: Path, url: str, *, modules: str = MODULES, **more: str) -> None:
        self.name, self.folder, self.port = name, folder, free_port()
        folder.mkdir(parents=True, exist_ok=True)
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests"), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
            "DATABASE_URL": url,
            "TINHSO_DATA": str(folder),
            "TINHSO_BASE_URL": self.base,
            "TINHSO_LOG_LEVEL": "ERROR",
            "TINHSO_EXCHANGE_LEASE_SECONDS": "3",
            **({"TINHSO_MODULES": modules} if modules else {}),
            **more,
        }
        self.log = folder / "processes.log"
        self.running: dict[str, subprocess.Popen[Any]] = {}
        self._driver: subprocess.Popen[str] | None = None

    def start_web(self) -> None:
        """Start the web process, and wait until it answers."""
        self._start(
            "web", "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "1", "--blocking-threads", "6", "--log-level", "warning", "tinhso.config.wsgi:application",
        )  # fmt: skip
        wait_open(self.port)

    def start_worker(self, *, concurrency: int = 4) -> None:
        """Start the worker process."""
        self._start("worker", "-m", "tinhso.cli", "worker", "--stalled-after", "3", "--concurrency", str(concurrency))

    def start_carrier(self) -> None:
        """Start the process that takes documents from NATS JetStream."""
        self._start("carrier", "-m", "tinhso.cli", "carrier")

    def _start(self, name: str, *arguments: str) -> None:
        with self.log.open("ab") as out:
            self.running[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a process and its children at once, as ``kill -9`` does."""
        process = self.running.pop(name, None)
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if name == "web":
            # The kernel closes the door a little later: whoever starts it again must not find the old one open.
            until(self._closed)

    def _closed(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) != 0

    def ask(self, what: str, **arguments: Any) -> Any:
        """Let the driver do something, and return what it says."""
        if self._driver is None:
            self._driver = subprocess.Popen(
                [sys.executable, "-m", "exchange.driver"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log.open("ab"),
                text=True,
                start_new_session=True,
            )
        assert self._driver.stdin is not None and self._driver.stdout is not None
        self._driver.stdin.write(json.dumps([what, arguments]) + "\n")
        self._driver.stdin.flush()
        line = self._driver.stdout.readline()
        if not line:
            raise AssertionError(f"{self.name}: the driver died\n{self.words()}")
        good, answer = json.loads(line)
        if not good:
            raise AssertionError(f"{self.name}: {what}: {answer}")
        return answer

    def end(self) -> None:
        """Kill what runs."""
        for name in list(self.running):
            self.kill(name)
        if self._driver is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._driver.pid, signal.SIGKILL)
            self._driver.wait()

    def words(self) -> str:
        """Return the last words of the processes."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


def acquaint(first: Site, second: Site) -> None:
    """Let two installations know each other, and each other's units."""
    for one, other in ((first, second), (second, first)):
        one.ask("introduce", letter=other.ask("introduction"))
    for site in (first, second):
        site.ask("synchronise")


def until(what: Any, seconds: float = 60, pause: float = 0.2) -> None:
    """Wait until ``what`` holds."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(pause)
