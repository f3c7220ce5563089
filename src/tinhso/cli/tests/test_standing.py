"""The demonstration is built anew exactly when code, pack or the wished history changed, or the database did."""

import pytest
from django.db import connection

from tinhso.cli import standing


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the mark be kept in the tests' database."""
    at = connection.settings_dict
    monkeypatch.setattr(standing.environment, "database", lambda _folder: at | {"OPTIONS": {}})


def test_the_mark_follows_the_pack_and_the_wished_history() -> None:
    marks = {
        standing.fingerprint("thanh-hoa", 600),
        standing.fingerprint("thanh-hoa", 601),
        standing.fingerprint("x", 600),
    }
    assert len(marks) == 3
    assert standing.fingerprint("thanh-hoa", 600) in marks


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("here")
def test_data_stand_only_under_the_mark_they_were_built_with() -> None:
    assert not standing.stands("a" * 32)
    standing.keep("a" * 32)
    try:
        assert standing.stands("a" * 32)
        assert not standing.stands("b" * 32)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("COMMENT ON TABLE django_migrations IS NULL")
