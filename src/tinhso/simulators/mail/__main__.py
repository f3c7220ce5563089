"""``python -m tinhso.simulators.mail``: the stand-in mail server as a process."""

import signal
from pathlib import Path
from threading import Thread
from types import FrameType

import click

from tinhso.simulators.mail.pages import server
from tinhso.simulators.mail.smtp import controller
from tinhso.simulators.mail.store import Store


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--smtp-port", default=8025, show_default=True, help="Cổng nhận thư.")
@click.option("--http-port", default=8026, show_default=True, help="Cổng xem thư.")
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Thư mục giữ thư.")
def main(host: str, smtp_port: int, http_port: int, folder: Path) -> None:
    """Chạy hộp thư giả lập: nhận mọi thư, không gửi đi đâu."""
    store = Store(folder)
    smtp = controller(store, host=host, port=smtp_port)
    http = server(store, host=host, port=http_port)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal handler's signature
        # serve_forever must be told from another thread than its own.
        Thread(target=http.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    smtp.start()
    click.echo(f"Hộp thư giả lập: SMTP {host}:{smtp_port}, xem thư tại http://{host}:{http_port}/")
    http.serve_forever()
    smtp.stop()


if __name__ == "__main__":
    main()
