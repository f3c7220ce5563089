"""What is too large, of a wrong kind, or meant to break something is refused in words, or kept as the text it is."""

import io
import json
import math
import re
import zipfile

import pytest
from django.test import Client

from tinhso.kits.registers.models import Status
from tinhso.kits.registers.testing import RegisterWorld, cells_of, make_world, read_csv
from tinhso.sectors.tourism.models import Lodging

RECORDS = "/api/v1/registers/tourism.lodging/records"
RIGHT = {"name": "Khách sạn Lam Kinh", "kind": "hotel", "area": "14758", "address": "Số 1", "rooms": 10}
INJECTIONS = (
    "'; DROP TABLE tourism_lodging; --",
    '" OR 1=1 --',
    "{{ 7*7 }} {% debug %} ${7*7}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "../../../../etc/passwd",
    "$(id) `id` | id",
)
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", '=HYPERLINK("http://x.vn","y")')


@pytest.fixture
def world(db) -> RegisterWorld:
    return make_world(Lodging.definition)


@pytest.fixture
def send(world):
    """Send a body with a key that holds every right; return the answer."""
    headers, client = world.key(), Client(raise_request_exception=True)

    def sent(body, *, path=RECORDS, method="POST", content_type="application/json"):
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.generic(method, path, text, content_type=content_type, headers=headers)

    return sent


def whole(world, **changes):
    return {"values": {**RIGHT, "unit": world.here.identifier, **changes}}


def fields_of(answer):
    assert answer["Content-Type"] == "application/problem+json", answer.content
    told = answer.json()
    assert told["title"] and told["detail"]
    return {item["field"].rpartition(".")[2]: item["message"] for item in told.get("errors", [])}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 1_000_000), ("name", ["x"]), ("name", {"a": {"b": []}}), ("name", "a\x00b"),
        ("name", "a\x1bb"), ("name", "\ud800"), ("rooms", 10**400), ("rooms", -1), ("rooms", 1.5), ("rooms", True),
        ("rooms", "1e9999"), ("rooms", "١٢ phòng"), ("kind", "casino"), ("kind", 3), ("area", {"id": ["x"]}),
        ("area", "00000000-0000-0000-0000-000000000000"), ("area", "x" * 5000), ("location", "0, 0"),
        ("location", {"lat": "NaN", "lon": "inf"}), ("location", [1, 2, 3]), ("recognised_on", "0000-00-00"),
        ("recognised_on", "31/02/2026"), ("recognised_on", "9" * 400), ("manager_phone", "0" * 5000),
        ("unit", "H00"), ("unit", [])
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_at_its_field(world, send, field, value):
    answer = send(whole(world, **{field: value}))
    assert answer.status_code == 422, (answer.status_code, answer.content[:300])
    told = fields_of(answer)
    assert set(told) == {field}
    assert told[field][0].isupper() or told[field][0] in "“‘"
    assert len(told[field]) < 400
    assert not Lodging.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", '"x"', '{"values": 1}', '{"values": {}, "id": "x"}', "NaN", b"\xff\xfe\x00",
        '{"values": {"name": NaN}}', "[" * 100_000, '{"values": ' * 50_000,
    ],
)  # fmt: skip
def test_a_body_that_is_no_record_is_refused(send, body):
    answer = send(body)
    assert answer.status_code in {400, 422}, answer.content[:300]
    fields_of(answer)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/xml"])
def test_a_body_of_another_kind_is_refused(send, kind):
    answer = send("<a/>", content_type=kind)
    assert 400 <= answer.status_code < 500
    fields_of(answer)


def test_a_body_too_large_to_be_a_record_is_refused(send, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 16
    answer = send({"values": {"name": "x" * (1 << 17)}})
    assert 400 <= answer.status_code < 500
    fields_of(answer)


@pytest.mark.parametrize("words", INJECTIONS)
def test_what_is_meant_to_be_run_is_kept_and_shown_as_text(world, send, words):
    answer = send(whole(world, name=words))
    assert answer.status_code == 201, answer.content
    row = Lodging.objects.get()
    assert row.name == words
    page = world.browser().get(f"/so-dang-ky/tourism.lodging/{row.pk}/").content.decode()
    assert "49" not in page.partition("<h1")[2].partition("</h1>")[0]
    assert "<script>alert" not in page and "<img src=x" not in page


STRANGE = ("a\x00b", "%" * 150, "_" * 150, "x" * 199, "\\", "(((", "[a-", "☃" * 99)


@pytest.mark.parametrize("words", [*INJECTIONS, *STRANGE])
def test_any_words_may_be_searched_for(world, words):
    browser, headers = world.browser(), world.key()
    assert browser.get("/so-dang-ky/tourism.lodging/", {"tim": words}).status_code == 200
    found = Client().get(RECORDS, {"q": words}, headers=headers)
    assert found.status_code == 200, found.content


@pytest.mark.parametrize(
    "query",
    [
        {"filter": "password:x"}, {"filter": "area:'; --"}, {"filter": "stars:x\x00"},
        {"size": "0"}, {"size": "100000"}, {"size": "x"}, {"cursor": "x" * 2000}, {"q": "x" * 5000},
    ],
)  # fmt: skip
def test_a_bad_question_is_refused_by_name(world, query):
    answer = Client().get(RECORDS, query, headers=world.key())
    assert answer.status_code == 422, answer.content
    assert fields_of(answer)


@pytest.mark.parametrize("cursor", ["AAAA", "e30", "W10", "WyJhIiwgImIiXQ", "%00", "../.."])
def test_a_made_up_cursor_is_no_error_of_ours(world, cursor):
    answer = Client().get(RECORDS, {"cursor": cursor}, headers=world.key())
    assert answer.status_code < 500
    assert world.browser().get("/so-dang-ky/tourism.lodging/", {"sau": cursor}).status_code < 500


@pytest.mark.parametrize("value", ["a\x00b", "\x1b[31m", "x" * 100_000, "\u202e" * 300])
def test_forms_refuse_what_the_api_refuses(world, value):
    answer = world.browser().post("/so-dang-ky/tourism.lodging/them/", {**whole(world)["values"], "name": value})
    assert answer.status_code == 422
    assert "has-error" in answer.content.decode() or "invalid" in answer.content.decode()


def test_no_cell_of_an_export_is_run_as_a_formula(world, send):
    for words in FORMULAS:
        assert send(whole(world, name=words, address=words)).status_code == 201
    browser = world.browser()
    lines = read_csv(browser.get("/so-dang-ky/tourism.lodging/", {"xuat": "csv"}))
    assert len(lines) == len(FORMULAS)
    assert not [cell for line in lines for cell in line.values() if cell[:1] in "=+-@" and cell]
    book = browser.get("/so-dang-ky/tourism.lodging/", {"xuat": "xlsx"}).getvalue()
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in parts.namelist() if "externalLink" in name or "sheet1.xml.rels" in name]
    assert re.search(r"<f[ >/]", sheet) is None
    assert all(words in cells_of(book) for words in FORMULAS)


def test_numbers_that_are_no_numbers_never_reach_the_table(world, send):
    for value in (math.inf, -math.inf, math.nan):
        answer = send(whole(world, rooms=value))
        assert answer.status_code in {400, 422}
    assert not Lodging.objects.filter(status=Status.IN_FORCE).exists()
