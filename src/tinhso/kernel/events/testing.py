"""Running jobs inside a test: in its own connection, so that a test in a transaction sees what they do."""

import json

from django.db import connection
from procrastinate.contrib.django import app


def run_jobs(*, most: int = 1000) -> int:
    """Run the jobs that are due, and those that they put into the queue, here and now; return how many.

    A job that fails raises in the test. Periodic jobs do not run.
    """
    for count in range(most):
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
                " AND coalesce(scheduled_at, now()) <= now() ORDER BY priority DESC, id LIMIT 1)"
                " RETURNING task_name, args::text"
            )
            row = cursor.fetchone()
        if row is None:
            return count
        name, arguments = row
        app.tasks[name].func(**json.loads(arguments))
    raise RuntimeError(f"{most} jobs ran and still more wait")


def clear_jobs() -> None:
    """Empty the queue."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs; DELETE FROM procrastinate_workers")


def waiting_jobs(name: str) -> int:
    """Return how many jobs of the name wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s", [name])
        return int(cursor.fetchone()[0])
