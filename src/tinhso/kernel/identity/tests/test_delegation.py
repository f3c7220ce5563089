"""Delegation for an absence: own rights only, for days that end by themselves, never passed on, on record."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.identity import delegation, services
from tinhso.kernel.identity import delegation_queries as delegated
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.delegation_models import Delegation
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations import services as organizations

pytestmark = pytest.mark.django_db
SEAL, REVOKE = "signing.use-seal", "papers.revoke"


def actor(account):
    return actor_for(Account.objects.select_related("person").get(pk=account.pk), strong=True)


@pytest.fixture
def body(province):
    """The department with a leader, a clerk and a stranger of another department."""
    begins = date(2020, 1, 1)
    lead, staff = services.load_roles(
        [
            {"code": "dau", "name": "Lãnh đạo", "permissions": [SEAL, REVOKE, "identity.see"]},
            {"code": "van", "name": "Văn thư", "permissions": [SEAL]},
        ]
    )
    office = organizations.add_unit(
        parent=province.health, identifier="H56.15.01", name="Văn phòng", kind="division", tier="province",
        valid_from=begins,
    )  # fmt: skip
    people = {}
    for name, full, role, unit in (
        ("leader", "Phạm Thị Giám Đốc", lead, province.health),
        ("clerk", "Đỗ Văn Thư", staff, office),
        ("stranger", "Vũ Thị Sở Khác", staff, province.works),
    ):
        people[name] = services.create_official(SYSTEM, username=f"{name}.x", full_name=full, password="Chieu-mua-2026")
        people[f"{name}_role"] = services.assign_role(
            SYSTEM, people[name], role, unit, valid_from=begins, position="Giám đốc" if name == "leader" else "Văn thư"
        )
    return province, people


def give(people, who="leader", **changes):
    today = clock.today()
    values = {
        "permissions": [REVOKE], "valid_from": today, "valid_to": today + timedelta(days=2), "reason": "Nghỉ phép",
    } | changes  # fmt: skip
    return delegation.delegate(actor(people[who]), people["leader_role"], people["clerk"], **values)


def test_the_other_holds_the_rights_in_his_place_and_only_these_days(body):
    province, people = body
    assert not actor(people["clerk"]).may(REVOKE, province.health)
    give(people)
    stands_in = actor(people["clerk"])
    assert stands_in.may(REVOKE, province.health)
    post = stands_in.post_for(REVOKE, province.health)
    assert (post.giver_id, post.giver_name, post.position) == (people["leader"].pk, "Phạm Thị Giám Đốc", "Giám đốc")
    assert stands_in.post_for(SEAL, province.health) is None
    with clock.at(clock.now() + timedelta(days=3)):
        assert not actor(people["clerk"]).may(REVOKE, province.health)
    note = AuditEntry.objects.get(code="identity.delegated")
    assert note.subject_label == "Đỗ Văn Thư thay Phạm Thị Giám Đốc"


def test_own_posts_come_before_those_in_which_one_stands_in(body):
    province, people = body
    give(people, permissions=[SEAL])
    office = people["clerk_role"].unit
    assert actor(people["clerk"]).post_for(SEAL, office).giver_id is None
    assert actor(people["clerk"]).post_for(SEAL, province.health).giver_id == people["leader"].pk
    assert actor(people["clerk"]).post_for(SEAL, office, people["leader"].pk).giver_id == people["leader"].pk


def test_an_actor_who_stands_in_costs_one_query_too(body, django_assert_num_queries):
    _province, people = body
    give(people)
    account = Account.objects.select_related("person").get(pk=people["clerk"].pk)
    with django_assert_num_queries(1):
        assert len(actor_for(account).posts) == 2


def test_it_is_never_passed_on(body):
    province, people = body
    give(people)
    third = services.create_official(SYSTEM, username="third.x", full_name="Người Thứ Ba", password="Chieu-mua-2026")
    services.assign_role(SYSTEM, third, people["clerk_role"].role, province.health, valid_from=date(2020, 1, 1))
    assert [role.pk for role in delegated.roles_to_delegate(people["clerk"].pk)] == [people["clerk_role"].pk]
    with pytest.raises(Forbidden):
        delegation.delegate(
            actor(people["clerk"]), people["leader_role"], third, permissions=[REVOKE], valid_from=clock.today(),
            valid_to=clock.today(), reason="Chuyển tiếp",
        )  # fmt: skip


def test_rights_over_accounts_are_never_delegated(body):
    _province, people = body
    assert delegated.rights_of(people["leader_role"]) == [
        code for code in delegated.rights_of(people["leader_role"]) if not code.startswith("identity.")
    ]
    with pytest.raises(Invalid) as refusal:
        give(people, permissions=["identity.see"])
    assert set(refusal.value.fields) == {"permissions"}


def test_what_is_wrong_is_named_field_by_field(body):
    _province, people = body
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Invalid) as refusal:
        give(people, permissions=[], valid_from=yesterday, valid_to=yesterday - timedelta(days=1), reason=" ")
    assert set(refusal.value.fields) == {"permissions", "valid_from", "valid_to", "reason"}
    with pytest.raises(Invalid) as refusal:
        give(people, valid_to=clock.today() + timedelta(days=400))
    assert set(refusal.value.fields) == {"valid_to"}
    with pytest.raises(Invalid, match=r".*") as refusal:
        delegation.delegate(
            actor(people["leader"]), people["leader_role"], people["stranger"], permissions=[REVOKE],
            valid_from=clock.today(), valid_to=clock.today(), reason="Nghỉ",
        )  # fmt: skip
    assert "không giữ vai trò nào trong cơ quan" in refusal.value.fields["receiver"]


def test_who_assigns_roles_does_it_for_somebody_already_absent_but_not_to_himself(body):
    province, people = body
    made = delegation.delegate(
        province.admin_actor, people["leader_role"], people["clerk"], permissions=[SEAL], valid_from=clock.today(),
        valid_to=clock.today(), reason="Ốm đột xuất",
    )  # fmt: skip
    assert made.made_by_id == province.admin.pk
    with pytest.raises(Forbidden, match="tự nhận"):
        delegation.delegate(
            province.admin_actor, people["leader_role"], province.admin, permissions=[SEAL], valid_from=clock.today(),
            valid_to=clock.today(), reason="Ốm đột xuất",
        )  # fmt: skip
    with pytest.raises(Forbidden):
        give(people, who="stranger")


def test_it_ends_at_once_when_one_of_both_says_so_or_the_role_ends(body):
    province, people = body
    made = give(people)
    delegation.end(actor(people["clerk"]), made)
    assert not actor(people["clerk"]).may(REVOKE, province.health)
    with pytest.raises(Conflict):
        delegation.end(actor(people["leader"]), made)
    give(people)
    assert actor(people["clerk"]).may(REVOKE, province.health)
    services.end_assignment(SYSTEM, people["leader_role"])
    assert not actor(people["clerk"]).may(REVOKE, province.health)


def test_a_giver_whose_account_is_locked_lends_nothing(body):
    province, people = body
    give(people)
    services.suspend(province.admin_actor, people["leader"], reason="Thôi việc")
    assert not actor(people["clerk"]).may(REVOKE, province.health)


@pytest.mark.django_db(transaction=True)
def test_two_who_delegate_the_same_at_once_make_one_delegation(body):
    _province, people = body
    ready, told = threading.Barrier(2), []

    def run():
        try:
            ready.wait()
            give(people)
        except Conflict as conflict:
            told.append(conflict.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _who in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Delegation.objects.count() == 1
    assert len(told) == 1
