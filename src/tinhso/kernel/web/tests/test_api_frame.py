"""The API's frame: every no is a problem document after RFC 9457."""

import csv
import io
import zipfile
from datetime import date
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import path
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError

from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.web import exports
from tinhso.kernel.web.api import make_api

RAISED = {
    "conflict": (Conflict("Đã có người tiếp nhận."), 409, "conflict"),
    "forbidden": (Forbidden("Chưa được giao quyền."), 403, "forbidden"),
    "refused": (Refused("Đang tạm dừng.", code="paused"), 422, "paused"),
    "missing": (Http404(), 404, "not-found"),
    "unknown": (AuthenticationError(), 401, "unauthenticated"),
    "teapot": (HttpError(418, "Ấm trà."), 418, "http-418"),
    "broken": (ZeroDivisionError("secret"), 500, "unexpected"),
}


class Payload(Schema):
    name: str
    copies: int


api = make_api("api-of-the-test")


@api.get("/raise/{kind}")
def raising(request, kind: str):
    raise RAISED[kind][0]


@api.get("/fields")
def fields(request):
    raise Invalid({"name": "Thiếu họ tên."})


@api.post("/payload")
def take(request, payload: Payload):
    return {"ok": True}


urlpatterns = [path("api/test/", api.urls)]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("kind", RAISED)
def test_every_no_is_a_problem_document(client, kind):
    _, status, code = RAISED[kind]
    answer = client.get(f"/api/test/raise/{kind}")
    document = answer.json()
    assert answer.status_code == status == document["status"]
    assert answer["Content-Type"] == "application/problem+json"
    assert document["code"] == code
    assert document["type"] == f"urn:tinhso:problem:{code}"
    assert document["instance"] == f"/api/test/raise/{kind}"
    assert document["title"]
    assert document["detail"]
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_wrong_fields_are_named_in_vietnamese(client):
    answer = client.post("/api/test/payload", {"copies": "x"}, content_type="application/json")
    assert answer.status_code == 422
    errors = {item["field"]: item["message"] for item in answer.json()["errors"]}
    assert errors == {"name": "Thiếu mục này.", "copies": "Phải là số nguyên."}


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_fields_that_a_service_refuses_are_named(client):
    answer = client.get("/api/test/fields")
    assert answer.json()["errors"] == [{"field": "name", "message": "Thiếu họ tên."}]


@pytest.mark.django_db
def test_the_site_answers_problems_under_the_api(client):
    answer = client.get("/api/v1/khong-co")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_method_that_nobody_takes_is_a_problem_too(client):
    answer = client.delete("/api/test/fields")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
    assert answer.json()["code"] == "method-not-allowed"


@pytest.mark.django_db
def test_the_documentation_names_no_other_host(client):
    page = client.get("/api/v1/docs").content.decode()
    assert "data-openapi=" in page
    assert "//cdn" not in page


WARD = SimpleNamespace(name="Phường Hạc Thành")
ROWS = [
    SimpleNamespace(
        name="Nguyễn Văn An", fee=1688000, day=date(2026, 2, 25), unit=SimpleNamespace(name="Phường Hạc Thành")
    ),
    SimpleNamespace(name="=HYPERLINK(1)", fee=0, day=None, unit=None),
]
COLUMNS = [
    ("Họ tên", "name"),
    ("Lệ phí", "fee"),
    ("Ngày", "day"),
    ("Nơi", "unit__name"),
    ("Đôi", lambda row: row.fee * 2),
]


def test_a_list_leaves_as_csv_and_no_cell_runs_as_a_formula():
    answer = exports.export(RequestFactory().get("/", {"xuat": "csv"}), "ho-so", COLUMNS, ROWS)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0] == ["Họ tên", "Lệ phí", "Ngày", "Nơi", "Đôi"]
    assert lines[1] == ["Nguyễn Văn An", "1688000", "25/02/2026", "Phường Hạc Thành", "3376000"]
    assert lines[2][0] == "'=HYPERLINK(1)"


def test_a_list_leaves_as_a_workbook():
    answer = exports.export(RequestFactory().get("/", {"xuat": "xlsx"}), "ho-so", COLUMNS, ROWS)
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "Nguyễn Văn An" in sheet
    assert "<f>" not in sheet


def test_another_kind_of_file_is_refused():
    with pytest.raises(Refused):
        exports.export(RequestFactory().get("/", {"xuat": "pdf"}), "ho-so", COLUMNS, ROWS)
