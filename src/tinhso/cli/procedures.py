"""``tinhso procedures``: procedures out of files and into files, in the form of the data packs."""

from pathlib import Path

import click

from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures import files


@click.group()
def procedures() -> None:
    """Nhập, xuất thủ tục bằng tệp YAML, JSON hoặc ZIP."""


@procedures.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Chỉ nói sẽ đổi gì, không ghi gì.")
@click.option(
    "--publish", is_flag=True, help="Công bố luôn theo quyết định và ngày ghi trong tệp; không chọn thì thành bản soạn."
)
def take_in(path: Path, check: bool, publish: bool) -> None:
    """Nhập thủ tục từ PATH; tệp có lỗi được kể ra với số dòng và bị bỏ qua. Thoát với mã 1 khi có tệp lỗi."""
    from tinhso.desks.administration.builder import importing

    planned = importing.plan(files.read(path.name, path.read_bytes()))
    words = {importing.NEW: "mới", importing.CHANGED: "đổi", importing.SAME: "không đổi", importing.WRONG: "LỖI"}
    for one in planned:
        click.echo(f"  {words[one.state]:<10} {one.file.name} {one.code} {one.name}".rstrip())
        for difference in one.differences:
            before, after = difference.before or "(mới)", difference.after or "(bỏ)"
            click.echo(f"      {difference.section} – {difference.label}: {before} → {after}")
        for fault in one.faults:
            click.echo(f"      {fault}")
    wrong = sum(1 for one in planned if one.state == importing.WRONG)
    left: list[str] = []
    if not check:
        taken, left = importing.take_in(SYSTEM, planned, publish=publish)
        for reason in left:
            click.echo(f"  chưa nhập  {reason}")
        click.echo(f"Đã nhập {taken} thủ tục" + (" và công bố." if publish else " thành bản soạn."))
    raise SystemExit(1 if wrong or left else 0)


@procedures.command("export")
@click.argument("codes", nargs=-1)
@click.option("--field", default="", metavar="MÃ", help="Chỉ thủ tục của một lĩnh vực.")
@click.option(
    "--to", "path", required=True, type=click.Path(path_type=Path), help="Tệp .zip, hoặc .yaml khi chỉ một thủ tục."
)
def give_out(codes: tuple[str, ...], field: str, path: Path) -> None:
    """Xuất phiên bản mới nhất của mọi thủ tục, hoặc của các mã CODES."""
    from tinhso.desks.administration.builder import queries

    versions = queries.versions_to_export(field, codes)
    if not versions:
        raise click.ClickException("Không có thủ tục nào đã công bố khớp với lựa chọn.")
    texts = [
        (
            f"{version.procedure.code}.yaml",
            files.as_yaml(version.definition, valid_from=version.valid_from, decision=version.decision),
        )
        for version in versions
    ]
    if path.suffix == ".zip":
        path.write_bytes(files.as_zip(texts))
    elif len(texts) == 1:
        path.write_text(texts[0][1], encoding="utf-8")
    else:
        raise click.ClickException(f"{len(texts)} thủ tục phải xuất ra một tệp .zip.")
    click.echo(f"Đã xuất {len(texts)} thủ tục ra {path}.")
