"""``tinhso carrier``: the process that takes documents from NATS JetStream, where ``NATS_URL`` is set."""

import signal
import threading

import click


@click.command()
def carrier() -> None:
    """Nhận văn bản và biên nhận từ hàng đợi NATS JetStream; dừng êm khi nhận SIGTERM."""
    from django.conf import settings

    from tinhso.kits.exchange.messages.services import streaming

    if not settings.NATS_URL:
        raise click.ClickException("Chưa đặt NATS_URL: văn bản đi bằng HTTP, không cần tiến trình này.")
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    streaming.listen(ending.is_set)
