"""Accounts, roles and keys on screen."""

import re

import pytest
from django.urls import reverse

from tinhso.desks.administration.services import new_password
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.identity import roles as role_services
from tinhso.kernel.identity.models import Account, ApiKey, RoleAssignment
from tinhso.kernel.identity.permissions import ASSIGN_ROLES, EDIT_ROLES, MANAGE_ACCOUNTS, SEE_ACCOUNTS


def secret_of(answer) -> str:
    assert answer["Cache-Control"] == "no-store"
    return re.search(r'class="ts-secret">([^<]+)<', answer.content.decode()).group(1)


def new_account(place, **changes):
    role = place.official(["procedures.view"]).assignments.get().role
    given = {
        "full_name": "Công Tằng Tôn Nữ Thị Phương Nguyễn Hoàng Bảo Ngọc",
        "username": "ngoc.xod",
        "unit": place.here.pk,
        "role": role.pk,
        "position": "Chuyên viên",
    }
    return {**given, **changes}


def test_a_temporary_password_obeys_the_rules_for_officials() -> None:
    made = {new_password() for _time in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[A-Z][a-z]{3}-[a-z]{4}-[a-z]{4}-\d{3}", password) for password in made)


def test_an_account_is_opened_with_its_first_role_and_its_password_is_shown_once(place, desk) -> None:
    answer = desk.post(reverse("administration:account-add"), new_account(place))
    account = Account.objects.get(username="ngoc.xod")
    assert account.check_password(secret_of(answer))
    assert account.must_change_password
    assert account.assignments.get().unit == place.here


def test_who_manages_another_unit_opens_nothing_here(place, browse) -> None:
    account = place.official([MANAGE_ACCOUNTS, ASSIGN_ROLES, SEE_ACCOUNTS], place.elsewhere)
    answer = browse(account).post(reverse("administration:account-add"), new_account(place))
    assert answer.status_code == 422
    assert not Account.objects.filter(username="ngoc.xod").exists()


def test_an_account_of_another_unit_is_not_found(place, browse) -> None:
    there = place.official(["procedures.view"], place.elsewhere)
    client = browse(place.official([SEE_ACCOUNTS, MANAGE_ACCOUNTS], place.here))
    assert client.get(reverse("administration:account", args=[there.pk])).status_code == 404
    assert client.post(reverse("administration:suspend", args=[there.pk]), {"reason": "Thử"}).status_code == 404
    there.refresh_from_db()
    assert there.is_active


def test_suspending_takes_a_reason_and_resuming_undoes_it(place, desk) -> None:
    account = place.official(["procedures.view"], place.here)
    address = reverse("administration:suspend", args=[account.pk])
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "Nghỉ việc"}).status_code == 302
    account.refresh_from_db()
    assert not account.is_active
    desk.post(reverse("administration:resume", args=[account.pk]))
    account.refresh_from_db()
    assert account.is_active


def test_a_role_is_given_and_ended_on_screen(place, desk) -> None:
    account = place.official(["procedures.view"], place.here)
    role = account.assignments.get().role
    given = {"unit": place.elsewhere.pk, "role": role.pk, "valid_from": "01/11/2026"}
    assert desk.post(reverse("administration:assign", args=[account.pk]), given).status_code == 302
    again = desk.post(reverse("administration:assign", args=[account.pk]), given)
    assert again.status_code == 422
    assert "đã giữ vai trò" in again.content.decode()
    post = account.assignments.get(unit=place.elsewhere)
    desk.post(reverse("administration:end-assignment", args=[account.pk, post.pk]), {"last_day": "30/11/2026"})
    post.refresh_from_db()
    assert str(post.valid_to) == "2026-11-30"


def test_a_key_is_shown_once_and_revoked(place, desk) -> None:
    role = place.official(["procedures.view"]).assignments.get().role
    answer = desk.post(
        reverse("administration:key-add"), {"label": "Phần mềm", "unit": place.here.pk, "role": role.pk, "days": 30}
    )
    key = ApiKey.objects.get()
    assert secret_of(answer).startswith(f"ts_{key.prefix}_")
    desk.post(reverse("administration:key-revoke", args=[key.pk]))
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_a_role_carries_what_was_chosen(place, desk) -> None:
    role = place.official(["procedures.view"]).assignments.get().role
    answer = desk.post(
        reverse("administration:role", args=[role.code]),
        {"name": "Vai mới", "seen": "procedures.view", "procedures": ["procedures.view", "procedures.process"]},
    )
    assert answer.status_code == 302
    role.refresh_from_db()
    assert (role.name, role.permissions) == ("Vai mới", ["procedures.process", "procedures.view"])
    stale = desk.post(
        reverse("administration:role", args=[role.code]), {"name": "Vai", "seen": "procedures.view", "procedures": []}
    )
    assert stale.status_code == 422


def test_nobody_changes_a_role_they_hold_nor_gives_rights_over_accounts_they_lack(place) -> None:
    actor = place.actor([EDIT_ROLES])
    own = RoleAssignment.objects.get(account_id=actor.account_id).role
    other = place.official(["procedures.view"]).assignments.get().role
    with pytest.raises(Forbidden):
        role_services.change_role(actor, own, name="Tôi", permissions=[EDIT_ROLES, "procedures.view"])
    with pytest.raises(Forbidden):
        role_services.change_role(actor, other, name="Khác", permissions=[MANAGE_ACCOUNTS])
    with pytest.raises(Forbidden):
        role_services.change_role(place.actor([EDIT_ROLES], place.here), other, name="Khác", permissions=[])
    with pytest.raises(Invalid):
        role_services.change_role(actor, other, name="Khác", permissions=["khong.co"])
    with pytest.raises(Conflict):
        role_services.change_role(actor, other, name="Khác", permissions=[], seen=[])
    other.refresh_from_db()
    assert other.permissions == ["procedures.view"]


def test_the_list_asks_few_questions_and_finds_without_marks(place, desk, django_assert_max_num_queries) -> None:
    for number in range(20):
        place.official(["procedures.view"], place.here, name=f"Đặng Thị Ủy {number}")
    with django_assert_max_num_queries(10):
        page = desk.get(reverse("administration:accounts") + "?tim=dang uy").content.decode()
    assert "Đặng Thị Ủy 19" in page
    assert "Hồ Đình Thắng</a>" not in page
