"""Real processes on the test database: started, killed with their children, started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tinhso.kernel.events.tests.processes import database_url


class Running:
    """A process and its children, in a group of their own."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path | None) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.process: subprocess.Popen[Any] = self._start()

    def _start(self) -> "subprocess.Popen[Any]":
        with self.log.open("ab") if self.log else open(os.devnull, "wb") as out:  # noqa: PTH123 - a device
            return subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End the process and all its children at once, as ``kill -9`` does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def again(self) -> None:
        """Kill it and start it anew."""
        self.kill()
        self.process = self._start()


def start(*arguments: str, log: Path | None = None, **environment: str) -> Running:
    """Start a Python program (``-m module …``) on the test database."""
    env = {"DATABASE_URL": database_url(), **environment} if environment or log else {}
    return Running([sys.executable, *arguments], env, log)


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
