"""``tinhso up``: database, web and worker on one machine, kept running together."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from tinhso.cli.supervision import Child, Supervisor, require_free, wait_until_open
from tinhso.config import environment
from tinhso.kernel.foundation.embedded import DatabaseUnavailable, EmbeddedServer

TINHSO = (sys.executable, "-m", "tinhso.cli")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Cổng của web.")
@click.option("--workers", default=0, help="Số tiến trình web; 0: theo số nhân của máy.")
def up(host: str, port: int, workers: int) -> None:
    """Chạy cơ sở dữ liệu nhúng (nếu không đặt DATABASE_URL), web và tiến trình nền; Ctrl-C dừng tất cả."""
    require_free(host, port, what="web")
    with_database(lambda tend: _serve(host, port, workers, tend))


def _serve(host: str, port: int, workers: int, tend: Callable[[], None] | None) -> None:
    run_tinhso("migrate")
    address = environment.text("TINHSO_BASE_URL", f"http://{host}:{port}")

    def ready() -> None:
        if wait_until_open(reachable(host), port):
            click.echo(f"\nTỉnh Số: {address}\nDừng: Ctrl-C\n")

    extra = {"TINHSO_BASE_URL": address}
    Supervisor([web(host, port, workers, extra), worker(extra), *gateways(extra), *carriers(extra)], tend=tend).run(
        ready=ready
    )


def with_database(serve: Callable[[Callable[[], None] | None], None]) -> None:
    """Run ``serve`` with a database: the external one, or the embedded one, watched, and ended if started here."""
    if environment.text("DATABASE_URL"):
        serve(None)
        return
    server = EmbeddedServer(environment.data_dir() / "postgres")
    stood = server.status().running
    try:
        server.url()
    except DatabaseUnavailable as error:
        raise click.ClickException(str(error)) from error

    def tend() -> None:
        try:
            server.url()  # starts it again when it was killed
        except DatabaseUnavailable as error:
            click.echo(f"[database] {error}", err=True)

    try:
        serve(tend)
    finally:
        if not stood:
            server.stop()


def web(host: str, port: int, workers: int = 0, extra: dict[str, str] | None = None) -> Child:
    """Return the web process: Granian over WSGI."""
    number = workers or max(1, min(os.cpu_count() or 1, 4))
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--no-ws", "--host", host,
        "--port", str(port), "--workers", str(number), "--blocking-threads", "4", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "10s", "tinhso.config.wsgi:application",
    ]  # fmt: skip
    return Child("web", command, extra or {})


def worker(extra: dict[str, str] | None = None) -> Child:
    """Return the process that runs the background jobs."""
    return Child("worker", [*TINHSO, "worker"], extra or {})


def gateways(extra: dict[str, str] | None = None) -> list[Child]:
    """Return the process through which systems call each other's services; none when the exchange is switched off."""
    return [Child("gateway", [*TINHSO, "gateway"], extra or {})] if "kits.exchange" in switched_on() else []


def carriers(extra: dict[str, str] | None = None) -> list[Child]:
    """Return the process that takes documents from NATS JetStream; none where ``NATS_URL`` is not set."""
    return [Child("carrier", [*TINHSO, "carrier"], extra or {})] if environment.text("NATS_URL") else []


def switched_on() -> list[str]:
    """Return the modules that are switched on, as the environment says; the exchange is by default."""
    return environment.words("TINHSO_MODULES", "kits.exchange")


def run_tinhso(*words: str, extra: dict[str, str] | None = None) -> None:
    """Run a command of this installation to its end; its failure ends the caller."""
    done = subprocess.run([*TINHSO, *words], env={**os.environ, **(extra or {})}, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def reachable(host: str) -> str:
    """Return the address at which this machine reaches a server that listens at ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def addresses(pairs: Sequence[tuple[str, str]]) -> None:
    """Print a list of names and addresses."""
    width = max(len(name) for name, _ in pairs)
    for name, address in pairs:
        click.echo(f"  {name:<{width}}  {address}")
