"""Keys of programs, and the API's doors."""

from datetime import timedelta

import pytest
from django.test import Client

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden
from tinhso.kernel.identity import keys, programs, services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import ApiKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(province):
    return programs.create_api_key(
        SYSTEM, unit=province.health, role=province.staff_role, label="Phần mềm bệnh viện", days=30
    )


def me(text):
    return Client().get("/api/v1/me", headers={"Authorization": f"Bearer {text}"})


def test_a_key_says_who_it_is_and_what_it_may(key, province):
    answer = me(key[1]).json()
    assert (answer["name"], answer["kind"]) == ("Phần mềm bệnh viện", "program")
    assert [(post["unit"], post["permissions"]) for post in answer["posts"]] == [("Sở Y tế", ["identity.see"])]


def test_the_key_itself_is_kept_nowhere(key):
    row, text = key
    secret = text.split("_", 2)[2]
    assert secret not in row.digest
    assert not ApiKey.objects.filter(digest=secret).exists()


@pytest.mark.parametrize(
    "mangle", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.replace("ts_", "xx_"), lambda t: ""]
)
def test_anything_but_the_whole_key_is_refused(key, mangle):
    answer = me(mangle(key[1]))
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert "Bearer" in answer["WWW-Authenticate"]


def test_a_revoked_key_stops_at_once(key):
    programs.revoke_api_key(SYSTEM, key[0])
    assert me(key[1]).status_code == 401
    with pytest.raises(Conflict):
        programs.revoke_api_key(SYSTEM, key[0])


def test_a_key_ends_at_its_time(key):
    with clock.at(clock.now() + timedelta(days=29, hours=23)):
        assert keys.find_key(key[1]) is not None
    with clock.at(clock.now() + timedelta(days=30, hours=1)):
        assert keys.find_key(key[1]) is None


def test_a_key_whose_account_is_suspended_is_refused(key):
    services.suspend(SYSTEM, key[0].account, reason="Nghi lộ khoá")
    assert me(key[1]).status_code == 401


def test_the_time_of_use_is_written_once_an_hour_not_at_every_call(key):
    me(key[1])
    first = ApiKey.objects.get(pk=key[0].pk).last_used_at
    with clock.at(clock.now() + timedelta(minutes=50)):
        me(key[1])
    assert ApiKey.objects.get(pk=key[0].pk).last_used_at == first
    with clock.at(clock.now() + timedelta(minutes=61)):
        me(key[1])
    assert ApiKey.objects.get(pk=key[0].pk).last_used_at > first


def test_keys_are_given_only_within_ones_unit(province):
    with pytest.raises(Forbidden):
        programs.create_api_key(
            province.admin_actor, unit=province.works, role=province.staff_role, label="Ngoài đơn vị"
        )


def test_a_program_does_not_sign_in_on_a_page(key):
    account = key[0].account
    answer = Client().post("/dang-nhap/", {"username": account.username, "password": key[1]})
    assert answer.status_code == 422


def test_units_and_areas_are_open_and_paged(province):
    first = Client().get("/api/v1/units?limit=2").json()
    assert [unit["identifier"] for unit in first["items"]] == ["H56.16", "H56.15"]
    second = Client().get(f"/api/v1/units?limit=2&after={first['next']}").json()
    assert [unit["identifier"] for unit in second["items"]] == ["H56"]
    assert second["next"] is None
    assert second["items"][0]["identifier_old"] == "000.00.00.H56"
    assert Client().get(f"/api/v1/units/{province.health.pk}").json()["name"] == "Sở Y tế"
    assert Client().get("/api/v1/areas").json() == {"items": [], "next": None}
