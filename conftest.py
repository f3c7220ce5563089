"""What every test shares: a log that the tests' own cleaning may empty, and passwords hashed quickly."""

import gc
import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.plugin import blocking_manager_key

import quick_emptying


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let the first of several workers make the database that all copy, while the others collect their tests."""
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw0":
        with session.config.stash[blocking_manager_key].unblock():
            import database_template

            database_template.ready()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:  # noqa: ARG001
    """Copy a database that has every migration already; what a test commits need not outlive a power cut."""
    with django_db_blocker.unblock():
        from django.db import connection

        import database_template

        connection.settings_dict["TEST"]["TEMPLATE"] = database_template.ready()
        connection.settings_dict["OPTIONS"]["options"] = "-c synchronous_commit=off"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,  # noqa: ARG001 - what has to be there before
    django_db_modify_db_settings: None,  # noqa: ARG001 - likewise
    django_db_blocker: Any,
) -> Iterator[None]:
    """Make a database for whatever asks for one: pytest-django's own makes none when no test says that it needs it.

    Who commits through a fixture of a whole file would then write into the installation's own.
    """
    from django.db import DEFAULT_DB_ALIAS, connection
    from django.test.utils import setup_databases

    quick_emptying.install()
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, aliases={DEFAULT_DB_ALIAS})
        with connection.cursor() as cursor:
            # The tests' own cleaning truncates append-only tables too, and the log refuses that.
            for table, trigger in (
                ("audit_auditentry", "audit_truncate"),
                ("audit_auditanchor", "audit_anchor_truncate"),
                ("exchange_logrecord", "exchange_log_truncate"),
                ("exchange_logstamp", "exchange_stamp_truncate"),
            ):
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
    yield
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()
        # A server's thread or a program that a test started may hold a connection still.
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def quick_hashers() -> list[str]:
    """How passwords are hashed is Django's own affair."""
    return ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any, quick_hashers: list[str]) -> None:
    """Hash the passwords of a test quickly."""
    settings.PASSWORD_HASHERS = quick_hashers


@pytest.fixture(autouse=True)
def quick_clients(settings: Any) -> None:
    """Static files are looked up when asked for, not listed anew for every client of a test."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def own_audit_head(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the log's end is outside the database: each test's own, and never that of the data folder."""
    from tinhso.kernel.audit import chain
    from tinhso.kits.exchange import sealing

    path = tmp_path_factory.getbasetemp() / f"audit-head-{uuid4()}"
    monkeypatch.setattr(chain, "head_file", lambda: path)
    monkeypatch.setattr(sealing, "head_file", lambda: path.with_name(f"exchange-{path.name}"))


def pytest_collection_finish() -> None:
    """Look no more for garbage among the thousands of tests that were collected."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests come last, dealt out five at a time, so that no worker is left alone with many of them.

    Not first: they commit, and what they leave in the queue of jobs would meet tests that undo what they do.
    """
    items.sort(key=lambda item: bool(item.get_closest_marker("faults")) or "browser" in item.path.parts)
