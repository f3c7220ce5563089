"""What every test of the house shares."""

import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings):  # type: ignore[no-untyped-def]
    """Hash passwords quickly: how they are hashed is Django's own affair."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]  # noqa: ARG001 - the fixture that it extends
    """Let the tests' own cleaning empty the append-only tables: it truncates, and the log refuses that."""
    with django_db_blocker.unblock():
        from django.db import connection

        with connection.cursor() as cursor:
            for table, trigger in (
                ("audit_auditentry", "audit_truncate"),
                ("audit_auditanchor", "audit_anchor_truncate"),
            ):
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
