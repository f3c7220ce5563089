"""Systems that sign people in through the platform: registered on screen, by who has the right there."""

import html
import re

import pytest

from tinhso.kernel.identity.models import RelyingSystem
from tinhso.kernel.identity.provider.queries import protocol_of

pytestmark = pytest.mark.django_db

PLACE = "/quan-tri/dang-nhap-mot-lan/"
FORM = {
    "name": "Phần mềm họp không giấy",
    "audience": "officials",
    "confidential": "1",
    "redirect_uris": "https://hop.example.vn/xong\nhttps://hop.example.vn/khac",
    "logout_uris": "https://hop.example.vn/",
    "scopes": ["profile", "unit"],
}


def test_a_system_is_registered_its_secret_shown_once_changed_and_ended(desk, place):
    assert "Chưa có phần mềm nào" in desk.get(PLACE).content.decode()
    wrong = desk.post(f"{PLACE}them/", FORM | {"unit": str(place.here.pk), "redirect_uris": "http://hop.example.vn/"})
    assert wrong.status_code == 422
    assert "cần địa chỉ https" in wrong.content.decode()
    done = desk.post(f"{PLACE}them/", FORM | {"unit": str(place.here.pk)})
    system = RelyingSystem.objects.get()
    secret = html.unescape(re.search(r'class="ts-secret">([^<]+)<', done.content.decode()).group(1))
    assert system.client_id in done.content.decode()
    assert secret not in desk.get(PLACE).content.decode()
    assert protocol_of(system)["scopes"] == ["openid", "profile", "unit"]

    assert desk.post(f"{PLACE}{system.pk}/", FORM | {"name": "Tên mới", "trusted": "on"}).status_code == 302
    system.refresh_from_db()
    assert (system.name, system.trusted) == ("Tên mới", True)
    again = desk.post(f"{PLACE}{system.pk}/khoa/").content.decode()
    assert html.unescape(re.search(r'class="ts-secret">([^<]+)<', again).group(1)) != secret
    assert desk.post(f"{PLACE}{system.pk}/ngung/").status_code == 302
    assert "Đã ngừng" in desk.get(PLACE).content.decode()
    assert desk.post(f"{PLACE}{system.pk}/ngung/").status_code == 422


def test_somebody_sees_and_registers_systems_of_his_own_units_alone(desk, place, browse):
    desk.post(f"{PLACE}them/", FORM | {"unit": str(place.here.pk)})
    system = RelyingSystem.objects.get()
    other = browse(place.official(["identity.systems"], place.elsewhere))
    assert "Phần mềm họp" not in other.get(PLACE).content.decode()
    assert other.get(f"{PLACE}{system.pk}/").status_code == 404
    assert other.post(f"{PLACE}them/", FORM | {"unit": str(place.here.pk)}).status_code == 422
