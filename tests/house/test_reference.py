"""The lists that people look things up in are those of the code."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r'"(TINHSO_[A-Z0-9_]+|DATABASE_URL)"')
SECRET = re.compile(r'\bsecret\("([a-z-]+)"\)')


def test_the_lists_of_events_audit_events_and_permissions_are_current():
    done = subprocess.run(
        [sys.executable, "-m", "tinhso.cli", "docs", "lists", "--check", "--folder", ROOT / "docs/reference"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_variable_that_the_code_reads_is_explained_to_operators():
    text = (ROOT / "docs/operators/settings.md").read_text()
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        if "tests" in path.parts:
            continue
        content = path.read_text()
        used |= set(VARIABLE.findall(content))
        used |= {"TINHSO_" + found.upper().replace("-", "_") for found in SECRET.findall(content)}
    used -= {"TINHSO_TEST_DB", "TINHSO_"}
    assert used
    assert not sorted(variable for variable in used if f"`{variable}`" not in text)


def test_both_readmes_tell_the_same_commands():
    commands = [
        re.findall(r"^(?:make|tinhso|git|\.venv/bin/tinhso)\b[^\n#]*", (ROOT / file).read_text(), re.MULTILINE)
        for file in ("README.md", "README.vi.md")
    ]
    assert commands[0]
    assert [c.strip() for c in commands[0]] == [c.strip() for c in commands[1]]


def test_the_makefile_has_every_target_that_the_readme_names():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert named <= targets
