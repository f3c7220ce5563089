"""Child processes that belong together: started, kept running, ended by one Ctrl-C."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import click

_PARENT_DEATH_SIGNAL = 1  # prctl's PR_SET_PDEATHSIG
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_STEADY_SECONDS = 60.0
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Child:
    """A process to keep running; ``environment`` is added to the supervisor's own.

    One that ``waits_for`` a host and port is started once somebody answers there.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    started_at: float = 0.0
    pause: float = _FIRST_PAUSE
    due: float = 0.0
    waits_for: tuple[str, int] | None = None


class Supervisor:
    """Runs children until told to stop; ``tend`` is called about every two seconds, beside them.

    A child that ends is started again, after a pause that doubles while it keeps failing at once. When the
    supervisor is killed, the kernel ends the children too: no orphan keeps a port.
    """

    def __init__(self, children: Sequence[Child], *, tend: Callable[[], None] | None = None) -> None:
        self._children = list(children)
        self._tend = tend
        self._ending = threading.Event()

    def run(self, *, ready: Callable[[], None] | None = None) -> None:
        """Start everything and stay until Ctrl-C or SIGTERM; ``ready`` is called once, in a thread of its own."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._ending.set())
        try:
            for child in self._children:
                if child.waits_for is None:
                    self._start(child)
            if ready:
                threading.Thread(target=ready, daemon=True).start()
            tended = time.monotonic()
            while not self._ending.wait(0.2):
                for child in self._children:
                    self._look_after(child)
                if self._tend and time.monotonic() - tended > 2:
                    tended = time.monotonic()
                    self._tend()
        finally:
            self.stop()

    def stop(self, patience: float = 20.0) -> None:
        """Ask every child to end, last started first; kill what has not ended within ``patience`` seconds."""
        self._ending.set()
        living = [c.process for c in reversed(self._children) if c.process and c.process.poll() is None]
        for process in living:
            _signal_group(process, signal.SIGTERM)
        end = time.monotonic() + patience
        for process in living:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()

    def _look_after(self, child: Child) -> None:
        process, moment = child.process, time.monotonic()
        if process is None:
            if moment >= child.due and (child.waits_for is None or is_open(*child.waits_for)):
                child.waits_for = None
                self._start(child)
            return
        code = process.poll()
        if code is None:
            return
        if moment - child.started_at > _STEADY_SECONDS:
            child.pause = _FIRST_PAUSE
        child.process, child.due = None, moment + child.pause
        click.echo(f"[{child.name}] đã dừng (mã {code}); khởi động lại sau {child.pause:.0f} giây.", err=True)
        child.pause = min(child.pause * 2, _LONGEST_PAUSE)

    def _start(self, child: Child) -> None:
        child.started_at = time.monotonic()
        child.process = subprocess.Popen(
            list(child.command),
            env={**os.environ, **child.environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends the children in order
            preexec_fn=_die_with_parent,
        )
        threading.Thread(target=_relay, args=(child.name, child.process), daemon=True).start()


def _relay(name: str, process: subprocess.Popen[str]) -> None:
    """Pass a child's words on, each line with its name."""
    if process.stdout:
        for line in process.stdout:
            click.echo(f"[{name}] {line.rstrip()}", err=True)


def _die_with_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def require_free(host: str, port: int, *, what: str) -> None:
    """Refuse to go on when somebody listens at the address: another port is never taken silently."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Không mở được {host}:{port} cho {what}: {error.strerror}. Dừng chương trình đang giữ cổng đó, hoặc "
                "chọn cổng khác bằng tùy chọn --port."
            ) from error


def wait_until_open(host: str, port: int, *, seconds: float = 120) -> bool:
    """Wait until somebody accepts at the address; tell whether it came to be."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_open(host, port):
            return True
        time.sleep(0.1)
    return False


def is_open(host: str, port: int) -> bool:
    """Tell whether somebody accepts at the address."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=2):
        return True
    return False
