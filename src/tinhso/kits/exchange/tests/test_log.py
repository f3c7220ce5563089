"""The log of the exchange: signed, chained, timestamped; whatever changes in it is found and named."""

import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.signing import services as signing
from tinhso.kits.exchange import keys, log, sealing, stamping, verification
from tinhso.kits.exchange.models import LogRecord, LogStamp

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    settings.TRUST_URL = settings.TIMESTAMP_URL = ""


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    """Two trust services as processes: the province's, and one that nobody here trusts."""
    processes, addresses = [], []
    for name in ("trusted", "other"):
        folder = tmp_path_factory.mktemp(name)
        command = [sys.executable, "-m", "tinhso.simulators.trust", "--port", "0", "--folder", str(folder)]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    for process in processes:
        addresses.append(re.search(r"http://[^/]+", process.stdout.readline()).group())
    yield addresses
    for process in processes:
        process.terminate()
        process.wait(20)


@pytest.fixture
def stamped(authorities, settings):
    """Trust the first authority, and take timestamps from it."""
    settings.TRUST_URL = authorities[0]
    settings.TIMESTAMP_URL = f"{authorities[0]}/tsa"
    signing.trust_demonstration_authority(actor=SYSTEM)
    return authorities


def lines(count, **changes):
    entries = [
        log.Entry(
            kind="call", direction="in", message_id=f"m-{number}", result="ok", consumer="VN/GOV/H56/mot-cua",
            service="VN/GOV/H56/ho-so/tra-cuu", purpose='Tra cứu "hồ sơ" của người dân\n', details={"b": 1, "a": "ắ"},
            **changes,
        )
        for number in range(count)
    ]  # fmt: skip
    return log.append_many(entries)


@contextmanager
def owner_of_tables():
    """Act as somebody who owns the tables: triggers do not stop him."""
    with connection.cursor() as cursor:
        for table in ("exchange_logrecord", "exchange_logstamp"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in ("exchange_logrecord", "exchange_logstamp"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_the_signed_text_is_what_the_database_writes_of_the_row():
    key = lines(1)[0]
    with connection.cursor() as cursor:
        columns = [
            "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')" if name == "at" else name
            for name in log.SIGNED
        ]
        cursor.execute(f"SELECT jsonb_build_array({', '.join(columns)})::text FROM exchange_logrecord")
        text = cursor.fetchone()[0]
    row = LogRecord.objects.values_list(*log.SIGNED).get(id=key)
    assert log.canonical(row) == text


def test_a_line_is_verified_by_openssl_alone(tmp_path):
    row = LogRecord.objects.get(id=lines(1)[0])
    text = log.canonical(getattr(row, name) for name in log.SIGNED)
    (tmp_path / "text").write_bytes(text.encode())
    (tmp_path / "signature").write_bytes(bytes(row.signature))
    (tmp_path / "certificate").write_text(keys.current().chain)
    public = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "certificate", "-pubkey", "-noout"], capture_output=True, check=True
    )
    (tmp_path / "public").write_bytes(public.stdout)
    command = ["openssl", "dgst", "-sha256", "-verify", tmp_path / "public", "-signature", tmp_path / "signature"]
    assert b"Verified OK" in subprocess.run([*command, tmp_path / "text"], capture_output=True, check=True).stdout
    (tmp_path / "text").write_bytes(text.replace("mot-cua", "mot-cue").encode())
    assert subprocess.run([*command, tmp_path / "text"], capture_output=True).returncode


