"""``tinhso demo``: the whole system with invented data and stand-ins of the outside parties, on one machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import click

from tinhso.cli import standing
from tinhso.cli.supervision import Child, Supervisor, require_free, wait_until_open
from tinhso.cli.up import TINHSO, addresses, gateways, reachable, run_tinhso, web, with_database, worker
from tinhso.config import environment


@dataclass(frozen=True)
class StandIn:
    """A process that plays an outside party: its ports, the first of which a person can look at."""

    name: str
    ports: tuple[int, ...]
    what: str

    @property
    def module(self) -> str:
        return f"tinhso.simulators.{self.name}"

    def child(self) -> Child:
        """Return the process; what it keeps lies in the data folder."""
        folder = environment.data_dir() / FOLDERS.get(self.name, f"demo/{self.name}")
        folder.mkdir(parents=True, exist_ok=True)
        return Child(self.name, (sys.executable, "-m", self.module, "--folder", str(folder)))


STAND_INS = (
    StandIn("trust", (8010,), "Chứng thực chữ ký, dấu thời gian (giả lập)"),
    StandIn("authenticator", (8011,), "Mã xác thực lớp hai (giả lập)"),
    StandIn("mail", (8026, 8025), "Thư đã gửi (giả lập)"),
    StandIn("payments", (8012,), "Nền tảng thanh toán, ngân hàng (giả lập)"),
    StandIn("post", (8013,), "Bưu chính (giả lập)"),
    StandIn("vneid", (8014,), "VNeID: định danh điện tử của người dân (giả lập)"),
    StandIn("axis", (8015,), "Trục liên thông văn bản quốc gia (giả lập)"),
    StandIn("national", (8016,), "Cơ sở dữ liệu quốc gia, Cổng DVC quốc gia (giả lập)"),
)
# The authenticator reads what loading the demonstration accounts wrote.
FOLDERS = {"authenticator": "demo"}


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
    if not prepare_only:
        require_free(host, port, what="web")
        for stand_in in STAND_INS:
            for number in stand_in.ports:
                require_free("127.0.0.1", number, what=stand_in.what)
    os.environ.update(demonstration(f"http://{reachable(host)}:{port}"), TINHSO_PACK=pack)
    if prepare_only:
        with_database(lambda _: build(pack, dossiers))
        return

    def serve(tend: Callable[[], None] | None) -> None:
        build(pack, dossiers)
        server = _reloading(host, port) if reload else web(host, port)
        # The pages come first: who starts the demonstration waits for them, and nobody yet for the others.
        children = [server, *(replace(child, waits_for=(reachable(host), port)) for child in _others())]
        Supervisor(children, tend=tend).run(ready=lambda: _greet(host, port))

    with_database(serve)


def _others() -> list[Child]:
    return [*(stand_in.child() for stand_in in STAND_INS), worker(), *gateways()]


def demonstration(address: str) -> dict[str, str]:
    """Return the environment of the demonstration; what the caller has set already stays."""
    values = {
        "TINHSO_DEMONSTRATION": "1",
        "TINHSO_BASE_URL": address,
        "TINHSO_TRUST_URL": "http://127.0.0.1:8010",
        "TINHSO_AUTHENTICATOR_URL": "http://127.0.0.1:8011",
        "TINHSO_SMTP_HOST": "127.0.0.1",
        "TINHSO_SMTP_PORT": "8025",
        # Both sides of a stand-in sign with the same key, which lies in the data folder.
        "TINHSO_VENDOR_PAYMENT_STAND_IN_KEY": environment.secret("vendor-payment-stand-in-key"),
        "TINHSO_VENDOR_POST_STAND_IN_KEY": environment.secret("vendor-post-stand-in-key"),
        "TINHSO_VENDOR_DOCUMENT_AXIS_STAND_IN_KEY": environment.secret("vendor-document-axis-stand-in-key"),
        "TINHSO_VENDOR_NATIONAL_STAND_IN_KEY": environment.secret("vendor-national-stand-in-key"),
    }
    return {name: os.environ.get(name) or value for name, value in values.items()}


def build(pack: str, dossiers: int) -> None:
    """Bring structure, data pack and history to what the demonstration shows; does nothing when all is there."""
    mark = standing.fingerprint(pack, dossiers)
    if standing.stands(mark):
        return
    # Certificates of the demonstration are issued while its data are loaded.
    require_free("127.0.0.1", STAND_INS[0].ports[0], what=STAND_INS[0].what)
    trust = STAND_INS[0].child()
    process = subprocess.Popen(trust.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_until_open("127.0.0.1", 8010, seconds=30)
        run_tinhso("demo-data", "--pack", pack, "--dossiers", str(dossiers))
    finally:
        process.terminate()
        process.wait()
    standing.keep(mark)


def _reloading(host: str, port: int) -> Child:
    """Return Django's own server, which starts anew when a file changes."""
    return Child("web", [sys.executable, "-m", "django", "runserver", f"{host}:{port}"], {
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
    })  # fmt: skip


def _greet(host: str, port: int) -> None:
    """Print where everything is and who can sign in, once the web answers."""
    if not wait_until_open(reachable(host), port):
        return
    subprocess.run([*TINHSO, "demo-data", "--accounts"], check=False)
    click.echo("")
    addresses(
        [
            ("Tỉnh Số", os.environ["TINHSO_BASE_URL"] + "/"),
            (
                "Cổng kết nối của trục tích hợp",
                f"http://127.0.0.1:{environment.text('TINHSO_GATEWAY_PORT', '8020')}/r1/",
            ),
        ]
        + [(stand_in.what, f"http://127.0.0.1:{stand_in.ports[0]}/") for stand_in in STAND_INS]
    )
    click.echo("\nDừng: Ctrl-C")
