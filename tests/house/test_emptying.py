"""After a test that commits nothing of it is left: in the queue of jobs as little as in the tables of the modules."""

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django import app

from tinhso.kernel.events.testing import waiting_jobs
from tinhso.kernel.identity.models import Role


@pytest.mark.django_db(transaction=True)
def test_rows_and_waiting_jobs_are_gone() -> None:
    Role.objects.create(code="left-over", name="Vai trò còn sót")
    app.configure_task("left_over", allow_unknown=True).defer()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp, job_id)"
            " SELECT task_name, 1, id FROM procrastinate_jobs"
        )

    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)

    assert not Role.objects.filter(code="left-over").exists()
    assert waiting_jobs("left_over") == 0
