"""Every app has the same rooms, files stay readable, views do not write, and nothing private leaks in."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tinhso"
MOST_LINES = 500
WRITES = re.compile(r"\.(save|objects|delete|bulk_create|update_or_create|get_or_create)\b\s*[(.]")
ADDRESS = re.compile(r"https?://")


def tracked(*patterns):
    """Return the files that git knows or would add; in a tree without git, all that are there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git repository")
    return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


def sources():
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def name(path):
    return str(path.relative_to(ROOT))


def test_no_file_of_code_is_longer_than_can_be_read():
    long = {name(path): n for path in sources() if (n := len(path.read_text().splitlines())) > MOST_LINES}
    assert not long


def test_every_module_says_what_it_is_for():
    mute = [
        name(p) for p in sources() if p.read_text().strip() and not p.read_text().lstrip().startswith(('"""', 'r"""'))
    ]
    assert not mute


def test_nothing_is_left_for_later():
    words = ("TO" + "DO", "FIX" + "ME", "X" * 3 + ":")
    found = [name(p) for p in sources() if any(re.search(rf"\b{word}", p.read_text()) for word in words)]
    assert not found


def test_views_and_apis_never_write_nor_query_by_themselves():
    doors = [p for p in sources() if p.is_relative_to(SOURCE) and "tests" not in p.parts and "cli" not in p.parts]
    doors = [p for p in doors if p.name in {"views.py", "api.py"} or "views" in p.parts]
    found = [f"{name(p)}: {match.group()}" for p in doors for match in WRITES.finditer(p.read_text())]
    assert not found


def test_every_app_names_itself_after_its_folder():
    for path in SOURCE.glob("*/*/apps.py"):
        dotted = ".".join(path.parent.relative_to(SOURCE.parent).parts)
        assert f'name = "{dotted}"' in path.read_text(), name(path)


def test_lock_files_name_no_registry_and_pin_every_package_by_hash():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert not ADDRESS.search(text), name(path)
        packages = re.findall(r"^[a-z0-9][^\s=]*==\S+", text, re.MULTILINE | re.IGNORECASE)
        assert packages
        assert text.count("--hash=sha256:") >= len(packages), name(path)


def test_the_frontend_lock_file_names_no_registry():
    lock = ROOT / "frontend" / "package-lock.json"
    assert not re.search(r'"resolved":\s*"https?://', lock.read_text())


def test_nothing_refers_to_places_outside_the_repository():
    forbidden = ("/" + "work/", "shared" + "/design", "shared" + "/standards", "../" + "shared")
    found = []
    for path in tracked():
        if path.suffix in {".ttf", ".woff2", ".png", ".jpg", ".pdf", ".ico", ".geojson"}:
            continue
        text = path.read_text(errors="ignore")
        found += [f"{name(path)}: {word}" for word in forbidden if word in text]
    assert not found
