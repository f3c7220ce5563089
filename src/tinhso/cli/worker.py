"""``tinhso worker``: the process that runs background jobs."""

import click

from tinhso.kernel.events.worker import Options, run


@click.command()
@click.option(
    "--concurrency", default=4, show_default=True, envvar="TINHSO_WORKER_CONCURRENCY", help="Số việc chạy cùng lúc."
)
@click.option("--queue", "queues", multiple=True, help="Chỉ chạy hàng đợi này (dùng được nhiều lần).")
@click.option("--heartbeat", default=5.0, show_default=True, help="Số giây giữa hai nhịp báo còn sống.")
@click.option(
    "--stalled-after",
    default=30.0,
    show_default=True,
    envvar="TINHSO_WORKER_STALLED_SECONDS",
    help="Sau chừng này giây không có nhịp, việc của tiến trình đã chết được chạy lại.",
)
@click.option("--once", is_flag=True, help="Chạy hết việc đang chờ rồi thoát.")
def worker(concurrency: int, queues: tuple[str, ...], heartbeat: float, stalled_after: float, once: bool) -> None:
    """Chạy tiến trình xử lý công việc nền; dừng êm khi nhận SIGTERM."""
    run(Options(concurrency, queues, min(heartbeat, stalled_after / 3), stalled_after, once=once))
