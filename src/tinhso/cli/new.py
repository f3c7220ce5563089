"""``tinhso new module``: the frame of a module that passes lint, types, import contracts and its test at once."""

import keyword
import re
import sys
from itertools import groupby
from pathlib import Path
from string import Template

import click

import tinhso
from tinhso.config import environment

FLOORS = ("kits", "government", "sectors", "desks")
TEMPLATES = Path(__file__).parent / "templates"


@click.group()
def new() -> None:
    """Tạo khung mã nguồn: phân hệ, sổ."""


@new.command()
@click.argument("name")
@click.option("--floor", type=click.Choice(FLOORS), required=True, help="Tầng của phân hệ.")
@click.option("--title", default="", help="Tên tiếng Việt hiện trên giao diện.")
@click.option(
    "--source", type=click.Path(file_okay=False, path_type=Path), help="Thư mục src/tinhso (mặc định: bản đang chạy)."
)
def module(name: str, floor: str, title: str, source: Path | None) -> None:
    """Tạo phân hệ NAME (chữ thường, số, gạch dưới) ở một tầng."""
    _good_name(name, "Tên phân hệ")
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
        "Class": _class_name(name),
        "address": name.replace("_", "-"),
    }
    _write(TEMPLATES / "module", folder, values)
    click.echo(f"Đã tạo {folder}.")
    _tell_switch(floor, name)


@new.command()
@click.argument("name")
@click.option("--module", required=True, help="Phân hệ chứa sổ; chưa có thì được tạo.")
@click.option("--floor", type=click.Choice(FLOORS), default="sectors", show_default=True, help="Tầng của phân hệ.")
@click.option("--title", default="", help="Tên tiếng Việt của sổ.")
@click.option(
    "--source", type=click.Path(file_okay=False, path_type=Path), help="Thư mục src/tinhso (mặc định: bản đang chạy)."
)
def register(name: str, module: str, floor: str, title: str, source: Path | None) -> None:
    """Tạo sổ NAME (chữ thường, số, gạch dưới): một lớp và bài thử của nó (docs/developers/add-register.md)."""
    _good_name(name, "Tên sổ")
    _good_name(module, "Tên phân hệ")
    root = source or Path(tinhso.__file__).parent
    folder = root / floor / module
    standing = [place for place in root.glob(f"*/{module}") if place != folder and (place / "apps.py").exists()]
    if standing:
        raise click.ClickException(f"Đã có phân hệ cùng tên ở {standing[0]}: tên phân hệ là duy nhất.")
    words = title or name.replace("_", " ").capitalize()
    values = {
        "name": name,
        "module": module,
        "floor": floor,
        "title": words,
        "low_title": words[:1].lower() + words[1:],
        "Class": _class_name(name),
        "Module": _class_name(module),
        "address": name.replace("_", "-"),
    }
    test = folder / "tests" / f"test_{name}.py"
    if test.exists():
        raise click.ClickException(f"{test} đã có.")
    models = folder / "models.py"
    before = models.read_text(encoding="utf-8") if models.exists() else ""
    if re.search(rf"^class {values['Class']}\b", before, re.MULTILINE):
        raise click.ClickException(f"{models} đã có lớp {values['Class']}.")
    _write(TEMPLATES / "register", folder, values, keep=True)
    if before:
        models.write_text(_joined(before, _filled(TEMPLATES / "register" / "models.py.txt", values)), encoding="utf-8")
    click.echo(f"Đã tạo lớp {values['Class']} trong {models}, và {test}.")
    click.echo("Sửa các mục trong lớp.")
    _tell_switch(floor, module)
    click.echo("Tạo bảng:")
    click.echo(
        f"  DJANGO_SETTINGS_MODULE=tinhso.config.settings {Path(sys.executable)} -m django makemigrations {module}"
    )


def _tell_switch(floor: str, module: str) -> None:
    """Say how the module is switched on, for every later command of the shell."""
    added = environment.text("TINHSO_MODULES")
    rest = " ".join(word for word in added.replace(",", " ").split() if word.startswith("+"))
    words = f"{rest} +{floor}.{module}".strip()
    click.echo("Bật phân hệ; mọi lệnh sau đó cần dòng này (docs/operators/settings.md):")
    click.echo(f'  export TINHSO_MODULES="{words}"')


def _good_name(name: str, what: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", name) or keyword.iskeyword(name):
        raise click.ClickException(f"{what} gồm chữ thường, số, gạch dưới, bắt đầu bằng chữ; ví dụ: tourism.")


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _filled(template: Path, values: dict[str, str]) -> str:
    return _sorted_imports(Template(template.read_text(encoding="utf-8")).substitute(values))


def _write(templates: Path, folder: Path, values: dict[str, str], *, keep: bool = False) -> None:
    """Fill every template into the folder; ``keep`` leaves files that are there as they are."""
    for template in sorted(templates.rglob("*.txt")):
        target = folder / Template(str(template.relative_to(templates).with_suffix(""))).substitute(values)
        if keep and target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_filled(template, values), encoding="utf-8")


def _joined(before: str, added: str) -> str:
    """Return a file of models with the class of another put at its end, and the imports that it lacks at its top."""
    imports, _class, body = added.partition("\n\nclass ")
    names: dict[str, set[str]] = {}
    kept = []
    for line in [*before.splitlines(keepends=True), *(f"{text}\n" for text in imports.splitlines())]:
        found = re.match(r"from (\S+) import (?!\()([^#\n]+)$", line)
        if found and " as " not in line:
            names.setdefault(found[1], set()).update(name.strip() for name in found[2].split(","))
    for line in before.splitlines(keepends=True):
        found = re.match(r"from (\S+) import (?!\()([^#\n]+)$", line)
        if found and found[1] in names and " as " not in line:
            line = f"from {found[1]} import {', '.join(sorted(names.pop(found[1]), key=str.lower))}\n"
        kept.append(line)
    first = next((place for place, line in enumerate(kept) if line.startswith(("from ", "import "))), len(kept))
    new = [f"from {module} import {', '.join(sorted(found, key=str.lower))}\n" for module, found in names.items()]
    if " as _\n" not in before and "gettext_lazy as _" in imports:
        new.append("from django.utils.translation import gettext_lazy as _\n")
    kept[first:first] = new
    return "".join(kept).rstrip("\n") + "\n\n\nclass " + body


def _sorted_imports(text: str) -> str:
    """Return the text with each run of this house's imports in order: where the module stands depends on its floor."""
    lines = text.splitlines(keepends=True)
    result: list[str] = []
    for ours, run in groupby(lines, key=lambda line: line.startswith("from tinhso.")):
        block = list(run)
        result += sorted(block, key=lambda line: line.split()[1]) if ours else block
    return "".join(result)
