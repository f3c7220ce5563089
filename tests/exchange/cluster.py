"""Three servers of NATS on loopback, as a cluster with JetStream."""

import asyncio
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import nats

from exchange.sites import free_port, wait_open


async def _expected(_error: Exception) -> None:
    """Servers die here."""


class Cluster:
    """Processes ``n0`` … ``n2``; what they keep lies under ``folder``."""

    def __init__(self, folder: Path, size: int = 3) -> None:
        self.ports = [free_port() for _ in range(size)]
        routes = [free_port() for _ in range(size)]
        known = ",".join(f"nats://127.0.0.1:{port}" for port in routes)
        self.url = ",".join(f"nats://127.0.0.1:{port}" for port in self.ports)
        self.running = {
            f"n{place}": subprocess.Popen(
                ["nats-server", "-js", "-a", "127.0.0.1", "-p", str(port), "-n", f"n{place}",
                 "-sd", str(folder / f"n{place}"), "--cluster_name", "tinhso",
                 "--cluster", f"nats://127.0.0.1:{routes[place]}", "--routes", known],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            for place, port in enumerate(self.ports)
        }  # fmt: skip
        for port in self.ports:
            wait_open(port)

    def environment(self) -> dict[str, str]:
        """Return the settings of an installation that uses the cluster."""
        return {"NATS_URL": self.url, "TINHSO_NATS_REPLICAS": str(len(self.ports))}

    def kill_leader(self) -> str:
        """End the server that leads the stream as ``kill -9`` does; return its name."""
        leader = str(self.ask("stream_info", "TINHSO_EXCHANGE").cluster.leader)
        process = self.running.pop(leader)
        process.kill()
        process.wait()
        return leader

    def left(self) -> int:
        """Return how many messages the stream still keeps."""
        return int(self.ask("stream_info", "TINHSO_EXCHANGE").state.messages)

    def ask(self, what: str, *arguments: Any, seconds: float = 30) -> Any:
        """Ask JetStream, again while the servers choose who leads."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(Exception):
                return asyncio.run(self._ask(what, *arguments))
            time.sleep(0.2)
        raise AssertionError("the cluster does not answer")

    async def _ask(self, what: str, *arguments: Any) -> Any:
        client = await nats.connect(self.url.split(","), connect_timeout=1, allow_reconnect=False, error_cb=_expected)
        try:
            return await getattr(client.jetstream(timeout=1), what)(*arguments)
        finally:
            await client.close()

    def end(self) -> None:
        """Kill what runs."""
        for process in self.running.values():
            process.kill()
            process.wait()
