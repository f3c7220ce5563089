"""Lists ahead of time, figures and the own file: what they hold, and who sees which."""

import json
from datetime import date, datetime

import pytest
from django.test import Client

from tinhso.government.personnel.models import Appointment, PersonFile, Quota
from tinhso.government.personnel.permissions import LISTS, SYNC
from tinhso.government.personnel.queries import ahead, figures
from tinhso.government.personnel.services import sync
from tinhso.government.personnel.tests.people import add_decision, add_file, add_step
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import Forbidden, Invalid
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.registers import services
from tinhso.kits.registers.testing import make_world

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 22, 9, tzinfo=VIETNAM)
HALF_YEAR = (date(2026, 11, 22), date(2027, 5, 22))


@pytest.fixture
def world():
    return make_world(PersonFile.definition)


@pytest.fixture
def people(world):
    """One woman here, one man here near his age, one woman elsewhere."""
    with clock.at(TODAY):
        first = add_file(world)
        man = add_file(
            world, full_name="Đỗ Quang Vinh", file_number="TH-2", personal_number="", sex="male", birth="06/1965",
            degree="master",
        )  # fmt: skip
        away = add_file(world, full_name="Trịnh Thị Bé", file_number="TH-3", personal_number="", unit=world.elsewhere)
        for file in (first, away):
            add_step(world, file)
        return first, man, away


def follower(world, unit, **changes):
    role = identity.load_roles([{"code": f"ns-{unit.pk}", "name": "Theo dõi", "permissions": [LISTS]}])[0]
    account = identity.create_official(
        SYSTEM, username=f"ns-{unit.identifier}", full_name="Lê Thị Thử", password="So-dang-ky-2026!",
        must_change_password=False, **changes,
    )  # fmt: skip
    identity.assign_role(SYSTEM, account, role, unit, valid_from=unit.valid_from)
    return account


def browser(account):
    client = Client()
    client.force_login(account)
    session = client.session
    session["second_factor"] = str(account.pk)
    session.save()
    return client


def test_each_sees_ahead_what_falls_due_over_the_own_units(world, people):
    first, man, away = people
    here = actor_for(follower(world, world.here), strong=True)
    whole = actor_for(follower(world, world.root), strong=True)
    assert [row.file for row in ahead.steps_due(here, *HALF_YEAR)] == [first]
    assert {row.file for row in ahead.steps_due(whole, *HALF_YEAR)} == {first, away}
    assert {row.file for row in ahead.steps_due(whole, *HALF_YEAR, unit=world.elsewhere.pk)} == {away}
    assert not ahead.steps_due(here, *HALF_YEAR, unit=world.elsewhere.pk)
    assert [row.full_name for row in ahead.retiring(here, *HALF_YEAR)] == [man.full_name]
    # Born in 6/1965: 61 years 6 months, to the end of December 2026.
    assert not ahead.retiring(here, date(2027, 1, 1), date(2027, 5, 22))


def test_a_term_that_ends_is_listed_and_an_ended_file_is_not(world, people):
    first, _man, _away = people
    actor = actor_for(follower(world, world.root), strong=True)
    with clock.at(TODAY):
        decision = add_decision(world, "post")
        values = {
            "file": first, "decision": decision, "post": "Trưởng phòng", "place": world.here, "since": "01/03/2022",
            "until": "28/02/2027", "unit": world.here,
        }  # fmt: skip
        services.add(SYSTEM, Appointment.definition, values)
    assert [row.post for row in ahead.terms_ending(actor, *HALF_YEAR)] == ["Trưởng phòng"]
    first.refresh_from_db()
    services.end(SYSTEM, first, "Nghỉ hưu")
    assert not ahead.terms_ending(actor, *HALF_YEAR)
    assert first not in {row.file for row in ahead.steps_due(actor, *HALF_YEAR)}


def test_figures_count_once_by_sex_age_degree_and_stand_beside_the_quota(world, people):
    actor = actor_for(follower(world, world.root), strong=True)
    with clock.at(TODAY):
        services.add(SYSTEM, Quota.definition, {
            "year": "2026", "employment": "civil_servant", "number": "3", "unit": world.here,
            "decision": add_decision(world, "quota"),
        })  # fmt: skip
        found = figures.figures(actor)
        lines = {line.unit: line for line in figures.by_unit(actor, 2026)}
    assert (found.total, found.it_bachelor, found.it_above) == (3, 2, 1)
    assert all(sum(line.count for line in rows) == 3 for _title, rows in found.tables)
    assert (lines[world.here.name].count, lines[world.here.name].women, lines[world.here.name].vacant) == (2, 1, 1)
    assert lines[world.elsewhere.name].quota is None


def test_pages_ask_few_questions_and_export(world, people, django_assert_max_num_queries):
    client = browser(follower(world, world.here))
    with clock.at(TODAY):
        for kind in ("nang-bac", "nghi-huu", "het-nhiem-ky"):
            with django_assert_max_num_queries(12):
                page = client.get(f"/nhan-su/sap-toi/{kind}/").content.decode()
            assert "Trịnh Thị Bé" not in page
            assert client.get(f"/nhan-su/sap-toi/{kind}/?xuat=csv").getvalue().startswith("\ufeffSố hiệu".encode())
        with django_assert_max_num_queries(12):
            assert "Trình độ cao nhất" in client.get("/nhan-su/so-lieu/").content.decode()
        assert client.get("/nhan-su/sap-toi/nang-bac/?den=01/01/2050").status_code == 200
    assert client.get("/nhan-su/sap-toi/khac/").status_code == 404


def test_everybody_sees_the_own_file_whole_and_no_other(world, people):
    client = browser(follower(world, world.here, personal_number="038187000018"))
    page = client.get("/nhan-su/cua-toi/").content.decode()
    assert "038187000018" in page
    assert "Diễn biến lương" in page
    assert "Đỗ Quang Vinh" not in page
    other = browser(follower(world, world.elsewhere))
    assert "Chưa có hồ sơ" in other.get("/nhan-su/cua-toi/").content.decode()


def test_the_pay_stands_beside_a_file_only_for_who_may_look_at_salaries(world, people):
    first, *_rest = people
    page = world.browser("view").get(f"/so-dang-ky/personnel.file/{first.pk}/").content.decode()
    assert "Diễn biến lương" not in page
    assert "038187000018" not in page


def test_the_file_for_the_nation_takes_a_purpose_and_both_rights_and_is_noted(world, people):
    rights = [SYNC, PersonFile.definition.rights.view, PersonFile.definition.rights.see_personal]
    role = identity.load_roles([{"code": "dong-bo", "name": "Đồng bộ", "permissions": rights}])[0]
    account = follower(world, world.here)
    actor = actor_for(account, strong=True)
    with pytest.raises(Forbidden):
        sync.lines(actor, "Gửi Bộ Nội vụ")
    identity.assign_role(SYSTEM, account, role, world.here, valid_from=world.here.valid_from)
    actor = actor_for(account, strong=True)
    with pytest.raises(Invalid):
        sync.lines(actor, " ")
    rows = [json.loads(line) for line in sync.lines(actor, "Gửi Bộ Nội vụ")]
    assert {row["so_hieu"] for row in rows} == {"TH-0012345", "TH-2"}
    assert rows[0]["so_dinh_danh"] == "038187000018"
    assert AuditEntry.objects.filter(code="personnel.synced").count() == 1
    client = browser(account)
    assert "Chưa biết định dạng" in client.get("/nhan-su/dong-bo/").content.decode()
    assert client.post("/nhan-su/dong-bo/", {"purpose": "Gửi"}).getvalue().count(b"so_hieu") == 2
