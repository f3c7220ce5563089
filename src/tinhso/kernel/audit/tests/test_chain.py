"""The chain stands on real triggers and shows every kind of tampering."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tinhso.kernel.audit import Undeclared, catalogue, chain, queries, services
from tinhso.kernel.audit.models import AuditAnchor, AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid

CODE = "audit.person-viewed"


@dataclass(frozen=True)
class Somebody:
    """An actor as the log needs one."""

    account_id: UUID | None
    name: str
    kind: str = "official"
    address: str = "10.0.0.7"


CLERK = Somebody(uuid4(), "Lê Thị Bích Ngọc")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    return tmp_path


def write(count: int) -> None:
    services.record_many(
        services.Row(CLERK, CODE, "person", uuid4(), f"Người {n}", None, uuid4(), "Thẩm định") for n in range(count)
    )


@pytest.fixture
def sealed(transactional_db) -> None:  # type: ignore[no-untyped-def]
    write(7)
    assert services.seal(batch=3) == 7
    assert queries.verify() == []


@contextmanager
def superuser() -> Iterator[None]:
    """Act as somebody who owns the tables, or rules the database: triggers do not stop him."""
    tables = (AuditEntry._meta.db_table, AuditAnchor._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def at(position: int) -> AuditEntry:
    return AuditEntry.objects.get(position=position)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("sealed")
class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_auditentry SET account_name = 'Ai đó' WHERE position = 3",
            "UPDATE audit_auditentry SET hash = repeat('0', 64) WHERE position = 3",
            "UPDATE audit_auditentry SET position = NULL, previous = NULL, hash = NULL WHERE position = 3",
            "DELETE FROM audit_auditentry WHERE position = 7",
            "UPDATE audit_auditanchor SET position = 1",
            "DELETE FROM audit_auditanchor",
        ],
    )
    def test_a_sealed_row_and_an_anchor_never_change(self, statement: str) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert queries.verify() == []

    @pytest.mark.parametrize(
        "change",
        [
            "account_name = 'Ai đó'",
            "position = 99",
            "position = 99, previous = 'a', hash = 'b', purpose = 'khác'",
        ],
    )
    def test_an_unsealed_row_takes_a_seal_and_nothing_else(self, change: str) -> None:
        write(1)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE audit_auditentry SET {change} WHERE position IS NULL")

    def test_a_row_cannot_arrive_already_sealed(self) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEntry.objects.create(
                account_name="x", actor_kind="x", code=CODE, subject_kind="x", position=8, previous="a", hash="b"
            )

    def test_the_log_is_never_truncated(self) -> None:
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            # The tests' own cleaning took this trigger away: put it back for the time of this transaction.
            cursor.execute(
                "CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON audit_auditentry"
                " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            )
            cursor.execute("TRUNCATE audit_auditentry")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("sealed")
class TestTampering:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("account_name", "Ai đó"),
            ("at", clock.now() - timedelta(days=3)),
            ("subject_id", uuid4()),
            ("person_id", None),
            ("purpose", ""),
            ("details", {"a": 1}),
            ("code", "audit.other"),
        ],
    )
    def test_a_changed_column_is_found(self, column: str, value: object) -> None:
        key = at(4).id
        with superuser():
            AuditEntry.objects.filter(position=4).update(**{column: value})
        (problem,) = queries.verify()
        assert "vị trí 4" in problem
        assert str(key) in problem
        assert "bị sửa" in problem

    def test_a_changed_row_with_its_hash_made_to_fit_is_found_at_the_next_row(self) -> None:
        with superuser(), connection.cursor() as cursor:
            cursor.execute("UPDATE audit_auditentry SET account_name = 'Ai đó' WHERE position = 4")
            cursor.execute(f"SELECT previous, {chain.CANONICAL} FROM audit_auditentry WHERE position = 4")
            previous, canonical = cursor.fetchone()
            fitting = chain.link(previous, 4, canonical)
            cursor.execute("UPDATE audit_auditentry SET hash = %s WHERE position = 4", [fitting])
        (problem,) = queries.verify()
        assert "vị trí 5" in problem

    def test_a_missing_row_is_found(self) -> None:
        with superuser():
            AuditEntry.objects.filter(position=3).delete()
        (problem,) = queries.verify()
        assert "Thiếu mục nhật ký ở vị trí 3" in problem

    def test_a_missing_first_row_is_found(self) -> None:
        with superuser():
            AuditEntry.objects.filter(position=1).delete()
        assert "vị trí 1" in queries.verify()[0]

    def test_a_tail_cut_off_is_found_by_the_head_outside_the_database(self) -> None:
        with superuser():
            AuditEntry.objects.filter(position__gte=6).delete()
            AuditAnchor.objects.all().delete()
        (problem,) = queries.verify()
        assert "bị cắt cuối" in problem
        assert "7" in problem

    def test_a_tail_cut_off_is_found_by_the_anchors_when_the_file_is_gone(self, data_folder: Path) -> None:
        chain.head_file().unlink()
        write(1)
        with clock.at(clock.now() + timedelta(hours=1)):
            services.seal()
        chain.head_file().unlink()
        with superuser():
            AuditEntry.objects.filter(position=8).delete()
        assert "bị cắt cuối" in queries.verify()[0]

    def test_a_chain_written_anew_does_not_fit_the_head(self) -> None:
        with superuser(), connection.cursor() as cursor:
            cursor.execute("UPDATE audit_auditentry SET position = NULL, previous = NULL, hash = NULL")
            cursor.execute("UPDATE audit_auditentry SET account_name = 'Ai đó'")
            cursor.execute("DELETE FROM audit_auditanchor")
            head = chain.head_file().read_text()
        services.seal()
        chain.head_file().write_text(head)
        assert "viết lại" in queries.verify()[0]

    def test_a_head_that_the_installation_did_not_write_is_named(self) -> None:
        path = chain.head_file()
        path.write_text(path.read_text().replace('"position": 7', '"position": 5'))
        assert "không do hệ thống này ghi" in queries.verify()[0]

    def test_rows_left_unsealed_are_named(self) -> None:
        with clock.at(clock.now() - timedelta(minutes=9)):
            write(2)
        assert "chưa được niêm phong" in queries.verify()[0]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_commits_late_is_sealed_after_those_before_it_in_time() -> None:
    with clock.at(clock.now() - timedelta(seconds=30)):
        write(1)
    late = AuditEntry.objects.get()
    with superuser():
        AuditEntry.objects.all().delete()
    write(2)
    services.seal()
    late.save(force_insert=True)
    services.seal()
    assert AuditEntry.objects.get(id=late.id).position == 3
    assert queries.verify() == []


@pytest.mark.django_db
def test_a_person_sees_who_looked_when_and_for_what() -> None:
    person, other = uuid4(), uuid4()
    services.record_view(CLERK, person, "Thẩm định hồ sơ H56.01", subject_label="Nguyễn Thị Hoà")
    services.record_view(CLERK, other, "Thẩm định")
    (entry,) = queries.looked_at(person)
    assert (entry.account_name, entry.purpose) == ("Lê Thị Bích Ngọc", "Thẩm định hồ sơ H56.01")
    assert queries.sentence(entry) == "Đã xem dữ liệu cá nhân"


@pytest.mark.django_db
def test_reading_personal_data_needs_a_purpose() -> None:
    with pytest.raises(Invalid):
        services.record_view(CLERK, uuid4(), "  ")
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_an_unlisted_code_or_detail_is_refused() -> None:
    with pytest.raises(Undeclared):
        services.record(CLERK, "audit.unlisted", subject_kind="x", subject_id=None)
    with pytest.raises(Undeclared):
        services.record(CLERK, CODE, subject_kind="x", subject_id=None, person_id=uuid4(), purpose="x", colour="đỏ")


def test_every_declared_audit_event_has_a_sentence_and_described_details() -> None:
    rows = catalogue()
    assert rows
    for row in rows:
        assert "." in row["code"], row
        assert row["sentence"], row
        assert all(row["fields"].values()), row
