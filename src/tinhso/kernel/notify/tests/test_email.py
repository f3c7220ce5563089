"""E-mail through a real SMTP server that accepts, defers, refuses, or is away."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.db import connection

from tinhso.kernel.events.testing import run_jobs
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.notify import delivery, queries, services
from tinhso.kernel.notify.models import Message
from tinhso.kernel.notify.tests.mail_server import MailServer


@pytest.fixture
def person(db) -> Person:  # type: ignore[no-untyped-def]
    return Person.objects.create(full_name="Nguyễn Thị Hoà", folded="nguyen thi hoa", email="hoa@nha.test")


@pytest.fixture
def account(person: Person) -> Account:
    return Account.objects.create(username="hoa", person=person)


@pytest.fixture
def server(settings) -> Iterator[MailServer]:  # type: ignore[no-untyped-def]
    made = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.start()
    yield made
    made.stop()


def told(account: Account) -> Message:
    services.notify(
        "notify.test",
        account=account,
        subject_id=uuid4(),
        data={"name": "<b>Hoà</b> & con", "time": "2026-02-25T09:30:00Z", "url": "/ho-so/1"},
    )
    return Message.objects.get(channel="email")


def due_at() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs WHERE status = 'todo'")
        return cursor.fetchone()[0]


def test_a_message_goes_out_with_its_stable_id_and_escaped_words(account: Account, server: MailServer) -> None:
    message = told(account)
    assert message.state == "queued"
    run_jobs()
    message.refresh_from_db()
    assert (message.state, message.tries, message.error) == ("sent", 1, "")
    ((receiver, content),) = server.accepted
    mail = message_from_bytes(content, policy=policy.default)
    assert receiver == "hoa@nha.test"
    assert mail["Message-ID"] == message.message_id
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Kính gửi <b>Hoà</b> & con" in plain
    assert "lúc 16:30 25/02/2026" in plain
    assert "http://127.0.0.1:8000/ho-so/1" in plain
    assert "<b>" not in html
    assert "&lt;b&gt;Hoà&lt;/b&gt; &amp; con" in html


def test_a_second_job_for_a_sent_message_sends_nothing(account: Account, server: MailServer) -> None:
    message = told(account)
    run_jobs()
    delivery.send(message.id)
    assert len(server.accepted) == 1


def test_come_back_later_is_obeyed_and_the_reason_kept(account: Account, server: MailServer) -> None:
    server.refusals = ["451 4.7.1 Greylisted, please try again"]
    message = told(account)
    before = clock.now()
    run_jobs()
    message.refresh_from_db()
    assert message.state == "queued"
    assert message.error.startswith("451")
    assert "Greylisted" in message.error
    assert due_at() >= before + timedelta(seconds=delivery.WAITS[0])  # type: ignore[operator]
    delivery.send(message.id)
    message.refresh_from_db()
    assert (message.state, message.tries, message.error) == ("sent", 2, "")


def test_a_refusal_for_good_is_final(account: Account, server: MailServer) -> None:
    server.refusals = ["550 5.1.1 No such user"]
    message = told(account)
    assert run_jobs() == 1
    message.refresh_from_db()
    assert message.state == "failed"
    assert message.error.startswith("550")
    assert any("không gửi được" in problem for problem in queries.problems())
    delivery.send(message.id)
    assert server.accepted == []


def test_a_server_that_is_away_is_tried_until_the_tries_are_used_up(account: Account, server: MailServer) -> None:
    server.stop()
    message = told(account)
    for turn in range(len(delivery.WAITS)):
        delivery.send(message.id)
        message.refresh_from_db()
        assert (message.state, message.tries) == ("queued", turn + 1)
        assert "Refused" in message.error
    delivery.send(message.id)
    message.refresh_from_db()
    assert message.state == "failed"


def test_a_claim_that_may_still_live_is_left_alone_and_looked_at_again(
    account: Account, server: MailServer, settings
) -> None:  # type: ignore[no-untyped-def]
    message = told(account)
    claimed = clock.now()
    Message.objects.filter(id=message.id).update(state="sending", claimed_at=claimed)
    run_jobs()
    assert server.accepted == []
    assert due_at() == claimed + timedelta(seconds=settings.NOTIFY_STALE_SECONDS)


def test_a_stale_claim_is_sent_again_under_the_same_id(
    account: Account, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker died after the server took the message and before it could say so."""
    message = told(account)
    hand_over = delivery._hand_over

    def die(message: Message) -> None:
        hand_over(message)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(delivery, "_hand_over", die)
        delivery.send(message.id)
    message.refresh_from_db()
    assert message.state == "sending"
    with clock.at(clock.now() + timedelta(hours=1)):
        assert delivery.sweep() == 1
        delivery.send(message.id)
    message.refresh_from_db()
    assert message.state == "sent"
    first, second = (message_from_bytes(content)["Message-ID"] for _, content in server.accepted)
    assert first == second == message.message_id


def test_without_a_mail_server_the_message_says_why_it_stays(account: Account, settings) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_HOST = ""
    message = told(account)
    assert message.state == "suppressed"
    assert "TINHSO_SMTP_HOST" in message.error
    assert run_jobs() == 0
    assert any("TINHSO_SMTP_HOST" in problem for problem in queries.problems())


def test_a_person_without_address_is_not_silently_forgotten(account: Account, server: MailServer) -> None:
    account.person.email = ""
    account.person.save()
    assert "chưa khai địa chỉ" in told(account).error


def test_a_header_cannot_be_smuggled_in_by_data(person: Person, server: MailServer) -> None:
    services.load_templates()
    template = queries.templates().get(code="notify.test", channel="email")
    template.subject = "Gửi {{ name }}"
    template.save()
    services.notify(
        "notify.test", person=person, subject_id=uuid4(), data={"name": "A\r\nBcc: x@evil.test", "time": "2026-02-25"}
    )
    run_jobs()
    ((_receiver, content),) = server.accepted
    assert message_from_bytes(content)["Bcc"] is None
    assert Message.objects.get(channel="email").subject == "Gửi A Bcc: x@evil.test"