def test_the_log_refuses_change_and_deletion():
    lines(2)
    sealing.seal()
    for statement in (
        "UPDATE exchange_logrecord SET reason = 'x'",
        "DELETE FROM exchange_logrecord",
        "UPDATE exchange_logrecord SET hash = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert verification.verify() == []


# Every column that is kept, and a value that differs from what the test wrote by as little as can be.
CHANGES = {
    name: "'x'"
    for name in log.SIGNED
    if LogRecord._meta.get_field(name).get_internal_type() in {"CharField", "TextField"}
} | {
    "id": "'01900000-0000-7000-8000-000000000000'",
    "at": "at + interval '1 microsecond'",
    "agreement_id": "'01900000-0000-7000-8000-000000000000'",
    "status": "status + 1",
    "duration_us": "duration_us + 1",
    "request_bytes": "request_bytes + 1",
    "response_bytes": "response_bytes + 1",
    "signature": "set_byte(signature, 8, (get_byte(signature, 8) + 1) %% 256)",
    "previous": "'x'",
    "hash": "'x'",
    "position": "9",
}


def test_whatever_column_is_changed_is_found_and_the_line_is_named():
    assert set(CHANGES) == {*log.COLUMNS, "previous", "hash", "position"}
    ids = lines(4)
    sealing.seal()
    unsealed = lines(1)[0]
    for column, value in CHANGES.items():
        for key in (ids[2], unsealed) if column in log.COLUMNS else (ids[2],):
            point = transaction.savepoint()
            with owner_of_tables() as cursor:
                cursor.execute(f"UPDATE exchange_logrecord SET {column} = {value} WHERE id = %s", [key])
            found = verification.verify()
            named = "01900000-0000-7000-8000-000000000000" if column == "id" else str(key)
            assert found, column
            assert named in found[0], (column, found)
            transaction.savepoint_rollback(point)
    assert verification.verify() == []


@pytest.mark.parametrize("place", ["0", "9", "NULL"])
def test_a_line_moved_to_another_place_is_named(place):
    ids = lines(4)
    sealing.seal()
    with owner_of_tables() as cursor:
        cursor.execute(f"UPDATE exchange_logrecord SET position = {place} WHERE id = %s", [ids[2]])
    assert str(ids[2]) in verification.verify()[0]


def test_a_line_taken_out_or_cut_off_is_found(stamped):
    ids = lines(3)
    sealing.seal()
    stamping.stamp()
    point = transaction.savepoint()
    with owner_of_tables() as cursor:
        cursor.execute("DELETE FROM exchange_logrecord WHERE id = %s", [ids[1]])
    assert "Thiếu dòng nhật ký trục ở vị trí 2" in verification.verify()[0]
    transaction.savepoint_rollback(point)
    with owner_of_tables() as cursor:
        cursor.execute("DELETE FROM exchange_logrecord WHERE id = %s", [ids[2]])
        cursor.execute("DELETE FROM exchange_logstamp")
    assert "bị cắt cuối" in verification.verify()[0]


def test_a_log_written_anew_with_the_installations_own_key_contradicts_its_timestamps(stamped):
    lines(2)
    sealing.seal()
    stamping.stamp()
    with owner_of_tables() as cursor:
        cursor.execute("DELETE FROM exchange_logrecord")
    lines(2, reason="khác")
    sealing.seal()
    assert any("chuỗi bị viết lại" in words for words in verification.verify())


def test_timestamps_are_taken_chained_and_verified(stamped):
    for _turn in range(2):
        lines(2)
        sealing.seal()
        assert stamping.stamp() is not None
    assert stamping.stamp() is None
    first, second = LogStamp.objects.order_by("position")
    assert (first.position, second.position) == (2, 4)
    assert verification.verify(deep=True) == []
    for statement in (
        "UPDATE exchange_logstamp SET token = set_byte(token, 900, (get_byte(token, 900) + 1) %% 256) WHERE id = %s",
        "UPDATE exchange_logstamp SET at = at - interval '1 hour' WHERE id = %s",
        "UPDATE exchange_logstamp SET hash = repeat('0', 64) WHERE id = %s",
    ):
        point = transaction.savepoint()
        with owner_of_tables() as cursor:
            cursor.execute(statement, [first.id])
        assert any(str(first.id) in words or "viết lại" in words for words in verification.verify()), statement
        transaction.savepoint_rollback(point)


def test_a_timestamp_of_another_authority_is_refused_when_taken_and_when_found(stamped, settings):
    lines(1)
    sealing.seal()
    settings.TIMESTAMP_URL = f"{stamped[1]}/tsa"
    with pytest.raises(stamping.StampRefused, match="không được tin cậy"):
        stamping.stamp()
    assert not LogStamp.objects.exists()
    # Somebody with a hand in the database puts it there all the same.
    position, digest = sealing.head()
    wanted = stamping.imprint(position, digest, sealing.FIRST)
    import asyncio

    from tinhso.kernel.signing import timestamps

    token = asyncio.run(timestamps.current().async_timestamp(wanted, "sha256")).dump()
    stamp = LogStamp.objects.create(
        at=clock.now(), position=position, hash=digest, previous=sealing.FIRST, token=token, authority="?"
    )
    found = verification.verify()
    assert len(found) == 1
    assert str(stamp.id) in found[0]
    assert "không được tin cậy" in found[0]


def test_timestamps_that_fall_behind_are_seen(stamped, settings):
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/tsa"
    with clock.at(clock.now() - timedelta(minutes=30)):
        lines(1)
    sealing.seal()
    with pytest.raises(stamping.StampRefused, match="không trả lời"):
        stamping.stamp()
    assert sealing.lag() >= timedelta(minutes=29)
    assert "chậm" in verification.check_lag()[0]
    settings.TIMESTAMP_URL = f"{stamped[0]}/tsa"
    stamping.stamp()
    assert verification.check_lag() == []


def test_the_doctor_names_a_record_whose_bytes_were_changed():
    from tinhso.cli.doctor import checks

    examine = dict(checks())["Nhật ký của trục"]
    key = lines(3)[1]
    sealing.seal()
    assert examine() == []
    with owner_of_tables() as cursor:
        cursor.execute("UPDATE exchange_logrecord SET consumer = 'VN/GOV/H56/mot-cue' WHERE id = %s", [key])
    assert any(str(key) in words and "đã bị sửa" in words for words in examine())
