"""Messages in the application, their words, and what people choose not to receive."""

from uuid import uuid4

import pytest
from django.db import transaction

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.notify import defaults, queries, services, words
from tinhso.kernel.notify.models import Message, MessageTemplate

DATA = {"name": "Hoà", "time": "2026-02-25T09:30:00Z"}


@pytest.fixture
def account(db) -> Account:  # type: ignore[no-untyped-def]
    person = Person.objects.create(full_name="Nguyễn Thị Hoà", folded="nguyen thi hoa", email="hoa@nha.test")
    return Account.objects.create(username="hoa", person=person)


@pytest.fixture
def optional(db) -> MessageTemplate:  # type: ignore[no-untyped-def]
    return MessageTemplate.objects.create(
        code="test.news",
        channel="inapp",
        name="Tin",
        subject="Tin {{ a }}",
        body="Tin",
        sample={"a": "1"},
        optional=True,
    )


def actor_of(account: Account) -> Actor:
    return Actor(account_id=account.pk, name=str(account), kind="citizen", person_id=account.person_id)


def test_a_notice_stands_at_once_and_can_be_read(account: Account) -> None:
    services.notify("notify.test", account=account, subject_id=uuid4(), data=DATA, channels=["inapp"])
    (row,) = queries.messages_of(account.pk)
    assert row.body == "Kính gửi Hoà, đây là thông báo thử lúc 16:30 25/02/2026."
    assert queries.unread_count(actor_of(account)) == 1
    assert services.mark_read(account.pk, [row.id]) == 1
    assert queries.unread_count(actor_of(account)) == 0


@pytest.mark.django_db(transaction=True)
def test_a_message_vanishes_with_the_transaction_that_told_it() -> None:
    person = Person.objects.create(full_name="A", folded="a", email="a@b.test")
    with pytest.raises(RuntimeError), transaction.atomic():
        services.notify("notify.test", person=person, subject_id=uuid4(), data=DATA)
        raise RuntimeError
    assert not Message.objects.exists()


def test_nobody_reads_or_marks_anothers_notices(account: Account) -> None:
    services.notify("notify.test", account=account, subject_id=uuid4(), data=DATA, channels=["inapp"])
    (row,) = queries.messages_of(account.pk)
    assert queries.message_of(uuid4(), row.id) is None
    assert services.mark_read(uuid4(), [row.id]) == 0


def test_a_person_told_through_every_active_account(account: Account) -> None:
    Account.objects.create(username="hoa-cu", person=account.person, is_active=False)
    Account.objects.create(username="hoa-2", person=account.person)
    services.notify("notify.test", person=account.person, subject_id=uuid4(), data=DATA, channels=["inapp"])
    assert Message.objects.count() == 2


def test_an_optional_kind_can_be_turned_off_and_a_needed_one_cannot(
    account: Account, optional: MessageTemplate
) -> None:
    services.choose(account, "test.news", "inapp", wanted=False)
    services.notify("test.news", account=account, subject_id=uuid4(), data={"a": "x"})
    assert not Message.objects.exists()
    services.choose_all(account, {"test.news:inapp"})
    services.notify("test.news", account=account, subject_id=uuid4(), data={"a": "x"})
    assert Message.objects.count() == 1
    with pytest.raises(Invalid):
        services.choose(account, "notify.test", "inapp", wanted=False)


def test_an_unknown_kind_is_an_error(account: Account) -> None:
    with pytest.raises(LookupError):
        services.notify("test.unknown", account=account, subject_id=uuid4(), data={})


@pytest.mark.parametrize(
    "source",
    ["{% load static %}", "{% include 'web/base.html' %}", "{% debug %}", "{{ a|safe }}", "{{ a", "{% if %}"],
)
def test_the_language_of_messages_is_closed(source: str) -> None:
    with pytest.raises(Invalid):
        words.check("body", source, {"a": "1"})


def test_a_variable_that_the_sample_lacks_is_named_with_those_there_are() -> None:
    with pytest.raises(Invalid) as refusal:
        words.check("body", "Hạn: {{ due_att|day }}", {"due_at": "2026-02-25"})
    assert "due_att" in refusal.value.fields["body"] or "due_at" in refusal.value.fields["body"]


def test_messages_take_plain_data_only(account: Account) -> None:
    with pytest.raises(TypeError):
        words.render("{{ a.delete }}", {"a": account})


def test_words_changed_by_the_province_survive_the_next_load(account: Account) -> None:
    services.load_templates()
    row = queries.templates().get(code="notify.test", channel="inapp")
    services.change_template(row.id, subject="Tin {{ name }}", body="Chào {{ name }}", actor=SYSTEM)
    services.load_templates()
    services.notify("notify.test", account=account, subject_id=uuid4(), data=DATA, channels=["inapp"])
    assert queries.messages_of(account.pk)[0].subject == "Tin Hoà"
    with pytest.raises(Invalid):
        services.change_template(row.id, subject="Tin", body="{{ namme }}", actor=SYSTEM)
    assert queries.preview(row, subject="{{ name }}", body="b")["subject"] == "Nguyễn Thị Hoà"
    assert type(row).pgh_event_model.objects.filter(pgh_obj_id=row.id).count() == 2


def test_every_default_template_is_sound() -> None:
    found = defaults.default_templates()
    assert found
    for template in found.values():
        assert template.name
        words.check("subject", template.subject, template.sample)
        words.check("body", template.body, template.sample)
