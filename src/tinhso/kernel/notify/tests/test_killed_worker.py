"""A worker killed while the mail server holds the message: the receiver gets one message, under one Message-ID."""

from collections.abc import Iterator
from email import message_from_bytes
from uuid import uuid4

import pytest

from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.events.tests.processes import process, wait_for
from tinhso.kernel.identity.models import Person
from tinhso.kernel.notify import services
from tinhso.kernel.notify.models import Message
from tinhso.kernel.notify.tests.mail_server import MailServer


@pytest.fixture
def server(transactional_db, settings) -> Iterator[MailServer]:  # type: ignore[no-untyped-def]
    clear_jobs()
    made = MailServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.start()
    yield made
    made.stop()
    clear_jobs()


@pytest.mark.faults
def test_every_message_arrives_under_one_id_and_no_other_is_sent_twice(server: MailServer) -> None:
    person = Person.objects.create(full_name="Lê Văn Tám", folded="le van tam", email="tam@nha.test")
    for _ in range(12):
        services.notify("notify.test", person=person, subject_id=uuid4(), data={"name": "Tám", "time": "2026-02-25"})
    server.pause = 0.3
    around = {
        "TINHSO_SMTP_HOST": "127.0.0.1",
        "TINHSO_SMTP_PORT": str(server.port),
        "TINHSO_MAIL_STALE_SECONDS": "3",
    }
    arguments = ("-m", "tinhso.cli", "worker", "--concurrency", "2", "--stalled-after", "2", "--queue", "mail")
    with process(*arguments, **around) as first:
        wait_for(lambda: len(server.accepted) >= 4)
        first.kill()
    with process(*arguments, **around):
        wait_for(lambda: Message.objects.filter(state="sent").count() == 12)
    ids = [message_from_bytes(content)["Message-ID"] for _, content in server.accepted]
    assert set(ids) == set(Message.objects.values_list("message_id", flat=True))
    # Only what was in the hands of the killed worker may have left twice, under the same Message-ID.
    assert len(ids) <= 12 + 2
