"""``tinhso new module``: the frame of a module that passes lint, types, import contracts and its test at once."""

import keyword
import re
from itertools import groupby
from pathlib import Path
from string import Template

import click

import tinhso

FLOORS = ("kits", "government", "sectors", "desks")
TEMPLATES = Path(__file__).parent / "templates" / "module"


@click.group()
def new() -> None:
    """Tạo khung mã nguồn."""


@new.command()
@click.argument("name")
@click.option("--floor", type=click.Choice(FLOORS), required=True, help="Tầng của phân hệ.")
@click.option("--title", default="", help="Tên tiếng Việt hiện trên giao diện.")
@click.option(
    "--source", type=click.Path(file_okay=False, path_type=Path), help="Thư mục src/tinhso (mặc định: bản đang chạy)."
)
def module(name: str, floor: str, title: str, source: Path | None) -> None:
    """Tạo phân hệ NAME (chữ thường, số, gạch dưới) ở một tầng."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", name) or keyword.iskeyword(name):
        raise click.ClickException("Tên phân hệ gồm chữ thường, số, gạch dưới, bắt đầu bằng chữ; ví dụ: tourism.")
    root = source or Path(tinhso.__file__).parent
    folder = root / floor / name
    if folder.exists():
        raise click.ClickException(f"{folder} đã có.")
    standing = [place for place in root.glob(f"*/{name}") if (place / "apps.py").exists()]
    if standing:
        raise click.ClickException(f"Đã có phân hệ cùng tên ở {standing[0]}: tên phân hệ là duy nhất.")
    values = {
        "name": name,
        "floor": floor,
        "title": title or name.replace("_", " ").capitalize(),
        "Class": "".join(part.capitalize() for part in name.split("_")),
        "address": name.replace("_", "-"),
    }
    for template in sorted(TEMPLATES.rglob("*.txt")):
        target = folder / Template(str(template.relative_to(TEMPLATES).with_suffix(""))).substitute(values)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = Template(template.read_text(encoding="utf-8")).substitute(values)
        target.write_text(_sorted_imports(text), encoding="utf-8")
    click.echo(f"Đã tạo {folder}.")
    click.echo(f"Bật phân hệ: thêm {floor}.{name} vào TINHSO_MODULES (docs/operators/settings.md).")


def _sorted_imports(text: str) -> str:
    """Return the text with each run of this house's imports in order: where the module stands depends on its floor."""
    lines = text.splitlines(keepends=True)
    result: list[str] = []
    for ours, run in groupby(lines, key=lambda line: line.startswith("from tinhso.")):
        block = list(run)
        result += sorted(block, key=lambda line: line.split()[1]) if ours else block
    return "".join(result)
