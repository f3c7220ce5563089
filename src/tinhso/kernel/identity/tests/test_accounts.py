"""People, accounts and roles: who may write what, and two who write at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.identity import queries, services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account, Person, RoleAssignment
from tinhso.kernel.identity.tests.conftest import PASSWORD
from tinhso.kernel.organizations import services as organizations

pytestmark = pytest.mark.django_db


def actor(account):
    return queries.actor_for(account, strong=True)


def test_a_role_reaches_the_units_subtree_and_no_further(province):
    office = organizations.add_unit(
        parent=province.health,
        identifier="H56.15.01",
        name="Văn phòng",
        kind="division",
        tier="province",
        valid_from=date(2020, 1, 1),
    )
    admin = province.admin_actor
    assert admin.may("identity.assign", office)
    assert not admin.may("identity.assign", province.works)
    assert not admin.may("identity.assign", province.root)
    assert admin.unit_ids("identity.assign") == {province.health.pk, office.pk}


def test_an_actor_costs_one_query(province, django_assert_num_queries):
    account = Account.objects.select_related("person").get(pk=province.admin.pk)
    with django_assert_num_queries(1):
        queries.actor_for(account)


def test_a_role_holds_from_its_first_to_its_last_day(province):
    today = clock.today()
    services.assign_role(
        SYSTEM,
        province.officer,
        province.staff_role,
        province.health,
        valid_from=today + timedelta(days=1),
        valid_to=today + timedelta(days=2),
    )
    holds = []
    for days in range(4):
        with clock.at(clock.now() + timedelta(days=days)):
            holds.append(actor(province.officer).may("identity.see"))
    assert holds == [False, True, True, False]


def test_a_role_at_a_unit_that_ended_gives_nothing(province):
    organizations.end_unit(province.health, last_day=clock.today() - timedelta(days=1))
    assert not actor(province.admin).posts


def test_a_suspended_account_has_no_rights(province):
    services.suspend(SYSTEM, province.admin, reason="Chuyển công tác")
    assert not actor(province.admin).posts


def test_ending_a_role_takes_it_at_once_and_keeps_it_on_record(province):
    held = services.assign_role(province.admin_actor, province.officer, province.staff_role, province.health)
    services.end_assignment(province.admin_actor, held)
    assert not actor(province.officer).posts
    assert RoleAssignment.objects.filter(pk=held.pk).exists()
    services.assign_role(province.admin_actor, province.officer, province.staff_role, province.health)
    assert actor(province.officer).may("identity.see")


def test_a_role_that_ended_earlier_is_not_prolonged_by_ending_it(province):
    held = services.assign_role(province.admin_actor, province.officer, province.staff_role, province.health)
    services.end_assignment(province.admin_actor, held)
    with pytest.raises(Conflict):
        services.end_assignment(province.admin_actor, held, last_day=clock.today() + timedelta(days=30))


def test_an_administrator_assigns_only_within_the_unit(province):
    with pytest.raises(Forbidden):
        services.assign_role(province.admin_actor, province.officer, province.staff_role, province.works)


def test_nobody_gives_a_role_to_themself(province):
    with pytest.raises(Forbidden):
        services.assign_role(province.admin_actor, province.admin, province.staff_role, province.health)


def test_nobody_gives_rights_over_accounts_that_they_do_not_hold(province):
    assigner = services.load_roles([{"code": "giao", "name": "Giao", "permissions": ["identity.assign"]}])[0]
    services.assign_role(SYSTEM, province.officer, assigner, province.health)
    friend = services.create_official(SYSTEM, username="cuong", full_name="Cường", password=PASSWORD)
    with pytest.raises(Forbidden):
        services.assign_role(actor(province.officer), friend, province.admin_role, province.health)


def test_a_citizens_account_takes_no_role(province):
    citizen = services.create_account(full_name="Hoa", personal_number="038190000012", password="mua-thu-ha-noi")
    with pytest.raises(Invalid):
        services.assign_role(SYSTEM, citizen, province.staff_role, province.health)


def test_the_same_role_twice_in_one_time_is_a_conflict(province):
    services.assign_role(SYSTEM, province.officer, province.staff_role, province.health)
    with pytest.raises(Conflict):
        services.assign_role(SYSTEM, province.officer, province.staff_role, province.health)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_assign_the_same_role_at_once_one_is_told(province):
    told, barrier = [], threading.Barrier(2)

    def assign():
        try:
            barrier.wait()
            services.assign_role(SYSTEM, province.officer, province.staff_role, province.health)
        except Conflict as conflict:
            told.append(conflict)
        finally:
            connection.close()

    threads = [threading.Thread(target=assign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert RoleAssignment.objects.filter(account=province.officer).count() == 1
    assert AuditEntry.objects.filter(code="identity.role-given", subject_id=province.officer.pk).count() == 1


def test_an_administrator_of_one_unit_does_not_reset_the_password_of_another(province):
    services.assign_role(SYSTEM, province.officer, province.staff_role, province.works)
    with pytest.raises(Forbidden):
        services.set_password(province.admin_actor, province.officer, "Mat-khau-moi-1")


def test_a_reset_password_is_changed_at_first_sign_in(province, client):
    services.assign_role(SYSTEM, province.officer, province.staff_role, province.health)
    services.set_password(province.admin_actor, province.officer, "Mat-khau-moi-1")
    assert Account.objects.get(pk=province.officer.pk).must_change_password


def test_a_citizens_password_is_reset_only_by_who_may_help_citizens(province):
    citizen = services.create_account(full_name="Hoa", personal_number="038190000012", password="mua-thu-ha-noi")
    with pytest.raises(Forbidden):
        services.set_password(province.admin_actor, citizen, "bien-sam-son-xanh")


@pytest.mark.parametrize(
    ("password", "lacks"),
    [("chieu-mua-2026", "chữ hoa"), ("Chieu-mua-nay", "chữ số"), ("Chieumua2026", "ký tự đặc biệt"), ("Cm-1", "8")],
)
def test_an_officials_password_has_every_kind_of_character(province, password, lacks):
    with pytest.raises(Invalid) as refusal:
        services.create_official(SYSTEM, username="dung", full_name="Dũng", password=password)
    assert lacks in refusal.value.fields["password"]


def test_a_password_is_not_the_personal_number(db):
    with pytest.raises(Invalid):
        services.create_account(full_name="Hoa", personal_number="038190000012", password="038190000012a")


def test_a_number_has_one_account_and_a_refused_one_leaves_no_person(db):
    values = {"full_name": "Hoa", "personal_number": "038190000012", "password": "mua-thu-ha-noi"}
    services.create_account(**values)
    with pytest.raises(Invalid) as refusal:
        services.create_account(**values)
    assert "personal_number" in refusal.value.fields
    assert Person.objects.count() == 1


def test_an_account_does_not_take_over_a_person_known_from_the_counter(db):
    known = services.create_person(full_name="Hoa", personal_number="038190000012")
    account = services.create_account(full_name="Hoa", personal_number="038190000012", password="mua-thu-ha-noi")
    assert account.person_id != known.pk


def test_every_wrong_field_of_a_person_is_named_at_once():
    with pytest.raises(Invalid) as refusal:
        services.build_person(
            full_name=" ", personal_number="12", phone="123", email="x", birth_year=2025, birth_month=2, birth_day=30
        )
    assert set(refusal.value.fields) == {"full_name", "personal_number", "phone", "email", "birth_year"}


def test_a_role_may_not_carry_a_permission_that_nobody_declared(db):
    with pytest.raises(Invalid):
        services.load_roles([{"code": "x", "name": "X", "permissions": ["khong.co"]}])


def test_loading_the_same_roles_again_writes_nothing(province):
    before = AuditEntry.objects.filter(code="identity.roles-loaded").count()
    row = {"code": "xem", "name": "Người xem", "permissions": ["identity.see"]}
    services.load_roles([row])
    assert AuditEntry.objects.filter(code="identity.roles-loaded").count() == before


def test_holders_of_a_right_are_found_up_the_tree(province):
    assert list(queries.holders("identity.assign", province.health.path)) == [province.admin]
    assert list(queries.holders("identity.assign", province.works.path)) == []


def test_who_must_change_the_password_is_led_there_before_any_work(province):
    from tinhso.kernel.identity.access import official

    province.officer.must_change_password = True
    province.officer.save(update_fields=["must_change_password"])
    services.enrol_totp(province.officer)
    client = Client()
    client.force_login(province.officer)
    session = client.session
    session["second_factor"] = str(province.officer.pk)
    session.save()
    answer = official(lambda request: None)(client.get("/tai-khoan/").wsgi_request)
    assert answer.url.startswith("/tai-khoan/mat-khau/")
