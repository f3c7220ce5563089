"""The shell's own pages: catalogue, errors, refusals, health, language, theme."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory
from django.urls import reverse

from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.foundation.modules import MODULES
from tinhso.kernel.identity.actor import ANONYMOUS
from tinhso.kernel.search.services import PASSING
from tinhso.kernel.web import exports, paging, views
from tinhso.kernel.web.catalogue import COMPONENTS, names
from tinhso.kernel.web.middleware import RefusalMiddleware

WEB = Path(__file__).resolve().parents[1]


def test_every_component_is_shown_in_the_catalogue():
    page = (WEB / "templates" / "web" / "catalogue.html").read_text(encoding="utf-8")
    shells = (WEB / "templates" / "web" / "parts" / "account.html").read_text(encoding="utf-8")
    missing = [name for name in names() if not re.search(rf"<c-{name}[\s/>]", page + shells)]
    assert missing == []


def test_no_template_holds_inline_script_or_style():
    for path in Path(WEB, "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text), path


def test_every_component_declares_what_it_takes():
    for path in COMPONENTS.glob("*.html"):
        assert "<c-vars" in path.read_text(encoding="utf-8"), path


@pytest.mark.django_db
@pytest.mark.parametrize("shell", ["portal", "workspace"])
def test_the_catalogue_renders(client, shell):
    answer = client.get("/_components/", {"khung": shell})
    assert answer.status_code == 200
    assert "1.688.000\u00a0₫" in answer.content.decode()


def test_the_catalogue_is_closed_on_a_real_installation(client, settings, db):
    settings.TESTING = settings.DEBUG = settings.DEMONSTRATION = False
    assert client.get("/_components/").status_code == 404


@pytest.mark.django_db
def test_every_entry_of_the_navigation_leads_somewhere():
    for module in MODULES.values():
        entries = (*module.navigation, *module.extras.get("account", ()), *module.extras.get("portal", ()))
        for item in entries:
            assert reverse(item.url_name, args=item.args)


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (Refused("Hồ sơ đang tạm dừng."), 422),
        (Invalid({"name": "Thiếu họ tên."}), 422),
        (Forbidden("Chưa được giao quyền."), 403),
        (NotFound(), 404),
        (Conflict("Bà Lê Thị Hoa đã tiếp nhận lúc 08:10."), 409),
    ],
)
@pytest.mark.django_db
def test_a_refusal_is_a_page_with_its_reason(refused, status):
    request = RequestFactory().get("/ho-so/1/")
    request.actor = ANONYMOUS
    answer = RefusalMiddleware(lambda _: None).process_exception(request, refused)
    assert answer.status_code == status
    page = answer.content.decode()
    assert refused.message in page
    assert str(refused.title) in page
    for words in refused.details.get("fields", {}).values():
        assert words in page


@pytest.mark.django_db
def test_htmx_gets_a_fragment_for_the_notices():
    request = RequestFactory().get("/ho-so/1/", headers={"HX-Request": "true"})
    request.actor = ANONYMOUS
    answer = RefusalMiddleware(lambda _: None).process_exception(request, Conflict("Đã có người nhận."))
    assert answer["HX-Retarget"] == "#notices"
    assert "<html" not in answer.content.decode()


def test_other_exceptions_are_left_alone():
    request = RequestFactory().get("/")
    assert RefusalMiddleware(lambda _: None).process_exception(request, ValueError()) is None


def test_a_fault_of_ours_is_told_without_the_database():
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.content.decode()


@pytest.mark.django_db
def test_a_missing_page_keeps_the_shell_and_says_what_to_do(client):
    answer = client.get("/khong-co/")
    assert answer.status_code == 404
    assert "Không tìm thấy trang" in answer.content.decode()


@pytest.mark.django_db
def test_health_tells_of_the_database(client, monkeypatch):
    assert client.get("/suc-khoe/").json()["database"] is True

    def broken():
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/suc-khoe/")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"


@pytest.mark.django_db
def test_the_interface_is_vietnamese_until_english_is_chosen(client):
    answer = client.get("/_components/", headers={"accept-language": "en-US,en"})
    assert '<html lang="vi"' in answer.content.decode()
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/_components/").content.decode()


@pytest.mark.django_db
def test_the_theme_is_kept_and_leads_nowhere_else(client):
    answer = client.post("/giao-dien/", {"giao-dien": "dark", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert 'data-bs-theme="dark"' in client.get("/_components/").content.decode()
    client.post("/giao-dien/", {"giao-dien": "x"})
    assert "giao-dien" not in {key for key, morsel in client.cookies.items() if morsel.value}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/robots.txt", "/manifest.webmanifest"])
def test_browsers_and_robots_get_what_they_ask_for(client, address):
    assert client.get(address).status_code == 200


def test_every_address_of_the_shell_has_a_rule():
    from tinhso.kernel.web.urls import urlpatterns

    assert all(pattern.callback.rule == "public" for pattern in urlpatterns)


def test_a_saved_view_keeps_neither_page_nor_export():
    assert {paging.AFTER, paging.BEFORE, exports.PARAMETER} <= PASSING
