"""``tinhso migrate`` and ``tinhso database``: the structure of the database, and the embedded server."""

import os
import subprocess

import click

from tinhso.config import environment
from tinhso.kernel.foundation import migrating
from tinhso.kernel.foundation.embedded import DatabaseUnavailable, EmbeddedServer, binaries


@click.command()
@click.option("--check", is_flag=True, help="Chỉ xem còn bước nào chưa áp dụng; thoát với mã 1 khi còn.")
def migrate(check: bool) -> None:
    """Đưa cấu trúc cơ sở dữ liệu lên đúng phiên bản của chương trình."""
    migrating.migrate(check_unapplied=check, verbosity=1 if check else 0)
    if not check:
        click.echo("Cấu trúc cơ sở dữ liệu đã đúng phiên bản.")


@click.group()
def database() -> None:
    """Cơ sở dữ liệu nhúng trong thư mục dữ liệu (TINHSO_DATA)."""


def embedded() -> EmbeddedServer:
    """Return the embedded server; refuse when an external database is configured."""
    if environment.text("DATABASE_URL"):
        raise click.ClickException("DATABASE_URL đang đặt: cơ sở dữ liệu ở ngoài, không phải bản nhúng.")
    return EmbeddedServer(environment.data_dir() / "postgres")


@database.command()
def start() -> None:
    """Khởi động và in địa chỉ kết nối."""
    try:
        click.echo(embedded().url())
    except DatabaseUnavailable as error:
        raise click.ClickException(str(error)) from error


@database.command()
def stop() -> None:
    """Dừng; dữ liệu đã ghi không mất."""
    embedded().stop()
    click.echo("Cơ sở dữ liệu nhúng đã dừng.")


@database.command()
def status() -> None:
    """Cho biết đang chạy hay không; thoát với mã 3 khi không chạy."""
    found = embedded().status()
    if not found.running:
        click.echo(f"Không chạy ({found.data}).")
        raise SystemExit(3)
    state = "sẵn sàng" if found.ready else "đang khởi động"
    click.echo(f"Đang chạy, {state}: tiến trình {found.pid}, socket {found.socket_folder}, dữ liệu {found.data}.")


@database.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def shell(words: tuple[str, ...]) -> None:
    """Mở psql trên cơ sở dữ liệu đang dùng (nhúng hoặc ở ngoài)."""
    url = environment.text("DATABASE_URL") or embedded().url()
    program = str(binaries() / "bin" / "psql")
    raise SystemExit(subprocess.run([program, url, *words], env=os.environ, check=False).returncode)
