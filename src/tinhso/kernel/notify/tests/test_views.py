"""The reader's own notices on screen."""

from uuid import uuid4

import pytest
from django.test import Client

from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.notify import queries, services
from tinhso.kernel.notify.models import Message


@pytest.fixture
def account(db) -> Account:  # type: ignore[no-untyped-def]
    person = Person.objects.create(full_name="Nguyễn Thị Hoà", folded="nguyen thi hoa")
    return Account.objects.create(username="hoa", person=person)


@pytest.fixture
def reader(client: Client, account: Account) -> Client:
    client.force_login(account, backend="tinhso.kernel.identity.backends.AccountBackend")
    return client


def tell(account: Account, name: str = "Hoà", url: str = "") -> Message:
    data = {"name": name, "time": "2026-02-25", "url": url}
    return services.notify("notify.test", account=account, subject_id=uuid4(), data=data, channels=["inapp"])[0]


@pytest.mark.django_db
def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/thong-bao/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/")


def test_words_are_escaped_and_older_notices_follow_by_key(
    reader: Client, account: Account, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(queries.PAGE + 1):
        tell(account, f"<script>{number}</script>")
    with django_assert_max_num_queries(10):
        page = reader.get("/thong-bao/").content.decode()
    assert "<script>30" not in page
    assert "&lt;script&gt;30&lt;" in page
    older = f"/thong-bao/?truoc={queries.messages_of(account.pk)[-1].pk}"
    assert older in page
    assert "&lt;script&gt;0&lt;" in reader.get(older).content.decode()
    assert reader.get("/thong-bao/?truoc=x").status_code == 404


def test_opening_marks_as_read_and_goes_to_the_subject(reader: Client, account: Account) -> None:
    answer = reader.post(f"/thong-bao/{tell(account, url='/ho-so/1').pk}/mo/")
    assert answer["Location"] == "/ho-so/1"
    assert not Message.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("url", ["https://evil.test/", "//evil.test/", "/\\evil.test"])
def test_a_link_out_of_the_installation_is_not_followed(reader: Client, account: Account, url: str) -> None:
    assert reader.post(f"/thong-bao/{tell(account, url=url).pk}/mo/")["Location"] == "/thong-bao/"


def test_anothers_notice_is_not_there(reader: Client) -> None:
    other = Account.objects.create(username="khac", person=Person.objects.create(full_name="B", folded="b"))
    assert reader.post(f"/thong-bao/{tell(other).pk}/mo/").status_code == 404


def test_all_are_read_at_once_and_choices_are_shown(reader: Client, account: Account) -> None:
    tell(account)
    reader.post("/thong-bao/da-doc/")
    assert not Message.objects.filter(read_at=None).exists()
    assert reader.get("/thong-bao/tuy-chon/").status_code == 200
    assert reader.post("/thong-bao/tuy-chon/", {"nhan": []}).status_code == 302
