"""A backup holds everything, tells when it is damaged, and comes back whole."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import click
import psycopg
import pytest

from tinhso.cli.backup import verify
from tinhso.kernel.foundation.embedded import EmbeddedServer

pytestmark = pytest.mark.faults


@pytest.fixture
def installation():
    """A data folder with a running server, a table, a stored file and a secret."""
    base = Path(tempfile.mkdtemp(prefix="tinhso-test-"))
    base.chmod(0o755)
    data = base / "data"
    with psycopg.connect(EmbeddedServer(data / "postgres").url(), autocommit=True) as connection:
        connection.execute("create table thing as select n from generate_series(1, 500) n")
    place = data / "files" / "content" / "ab"
    place.mkdir(parents=True)
    (place / "abcd").write_bytes(b"noi dung " * 1000)
    (data / "files" / "incoming").mkdir()
    (data / "files" / "incoming" / "half.part").write_bytes(b"half")
    (data / "secrets" / "signing").mkdir(parents=True)
    (data / "secrets" / "signing" / "seal.p12").write_bytes(b"key")
    (data / "trust").mkdir()
    (data / "trust" / "root.pem").write_text("root")
    (data / "audit-head").write_text("{}")
    (data / "secrets" / "secret-key").write_text("kept")
    yield data
    for folder in base.iterdir():
        EmbeddedServer(folder / "postgres").stop()
    shutil.rmtree(base)


def tinhso(data, *words):
    environment = {**os.environ, "TINHSO_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "tinhso.cli", *[str(word) for word in words]]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_everything_comes_back_in_another_folder(installation):
    archive = installation.parent / "a.tar"
    assert tinhso(installation, "backup", archive).returncode == 0
    assert archive.stat().st_mode & 0o777 == 0o600
    fresh = installation.parent / "fresh"
    said = tinhso(fresh, "restore", archive).stdout
    assert "Đã khôi phục" in said
    with psycopg.connect(EmbeddedServer(fresh / "postgres").url()) as connection:
        assert connection.execute("select count(*), max(n) from thing").fetchone() == (500, 500)
    assert (fresh / "files/content/ab/abcd").read_bytes() == b"noi dung " * 1000
    assert (fresh / "secrets/secret-key").read_text() == "kept"
    assert (fresh / "secrets/signing/seal.p12").read_bytes() == b"key", "what signs papers comes back too"
    assert (fresh / "trust/root.pem").read_text() == "root"
    assert not (fresh / "files/incoming").exists(), "an unfinished upload is not part of a backup"


def test_a_database_with_data_is_not_overwritten_unasked_and_is_kept_when_asked(installation):
    archive = installation.parent / "a.tar"
    tinhso(installation, "backup", archive)
    url = EmbeddedServer(installation / "postgres").url()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("insert into thing values (501)")
        assert "--replace" in tinhso(installation, "restore", archive).stderr
        assert "kết nối" in tinhso(installation, "restore", "--replace", archive).stderr, "somebody is connected"
    assert "Đã khôi phục" in tinhso(installation, "restore", "--replace", archive).stdout
    with psycopg.connect(url) as connection:
        assert connection.execute("select max(n) from thing").fetchone() == (500,)
    assert list(installation.glob("database.before-*.dump"))
    assert list(installation.glob("audit-head.before-*")), "a newer head would call the restored log cut off"
    assert not (installation / "audit-head").exists()


def test_a_damaged_archive_is_refused_and_nothing_is_written(installation):
    archive = installation.parent / "a.tar"
    tinhso(installation, "backup", archive)
    content = bytearray(archive.read_bytes())
    at = content.index(b"noi dung ")
    content[at] ^= 1
    archive.write_bytes(content)
    done = tinhso(installation.parent / "fresh", "restore", archive)
    assert done.returncode == 1
    assert "files/content/ab/abcd" in done.stderr
    archive.write_bytes(content[: len(content) // 2])
    assert tinhso(installation.parent / "fresh", "restore", archive).returncode == 1


def test_a_member_too_many_is_refused():
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, text in (("secrets/extra", "x"), ("manifest.json", json.dumps({"format": 1, "members": {}}))):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    stream.seek(0)
    with tarfile.open(fileobj=stream) as tar, pytest.raises(click.ClickException, match="secrets/extra"):
        verify(tar)
