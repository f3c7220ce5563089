"""Sessions end; guessing is slowed without locking the holder out; accounts that nobody uses are locked."""

from datetime import timedelta

import pytest
from django.test import Client

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity import devices, second_factor, services, sessions, sign_in, throttle, tidying
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.errors import TooManyAttempts
from tinhso.kernel.identity.models import Account, OpenSession, RoleAssignment
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.identity.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NUMBER, OWN = "038190000012", "mua-thu-ha-noi"


@pytest.fixture
def citizen(db):
    return services.create_account(full_name="Nguyễn Thị Hoa", personal_number=NUMBER, password=OWN, phone="0912345678")


@pytest.fixture
def secret(province):
    return services.enrol_totp(province.admin)


def enter(client, username=NUMBER, password=OWN, **extra):
    return client.post("/dang-nhap/", {"username": username, "password": password}, **extra)


def official_enters(client, province, secret, moment=None):
    with clock.at(moment or clock.now()):
        enter(client, province.admin.username, PASSWORD)
        code = second_factor.code_at(secret, second_factor.current_counter())
        assert client.post("/dang-nhap/xac-thuc/", {"code": code}).status_code == 302


def is_open(client):
    return client.get("/tai-khoan/").status_code == 200


def test_a_session_ends_when_nobody_used_it(client, citizen, settings):
    settings.SESSION_IDLE_MINUTES = {"official": 60, "citizen": 120}
    began = clock.now()
    enter(client)
    with clock.at(began + timedelta(minutes=119)):
        assert is_open(client)
    with clock.at(began + timedelta(minutes=119 + 119)):
        assert is_open(client), "using it keeps it open"
    with clock.at(began + timedelta(minutes=119 + 119 + 121)):
        assert not is_open(client)
        assert "Phiên làm việc đã tự kết thúc" in client.get("/dang-nhap/").content.decode()
        assert "Phiên làm việc đã tự kết thúc" not in client.get("/dang-nhap/").content.decode()
    assert OpenSession.objects.get().ended_at is not None


def test_an_official_s_session_ends_sooner(client, province, secret):
    began = clock.now()
    official_enters(client, province, secret, began)
    with clock.at(began + timedelta(minutes=61)):
        assert not is_open(client)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(client, citizen):
    began = clock.now()
    enter(client)
    for hour in range(1, 13):
        with clock.at(began + timedelta(hours=hour - 0.01)):
            assert is_open(client)
    with clock.at(began + timedelta(hours=12, minutes=1)):
        assert not is_open(client)


def test_a_session_ends_with_the_password(client, citizen):
    enter(client)
    services.set_password(SYSTEM, citizen, "bien-sam-son-xanh")
    assert not is_open(client)
    assert not devices.open_devices(citizen.pk).exists()


def test_sessions_end_with_a_role_that_is_taken_at_once(client, province, secret):
    official_enters(client, province, secret)
    assert is_open(client)
    services.end_assignment(SYSTEM, RoleAssignment.objects.get(account=province.admin))
    assert not is_open(client)


def test_a_session_ends_when_the_last_role_ends_by_its_date(client, province, secret, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = {"official": 6000}, 100
    RoleAssignment.objects.filter(account=province.admin).update(valid_to=clock.today())
    official_enters(client, province, secret)
    assert is_open(client)
    with clock.at(clock.now() + timedelta(days=1)):
        assert not is_open(client)


def test_one_s_own_devices_are_listed_and_one_of_them_is_signed_out(client, citizen):
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile"})
    enter(client)
    enter(other)
    page = client.get("/tai-khoan/").content.decode()
    assert "Chrome · Android" in page
    assert "Thiết bị này" in page
    row = OpenSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"/tai-khoan/thiet-bi/{row.pk}/dang-xuat/").status_code == 302
    assert not is_open(other)
    assert is_open(client)
    assert AuditEntry.objects.filter(code="identity.session-ended").exists()
    with pytest.raises(NotFound):
        devices.end_device(actor_for(citizen), row.pk)


def test_nobody_signs_another_s_device_out(client, citizen):
    enter(client)
    stranger = services.create_account(
        full_name="Trần Văn B", personal_number="038088000012", password=OWN + "-2", phone="0987654321"
    )
    with pytest.raises(NotFound):
        devices.end_device(actor_for(stranger), OpenSession.objects.get().pk)
    assert is_open(client)


