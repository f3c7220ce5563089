"""The pages: search, answer, act; blocking and lifting; figures."""

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.government.notary.models import Act, Notice, Office, Search
from tinhso.government.notary.tests.sample import BUYER, OTHER_BUYER, OWNER, make_sample
from tinhso.kernel.foundation import clock
from tinhso.kits.registers.inherited import RegisterTests

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20
"""Of a page, with signing in and rights."""


@pytest.fixture
def sample():
    return make_sample()


def browser(account):
    client = Client()
    client.force_login(account)
    session = client.session
    session["second_factor"] = str(account.pk)
    session.save()
    return client


def typed(sample):
    return {
        "office": str(sample.offices[0].pk), "for_act": "yes", "person-0-name": OWNER.name,
        "person-0-number": "038 187 001 234", "person-1-name": BUYER.name, **sample.parcel(),
    }  # fmt: skip


def test_a_clerk_searches_reads_and_records(sample):
    clerk = browser(sample.accounts[0])
    assert "Tài sản" in clerk.get(reverse("notary:search")).content.decode()
    answer = clerk.post(reverse("notary:search"), typed(sample))
    search = Search.objects.get()
    assert answer["Location"] == reverse("notary:result", args=[search.pk])
    page = clerk.get(answer["Location"]).content.decode()
    assert "Không có văn bản, ngăn chặn hay cảnh báo nào" in page
    place = reverse("notary:record", args=[search.pk])
    assert clerk.post(place, {"number": "", "kind": "sale"}).status_code == 422
    given = {**sample.values(), "role-0": "giver", "role-1": "taker"}
    assert clerk.post(place, given).status_code == 302
    act = Act.objects.get()
    page = clerk.get(answer["Location"]).content.decode()
    assert f"Văn bản số {act.number} đã ghi vào sổ" in page
    page = clerk.get(reverse("registers:row", args=["notary.act", act.pk])).content.decode()
    assert "Lần tra cứu trước văn bản" in page
    assert OWNER.number not in page


def test_what_cannot_be_read_is_named_beside_its_input(sample):
    clerk = browser(sample.accounts[0])
    for wrong, words in (
        ({"person-0-number": "12"}, "đúng 12 chữ số"), ({"parcel_number": ""}, "số tờ, số thửa"),
        ({"office": ""}, "Chọn tổ chức"), ({"person-0-birth_year": "87"}, "bốn chữ số"),
    ):  # fmt: skip
        answer = clerk.post(reverse("notary:search"), {**typed(sample), **wrong})
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_the_clerk_who_was_second_reads_why(sample):
    second = sample.search(1, (OWNER, OTHER_BUYER))
    act = sample.sell(sample.search())
    other = browser(sample.accounts[1])
    given = {**sample.values(), "role-0": "giver", "role-1": "taker"}
    answer = other.post(reverse("notary:record", args=[second.pk]), given)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Chưa ghi được văn bản" in page
    assert f"số {act.number} của Phòng công chứng số 1" in page
    assert BUYER.name not in page
    assert other.get(reverse("notary:result", args=[act.search_id])).status_code == 404


def test_a_notice_is_entered_shown_and_lifted(sample, django_assert_max_num_queries):
    search = sample.search()
    desk = browser(sample.accounts[2])
    given = {**sample.notice(), **sample.parcel(), "unit": str(sample.root.pk)}
    assert desk.post(reverse("notary:block"), {**given, "number": ""}).status_code == 422
    assert desk.post(reverse("notary:block"), given).status_code == 302
    notice = Notice.objects.get()
    clerk = browser(sample.accounts[0])
    with django_assert_max_num_queries(MOST_QUERIES):
        page = clerk.get(reverse("notary:result", args=[search.pk])).content.decode()
    assert "Đang bị ngăn chặn" in page
    assert "Có thay đổi sau lần tra cứu này" in page
    lift = reverse("notary:lift", args=[notice.pk])
    assert lift in desk.get(reverse("registers:row", args=["notary.notice", notice.pk])).content.decode()
    assert clerk.get(lift).status_code == 403
    assert desk.post(lift, sample.notice(number="16")).status_code == 302
    assert "Đã giải tỏa" in desk.get(reverse("registers:row", args=["notary.notice", notice.pk])).content.decode()


def test_figures_count_by_office_month_and_kind(sample):
    sample.sell(sample.search())
    sample.sell(sample.search(1, (BUYER, OTHER_BUYER)), 1, kind="gift", value="")
    clerk = browser(sample.accounts[0])
    page = clerk.get(reverse("notary:figures")).content.decode()
    assert "1.250.000.000" in page
    assert "Văn phòng công chứng Lam Sơn" not in page
    text = clerk.get(reverse("notary:figures"), {"xuat": "csv"}).getvalue().decode()
    month = f"{clock.today():%m/%Y}"
    assert f'Phòng công chứng số 1,{month},"Hợp đồng chuyển nhượng, mua bán",1,1250000000' in text.replace("'", "")


class TestOffice(RegisterTests):
    model = Office

    def values(self, world):
        return {
            "name": "Văn phòng công chứng Lê Thị Thủy Tiên", "kind": "private", "licence_number": "12/TP-ĐKHĐ",
            "licensed_on": "21/11/2019", "address": "Số 1, đường Lê Lợi", "area": world.area,
            "phone": "0237 3852 246", "head": "Lê Thị Thủy Tiên",
        }  # fmt: skip
