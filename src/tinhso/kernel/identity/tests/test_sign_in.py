"""Signing in: credentials, the second factor, sessions, the throttle."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity import second_factor, services, sign_in, throttle
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.errors import TooManyAttempts
from tinhso.kernel.identity.models import Account, SignInFailure
from tinhso.kernel.identity.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen(db):
    return services.create_account(
        full_name="Nguyễn Thị Hoa", personal_number="038190000012", password="mua-thu-ha-noi", phone="0912345678"
    )


def enter(client, username, password, **extra):
    return client.post("/dang-nhap/", {"username": username, "password": password, **extra})


def code_for(secret):
    return second_factor.code_at(secret, second_factor.current_counter())


def test_a_citizen_signs_in_by_personal_number_and_returns_to_the_page_asked_for(client, citizen):
    answer = enter(client, "038190000012", "mua-thu-ha-noi", next="/tai-khoan/")
    assert (answer.status_code, answer.url) == (302, "/tai-khoan/")
    page = client.get("/tai-khoan/")
    assert "Nguyễn Thị Hoa" in page.content.decode()


def test_no_address_of_another_site_is_returned_to(client, citizen):
    assert enter(client, "038190000012", "mua-thu-ha-noi", next="https://evil.example/").url == "/"
    assert enter(Client(), "038190000012", "mua-thu-ha-noi", next="//evil.example/").url == "/"


@pytest.mark.parametrize("username", ["038190000012", "nobody"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, citizen, username):
    answer = enter(client, username, "sai")
    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_failed_sign_in_is_recorded_without_the_name_that_was_typed(client, citizen):
    enter(client, "mat-khau-go-nham-o-day", "sai")
    entry = AuditEntry.objects.get(code="identity.sign-in-failed")
    assert (entry.subject_id, entry.subject_label) == (None, "")


def test_a_session_key_planted_before_signing_in_is_worth_nothing_after(client, citizen):
    client.get("/dang-nhap/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    enter(client, "038190000012", "mua-thu-ha-noi")
    assert client.session.session_key != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get("/tai-khoan/").status_code == 302


def test_an_official_without_second_factor_is_led_to_set_it_up(client, province):
    assert enter(client, "binh.y-te", PASSWORD).url == "/tai-khoan/xac-thuc-hai-lop/"
    page = client.get("/tai-khoan/xac-thuc-hai-lop/")
    assert page.status_code == 200
    secret = client.session["second_factor_secret"]
    assert client.post("/tai-khoan/xac-thuc-hai-lop/", {"code": "000000x"}).status_code == 422
    done = client.post("/tai-khoan/xac-thuc-hai-lop/", {"code": code_for(secret)})
    assert done.status_code == 200
    assert "Mã dự phòng" in done.content.decode()
    assert client.session["second_factor"] == str(province.officer.pk)


def test_the_secret_is_not_kept_in_the_clear(province):
    secret = services.enrol_totp(province.officer)
    kept = Authenticator.objects.get(user_id=province.officer.pk, type="totp").data["secret"]
    assert secret not in kept


def test_a_password_alone_opens_no_session_for_who_has_a_second_factor(client, province):
    secret = services.enrol_totp(province.officer)
    answer = enter(client, "binh.y-te", PASSWORD, next="/tai-khoan/")
    assert answer.url == "/dang-nhap/xac-thuc/?next=%2Ftai-khoan%2F"
    assert client.get("/tai-khoan/").status_code == 302
    assert client.post("/dang-nhap/xac-thuc/", {"code": "123"}).status_code == 422
    answer = client.post("/dang-nhap/xac-thuc/", {"code": code_for(secret), "next": "/tai-khoan/"})
    assert answer.url == "/tai-khoan/"
    assert client.get("/tai-khoan/").status_code == 200


def test_a_code_is_taken_once_and_no_earlier_code_after_it(province):
    secret = services.enrol_totp(province.officer)
    counter = second_factor.current_counter()
    code, earlier = second_factor.code_at(secret, counter), second_factor.code_at(secret, counter - 1)
    assert second_factor.accept_code(province.officer.pk, code)
    assert not second_factor.accept_code(province.officer.pk, code)
    assert not second_factor.accept_code(province.officer.pk, earlier)


def test_the_code_that_proved_the_enrolment_does_not_sign_in(province):
    secret = second_factor.new_secret()
    sign_in.enrol(province.officer, secret, code_for(secret), address="127.0.0.1")
    assert not second_factor.accept_code(province.officer.pk, code_for(secret))


def test_a_recovery_code_is_taken_once(province):
    codes = second_factor.enrol(province.officer, second_factor.new_secret())
    sign_in.check_code(province.officer, codes[0], address="127.0.0.1")
    assert second_factor.recovery_codes_left(province.officer.pk) == len(codes) - 1
    assert not second_factor.accept_recovery_code(province.officer.pk, codes[0])


def test_an_awaited_second_factor_is_forgotten_after_ten_minutes(client, province):
    secret = services.enrol_totp(province.officer)
    enter(client, "binh.y-te", PASSWORD)
    with clock.at(clock.now() + timedelta(minutes=11)):
        answer = client.post("/dang-nhap/xac-thuc/", {"code": code_for(secret)})
    assert answer.url == "/dang-nhap/"


def test_the_sixth_wrong_password_in_a_quarter_of_an_hour_is_not_even_checked(client, citizen):
    for _ in range(5):
        assert enter(client, "038190000012", "sai").status_code == 422
    assert enter(client, "038190000012", "mua-thu-ha-noi").status_code == 429
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert enter(client, "038190000012", "mua-thu-ha-noi").status_code == 302


def test_success_takes_the_charges_back(client, citizen):
    for _ in range(4):
        enter(client, "038190000012", "sai")
    enter(client, "038190000012", "mua-thu-ha-noi")
    for _ in range(5):
        assert enter(Client(), "038190000012", "sai").status_code == 422


def test_one_password_tried_on_many_names_from_one_address_is_stopped():
    for number in range(throttle.MOST_BY_ADDRESS):
        throttle.charge(f"name-{number}", "10.0.0.1")
    with pytest.raises(TooManyAttempts):
        throttle.charge("another", "10.0.0.1")
    throttle.charge("another", "10.0.0.2")


def test_wrong_codes_are_throttled_too(province):
    services.enrol_totp(province.officer)
    for _ in range(5):
        with pytest.raises(Invalid):
            sign_in.check_code(province.officer, "000", address="127.0.0.1")
    with pytest.raises(TooManyAttempts):
        sign_in.check_code(province.officer, "000", address="127.0.0.1")


def test_counts_are_kept_under_keyed_hashes_not_names(citizen):
    throttle.charge("038190000012", "127.0.0.1")
    assert not SignInFailure.objects.filter(key__contains="038190000012").exists()


def test_checking_an_unknown_name_hashes_a_password_too(province, monkeypatch):
    hashed = []
    monkeypatch.setattr(Account, "set_password", lambda account, password: hashed.append(password))
    with pytest.raises(Invalid):
        sign_in.check_credentials("khong-ai", "sai", address="10.1.1.1")
    assert hashed == ["sai"]


def test_a_suspended_account_is_signed_out_at_once(client, province):
    client.force_login(province.officer)
    assert client.get("/tai-khoan/").status_code == 200
    services.suspend(SYSTEM, province.officer, reason="Nghỉ việc")
    assert client.get("/tai-khoan/").status_code == 302
    assert enter(Client(), "binh.y-te", PASSWORD).status_code == 422


def test_an_account_ends_with_its_validity(client, province):
    province.officer.valid_to = clock.today()
    province.officer.save(update_fields=["valid_to"])
    client.force_login(province.officer)
    assert client.get("/tai-khoan/").status_code == 200
    with clock.at(clock.now() + timedelta(days=1)):
        assert client.get("/tai-khoan/").status_code == 302


def test_signing_out_elsewhere_keeps_the_session_at_hand(client, citizen):
    other = Client()
    client.force_login(citizen)
    other.force_login(citizen)
    client.post("/tai-khoan/thiet-bi-khac/dang-xuat/")
    assert client.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/").status_code == 302


def test_changing_the_password_signs_other_devices_out(client, citizen):
    other = Client()
    client.force_login(citizen)
    other.force_login(citizen)
    form = {"old": "mua-thu-ha-noi", "password": "bien-sam-son-xanh", "again": "bien-sam-son-xanh"}
    assert client.post("/tai-khoan/mat-khau/", form).status_code == 302
    assert client.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/").status_code == 302
    assert enter(Client(), "038190000012", "bien-sam-son-xanh").status_code == 302


def test_signing_out_is_not_done_by_a_link(client, citizen):
    client.force_login(citizen)
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/").status_code == 302
    assert client.get("/tai-khoan/").status_code == 302


def test_a_citizen_signs_up_and_is_signed_in(client, db):
    form = {
        "full_name": "Phạm Văn Đức",
        "personal_number": "038 088 000 012",
        "birth_year": "1988",
        "sex": "male",
        "phone": "0912 345 678",
        "password": "bien-sam-son-xanh",
        "again": "bien-sam-son-xanh",
    }
    wrong = client.post("/dang-ky/", {**form, "sex": "female"})
    assert wrong.status_code == 422
    assert "không khớp với giới tính" in wrong.content.decode()
    assert client.post("/dang-ky/", form).status_code == 302
    assert "+84912345678" in client.get("/tai-khoan/").content.decode()


def test_every_page_of_signing_in_is_drawn(client, citizen):
    for address in ("/dang-nhap/", "/dang-ky/"):
        assert client.get(address).status_code == 200
    client.force_login(citizen)
    for address in ("", "mat-khau/", "xac-thuc-hai-lop/", "ai-da-xem/"):
        assert client.get(f"/tai-khoan/{address}").status_code == 200