def test_changing_the_password_keeps_this_device_in_the_list_alone(client, citizen):
    other = Client()
    enter(client)
    enter(other)
    form = {"old": OWN, "password": "bien-sam-son-xanh", "again": "bien-sam-son-xanh"}
    assert client.post("/tai-khoan/mat-khau/", form).status_code == 302
    assert [row.session_key for row in devices.open_devices(citizen.pk)] == [client.session.session_key]


def test_the_last_ten_passwords_are_not_taken_again(citizen):
    actor, current = actor_for(citizen), OWN
    for number in range(10):
        fresh = f"bien-sam-son-xanh-{number}"
        services.change_password(actor, citizen, old=current, new=fresh)
        with pytest.raises(Invalid) as refusal:
            services.change_password(actor, citizen, old=fresh, new=current)
        assert "10 mật khẩu gần đây" in refusal.value.fields["password"]
        current = fresh
    services.change_password(actor, citizen, old=current, new=OWN)
    assert citizen.earlier_passwords.count() == 10


def test_guessing_from_many_addresses_is_stopped_and_does_not_lock_the_holder_out(client, citizen):
    enter(client, REMOTE_ADDR="10.9.9.9")
    client.post("/dang-xuat/")
    for number in range(throttle.MOST_BY_NAME):
        with pytest.raises(Invalid):
            sign_in.check_credentials(NUMBER, "sai", address=f"10.0.0.{number}")
    with pytest.raises(TooManyAttempts):
        sign_in.check_credentials(NUMBER, OWN, address="10.0.1.1")
    assert sign_in.check_credentials(NUMBER, OWN, address="10.9.9.9") == citizen, "where he signs in as a rule"


def test_even_from_a_known_address_a_name_has_its_few_attempts(client, citizen):
    enter(client, REMOTE_ADDR="10.9.9.9")
    for _ in range(throttle.MOST_BY_NAME_AND_ADDRESS):
        with pytest.raises(Invalid):
            sign_in.check_credentials(NUMBER, "sai", address="10.9.9.9")
    with pytest.raises(TooManyAttempts):
        sign_in.check_credentials(NUMBER, OWN, address="10.9.9.9")


def test_signing_up_is_slowed(client, db):
    form = {"full_name": "X", "personal_number": "1", "birth_year": "1", "sex": "male", "phone": "1", "password": "p"}
    form |= {"again": "p"}
    for _ in range(10):
        assert client.post("/dang-ky/", form).status_code == 422
    assert client.post("/dang-ky/", form).status_code == 429


def test_an_official_s_account_that_nobody_used_for_45_days_is_locked_until_somebody_unlocks_it(client, province):
    with clock.at(clock.now() + timedelta(days=44)):
        assert sign_in.check_credentials(province.officer.username, PASSWORD, address="10.0.0.1")
    with clock.at(clock.now() + timedelta(days=46)):
        with pytest.raises(Invalid) as refusal:
            sign_in.check_credentials(province.officer.username, PASSWORD, address="10.0.0.1")
        assert "45 ngày không dùng" in refusal.value.fields["username"]
        province.officer.refresh_from_db()
        assert not province.officer.is_active
        services.resume(SYSTEM, province.officer)
        assert sign_in.check_credentials(province.officer.username, PASSWORD, address="10.0.0.1")


def test_the_daily_work_locks_officials_alone(province, citizen, settings):
    with clock.at(clock.now() + timedelta(days=46)):
        settings.DEMONSTRATION = True
        assert sign_in.lock_dormant_accounts() == 0
        settings.DEMONSTRATION = False
        assert sign_in.lock_dormant_accounts() == 2
    assert Account.objects.filter(is_active=True).get() == citizen
    assert AuditEntry.objects.filter(code="identity.account-suspended").count() == 2


def test_what_has_ended_is_forgotten(client, citizen):
    enter(client)
    with clock.at(clock.now() + timedelta(days=91)):
        tidying.tidy()
    assert not OpenSession.objects.exists()
    assert sessions.level_of({}) == 0
