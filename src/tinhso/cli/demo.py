"""``tinhso demo``: the whole system with invented data and stand-ins of the outside parties, on one machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec

import click

from tinhso.cli.supervision import Child, Supervisor, require_free, wait_until_open
from tinhso.cli.up import TINHSO, addresses, reachable, run_tinhso, web, with_database, worker
from tinhso.config import environment

# Name, module and ports of each stand-in, with what a person finds at its address.
STAND_INS = (
    ("trust", "tinhso.simulators.trust", (8010,), "Chứng thực chữ ký và dấu thời gian (giả lập)"),
    ("authenticator", "tinhso.simulators.authenticator", (8011,), "Mã xác thực lớp hai (giả lập)"),
    ("mail", "tinhso.simulators.mail", (8026, 8025), "Hộp thư đã gửi (giả lập)"),
)


@click.command()
@click.option(
    "--dossiers", default=600, show_default=True, type=click.IntRange(0), help="Số hồ sơ của một năm lịch sử."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe của web.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Cổng của web.")
@click.option("--pack", default=lambda: environment.text("TINHSO_PACK", "thanh-hoa"), help="Gói dữ liệu của tỉnh.")
@click.option("--prepare-only", is_flag=True, help="Chỉ dựng dữ liệu rồi thoát.")
@click.option("--reload", is_flag=True, help="Nạp lại khi mã nguồn đổi (dùng khi phát triển).")
def demo(dossiers: int, host: str, port: int, pack: str, prepare_only: bool, reload: bool) -> None:
    """Dựng dữ liệu khi còn thiếu, rồi chạy bản trình diễn; Ctrl-C dừng tất cả."""
    stand_ins = [row for row in STAND_INS if find_spec(row[1])]
    if not prepare_only:
        require_free(host, port, what="web")
        for _, _, ports, what in stand_ins:
            for number in ports:
                require_free("127.0.0.1", number, what=what)
    os.environ.update(demonstration(f"http://{reachable(host)}:{port}"))
    if prepare_only:
        with_database(lambda _: build(pack, dossiers))
        return
    children = [Child(name, (sys.executable, "-m", module)) for name, module, _, _ in stand_ins]

    def serve(tend: Callable[[], None] | None) -> None:
        build(pack, dossiers)
        server = _reloading(host, port) if reload else web(host, port)
        Supervisor([*children, server, worker()], tend=tend).run(ready=lambda: _greet(host, port, stand_ins))

    with_database(serve)


def demonstration(address: str) -> dict[str, str]:
    """Return the environment of the demonstration; what the caller has set already stays."""
    values = {
        "TINHSO_DEMONSTRATION": "1",
        "TINHSO_BASE_URL": address,
        "TINHSO_TRUST_URL": "http://127.0.0.1:8010",
        "TINHSO_AUTHENTICATOR_URL": "http://127.0.0.1:8011",
        "TINHSO_SMTP_HOST": "127.0.0.1",
        "TINHSO_SMTP_PORT": "8025",
    }
    return {name: os.environ.get(name) or value for name, value in values.items()}


def build(pack: str, dossiers: int) -> None:
    """Bring structure, data pack and history to what the demonstration shows; does little when all is there."""
    trust = Child("trust", (sys.executable, "-m", "tinhso.simulators.trust"))
    process = None
    if find_spec("tinhso.simulators.trust"):
        # Certificates of the demonstration are issued while its data are loaded.
        process = subprocess.Popen(trust.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        wait_until_open("127.0.0.1", 8010, seconds=30)
    try:
        run_tinhso("demo-data", "--pack", pack, "--dossiers", str(dossiers))
    finally:
        if process:
            process.terminate()
            process.wait()


def _reloading(host: str, port: int) -> Child:
    """Return Django's own server, which starts anew when a file changes."""
    return Child("web", [sys.executable, "-m", "django", "runserver", f"{host}:{port}"], {
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
    })  # fmt: skip


def _greet(host: str, port: int, stand_ins: list[tuple[str, str, tuple[int, ...], str]]) -> None:
    """Print where everything is and who can sign in, once the web answers."""
    if not wait_until_open(reachable(host), port):
        return
    subprocess.run([*TINHSO, "demo-data", "--accounts"], check=False)
    click.echo("")
    addresses(
        [("Tỉnh Số", os.environ["TINHSO_BASE_URL"] + "/")]
        + [(what, f"http://127.0.0.1:{ports[0]}/") for _, _, ports, what in stand_ins]
    )
    click.echo("\nDừng: Ctrl-C")
