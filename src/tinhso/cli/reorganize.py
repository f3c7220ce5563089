"""``tinhso reorganize``: a plan of reorganisation checked, previewed, run, undone, closed."""

from pathlib import Path

import click

from tinhso.cli.loading.pack import Pack, PackError
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.reorganization import queries, services
from tinhso.kernel.reorganization.models import Plan, Run
from tinhso.kernel.reorganization.preview import Preview, preview
from tinhso.kernel.reorganization.reader import read_plan

FOLDER = "reorganization"


@click.group()
def reorganize() -> None:
    """Sắp xếp đơn vị theo kế hoạch: kiểm tra, xem trước, thực hiện, hoàn tác, chốt."""


def _fail(error: Refused) -> click.ClickException:
    words = "\n".join(error.fields.values()) if isinstance(error, Invalid) else error.message
    return click.ClickException(words)


def _text(source: str) -> str:
    """Return the text of a file, or of a plan of a data pack named ``pack:plan``."""
    path = Path(source)
    if not path.is_file() and ":" in source:
        pack, _colon, name = source.partition(":")
        try:
            path = Pack.named(pack).folder / FOLDER / f"{name}.yaml"
        except PackError as error:
            raise click.ClickException(str(error)) from error
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"Không đọc được tệp {source}. Hãy xem lại đường dẫn; tệp phải là UTF-8.") from error


def _plan(code: str) -> Plan:
    try:
        return queries.plan_by_code(code)
    except Refused as error:
        raise _fail(error) from error


def _run(code: str) -> Run:
    run = queries.last_run(_plan(code))
    if run is None:
        raise click.ClickException(f"Kế hoạch {code} chưa được thực hiện lần nào.")
    return run


@reorganize.command()
@click.argument("file")
@click.option("--check", is_flag=True, help="Chỉ kiểm tra, không lưu.")
def plan(file: str, check: bool) -> None:
    """Kiểm tra và lưu kế hoạch từ FILE (tệp YAML, hoặc gói:tên như thanh-hoa:2025-07-01)."""
    try:
        text = _text(file)
        read = read_plan(text)
        if not check:
            services.save_plan(SYSTEM, text)
    except Refused as error:
        raise _fail(error) from error
    ends = sum(source.ends for source in read.sources.values())
    begins = sum(not heir.existing for heir in read.heirs.values())
    click.echo(f"{read.title}: {ends} đơn vị kết thúc, {begins} đơn vị mới, hiệu lực {read.effective_on:%d/%m/%Y}.")
    click.echo("Tệp hợp lệ, không lưu." if check else f"Đã lưu kế hoạch {read.code}.")


@reorganize.command(name="preview")
@click.argument("code")
def show(code: str) -> None:
    """Xem trước kế hoạch CODE: những gì chuyển, những điều phải quyết định. Không ghi gì."""
    tell(preview(read_plan(_plan(code).text)))


def tell(found: Preview) -> None:
    """Write a dry run's report."""
    click.echo(f"Đơn vị kết thúc: {found.ending}; đơn vị mới: {found.beginning}; người: {found.people}.")
    for row in found.kinds:
        split = f" (trong đó {row.split} ở đơn vị chia tách)" if row.split else ""
        click.echo(f"  {row.group_name}: {row.name}: {row.count}{split}")
    for words in found.splits[:40]:
        click.echo(f"  Chia tách: {words}")
    if found.conflicts:
        click.echo(f"Phải quyết định {len(found.conflicts)} điều:")
        for conflict in found.conflicts[:100]:
            click.echo(f"  Dòng {conflict.line}: {conflict.words} {conflict.remedy}")
    else:
        click.echo("Không có điều gì phải quyết định: thực hiện được.")


class Bar:
    """The progress of a run on the terminal."""

    def __init__(self) -> None:
        self.shown = -1

    def __call__(self, run: Run) -> None:
        share = 100 * min(run.done if run.state != "undoing" else run.back, run.total) // max(run.total, 1)
        if share // 5 != self.shown:
            self.shown = share // 5
            click.echo(f"  bước {run.position}: {share}%")


@reorganize.command()
@click.argument("code")
@click.option("--background", is_flag=True, help="Để tiến trình worker làm; lệnh kết thúc ngay.")
def run(code: str, background: bool) -> None:
    """Thực hiện kế hoạch CODE; đang dở thì làm tiếp từ bước đã dừng."""
    try:
        standing = queries.last_run(_plan(code))
        if standing is None or standing.state == "undone":
            standing = services.start(SYSTEM, _plan(code), background=background)
        elif background:
            services.resume(SYSTEM, standing)
        if background:
            click.echo("Đã giao cho tiến trình nền.")
            return
        _finish(services.go_on(standing.pk, progress=Bar()))
    except Refused as error:
        raise _fail(error) from error


def _finish(done: Run) -> None:
    click.echo(f"{done.get_state_display()}: {done.position} bước, {done.done} dòng chuyển, {done.back} dòng trả về.")
    for line in queries.sums(done):
        mark = "" if line.before == line.after or line.after is None else "  ≠"
        click.echo(f"  {line.name}: trước {line.before}, sau {line.after}{mark}")


@reorganize.command()
@click.argument("code")
@click.option("--reason", required=True, help="Lý do hoàn tác.")
def undo(code: str, reason: str) -> None:
    """Hoàn tác lần thực hiện kế hoạch CODE; việc mới phát sinh ở đơn vị mới ở lại đó."""
    try:
        standing = _run(code)
        if standing.state != "undoing":
            standing = services.undo(SYSTEM, standing, reason=reason, background=False)
        _finish(services.go_on(standing.pk, progress=Bar()))
    except Refused as error:
        raise _fail(error) from error


@reorganize.command()
@click.argument("code")
@click.confirmation_option(prompt="Chốt rồi thì không hoàn tác được nữa. Chốt?")
def close(code: str) -> None:
    """Chốt việc sắp xếp theo kế hoạch CODE."""
    try:
        services.close(SYSTEM, _run(code))
    except Refused as error:
        raise _fail(error) from error
    click.echo("Đã chốt.")
