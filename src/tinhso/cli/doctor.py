"""``tinhso doctor``: is the installation well?

Problems end with exit code 1; warnings with 0, or 2 when that is asked.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import click
from django.conf import settings
from django.db import connection

from tinhso.config import environment
from tinhso.kernel.foundation.modules import MODULES, WARNING

_LEAST_FREE_BYTES, _LITTLE_FREE_BYTES = 500 * 2**20, 5 * 2**30
_MOST_CLOCK_SECONDS = 30


@click.command()
@click.option("--quiet", is_flag=True, help="Chỉ in lỗi và cảnh báo.")
@click.option("--strict", is_flag=True, help="Chỉ có cảnh báo (ví dụ chưa cấu hình ký số) cũng thoát với mã 2.")
def doctor(quiet: bool, strict: bool) -> None:
    """Khám cơ sở dữ liệu, đĩa, đồng hồ và mọi phân hệ; thoát với mã 1 khi có lỗi, 0 khi tốt hoặc chỉ có cảnh báo."""
    wrong = doubtful = 0
    for name, run in checks():
        found = examine(run)
        problems = [words for words in found if not words.startswith(WARNING)]
        warnings = [words.removeprefix(WARNING) for words in found if words.startswith(WARNING)]
        wrong, doubtful = wrong + len(problems), doubtful + len(warnings)
        if not found and not quiet:
            click.echo(f"  tốt       {name}")
        for words in problems:
            click.echo(f"  LỖI       {name}: {words}")
        for words in warnings:
            click.echo(f"  cảnh báo  {name}: {words}")
    click.echo(f"{wrong} lỗi, {doubtful} cảnh báo.")
    raise SystemExit(1 if wrong else 2 if strict and doubtful else 0)


def checks() -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """Yield the house's own checks, then those that the modules declare."""
    yield "Cơ sở dữ liệu", database
    yield "Cấu trúc cơ sở dữ liệu", migrations
    yield "Chỗ trống trên đĩa", disk
    yield "Đồng hồ", clock
    yield "Khóa bí mật", secrets
    for module in MODULES.values():
        for check in module.checks:
            yield check.name, check.run
    yield "Kết nối hệ thống bên ngoài", outside_systems


def outside_systems() -> list[str]:
    """Every outside system that the province has chosen answers."""
    from tinhso.kernel.outside.queries import probe_all

    return probe_all()


def examine(run: Callable[[], list[str]]) -> list[str]:
    """Run one check; a check that fails is itself a problem, and the others still run."""
    try:
        return run()
    except Exception as error:
        return [f"không khám được: {type(error).__name__}: {error}"]


def database() -> list[str]:
    """The server is new enough, keeps what it confirms, and has room for connections."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version_num')::int, current_setting('fsync'),"
            " current_setting('full_page_writes'), current_setting('server_encoding'),"
            " current_setting('max_connections')::int, (select count(*) from pg_stat_activity)"
        )
        version, fsync, pages, encoding, most, used = cursor.fetchone()
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        row = cursor.fetchone()
    found = []
    if version < 150000:
        found.append(f"PostgreSQL {version // 10000} quá cũ; cần 15 trở lên.")
    if encoding != "UTF8":
        found.append(f"Bảng mã là {encoding}; cần UTF8.")
    if "off" in (fsync, pages):
        found.append("fsync hoặc full_page_writes đang tắt: mất điện sẽ hỏng dữ liệu.")
    if used > most * 0.9:
        found.append(f"{WARNING}đã dùng {used}/{most} kết nối.")
    if row and row[0]:
        found.append(f"{WARNING}chương trình kết nối bằng quyền superuser; nên dùng tài khoản thường.")
    return found


def migrations() -> list[str]:
    """Every migration of the program has been applied."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"còn {len(plan)} bước chưa áp dụng: chạy tinhso migrate."] if plan else []


def disk() -> list[str]:
    """The data folder's disk has room."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    words = f"còn {free / 2**30:.1f} GB trống ở {settings.DATA_DIR}."
    if free < _LEAST_FREE_BYTES:
        return [words]
    return [WARNING + words] if free < _LITTLE_FREE_BYTES else []


def clock() -> list[str]:
    """The machine's clock and the database's agree: deadlines and signatures depend on them."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    apart = abs((datetime.now(UTC) - there).total_seconds())
    return [f"lệch {apart:.0f} giây so với cơ sở dữ liệu."] if apart > _MOST_CLOCK_SECONDS else []


def secrets() -> list[str]:
    """The secrets can be read by their owner alone; the demonstration is not mistaken for a real site."""
    open_ones = [path for path in sorted((environment.data_dir() / "secrets").glob("*")) if path.stat().st_mode & 0o077]
    found = [f"{path} đọc được bởi tài khoản khác: chmod go-rwx." for path in open_ones]
    if settings.DEBUG:
        found.append(f"{WARNING}TINHSO_DEBUG đang bật; không dùng khi chạy thật.")
    if settings.DEMONSTRATION and settings.BASE_URL.startswith("https://"):
        found.append("Chế độ trình diễn đang bật trên một địa chỉ https: tài khoản trình diễn có mật khẩu công khai.")
    return found
