"""``tinhso new module`` makes a module that passes lint, types, import contracts, migrations and its tests at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tinhso.cli.new import new
from tinhso.config import environment

ROOT = Path(__file__).resolve().parents[4]
BIN = Path(sys.executable).parent


@pytest.fixture
def house(tmp_path):
    """A copy of the source, in which a module may be made."""
    leave = shutil.ignore_patterns("__pycache__", "dist", "*.egg-info", "packs", "node_modules")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=leave)
    (tmp_path / "tests").mkdir()
    for name in (
        "pyproject.toml",
        "conftest.py",
        "requirements",
        "tests/database_template.py",
        "tests/quick_emptying.py",
    ):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(house, *command):
    environment = {
        **os.environ,
        "PYTHONPATH": str(house / "src"),
        "TINHSO_MODULES": "kits.exchange sectors.fishery",
        "TINHSO_DATA": os.environ.get("TINHSO_DATA") or str(ROOT / "var"),
        "TINHSO_TEST_DB": f"{os.environ.get('TINHSO_TEST_DB', 'test_tinhso')}_new",
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
    }
    environment.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_module_is_well_from_its_first_minute(house):
    python = sys.executable
    run(house, python, "-m", "tinhso.cli", "new", "module", "fishery", "--floor", "sectors", "--title", "Thủy sản")
    made = house / "src/tinhso/sectors/fishery"
    assert (made / "module.py").exists()
    run(house, BIN / "ruff", "check", made)
    run(house, BIN / "ruff", "format", "--check", made)
    run(house, BIN / "lint-imports")
    run(house, python, "-m", "django", "makemigrations", "fishery", "--check", "--dry-run")
    assert "passed" in run(house, python, "-m", "pytest", str(made), "-rA")


def test_imports_are_in_order_on_every_floor(house):
    for floor in ("kits", "government", "desks"):
        run(house, sys.executable, "-m", "tinhso.cli", "new", "module", f"sample_{floor}", "--floor", floor)
        run(house, BIN / "ruff", "check", house / "src/tinhso" / floor / f"sample_{floor}")


@pytest.mark.parametrize("name", ["Tourism", "2x", "class", "du-lich", "x" * 40, "../x"])
def test_a_name_that_python_would_not_take_is_refused(tmp_path, name):
    command = [sys.executable, "-m", "tinhso.cli", "new", "module", name, "--floor", "kits", "--source", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Tên phân hệ" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_name_that_another_module_has_is_refused():
    command = [sys.executable, "-m", "tinhso.cli", "new", "module", "procedures", "--floor", "sectors"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "cùng tên" in done.stderr


def test_a_module_is_added_to_those_that_are_on_by_default(monkeypatch):
    for given, whole in (
        ("+sectors.x", ["kits.a", "desks.b", "sectors.x"]),
        ("+sectors.x, +kits.a", ["kits.a", "desks.b", "sectors.x"]),
        ("sectors.x", ["sectors.x"]),
        ("", ["kits.a", "desks.b"]),
    ):
        monkeypatch.setenv("TINHSO_WORDS", given)
        assert environment.words("TINHSO_WORDS", "kits.a desks.b") == whole


def test_a_register_is_one_class_and_its_test_and_a_second_joins_it(tmp_path):
    for name, title in (("hive", "Tổ ong"), ("apiary_owner", "Chủ trại ong")):
        given = ["register", name, "--module", "beekeeping", "--title", title, "--source", str(tmp_path)]
        made = CliRunner().invoke(new, given, env={"TINHSO_MODULES": None})
        assert made.exit_code == 0
        assert 'export TINHSO_MODULES="+sectors.beekeeping"' in made.output
        again = CliRunner().invoke(new, given)
        assert again.exit_code == 1
        assert "đã có" in again.output
    folder = tmp_path / "sectors" / "beekeeping"
    text = (folder / "models.py").read_text(encoding="utf-8")
    compile(text, "models.py", "exec")
    assert text.count("import Register\n") == 1
    assert [line for line in text.splitlines() if line.startswith("class ")] == [
        "class Hive(Register):",
        "class ApiaryOwner(Register):",
    ]
    assert (folder / "tests" / "test_hive.py").exists()
    assert (folder / "tests" / "test_apiary_owner.py").exists()
