"""Search before every act; of two sales one stands; a notice stops both; nothing written is changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tinhso.government.notary.models import Act, Notice, Preparation, Property, Search
from tinhso.government.notary.persons import Asked
from tinhso.government.notary.queries.found import look_up
from tinhso.government.notary.services import blocking, recording, searching
from tinhso.government.notary.tests.sample import BUYER, OTHER_BUYER, OWNER, ROLES, make_sample
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services as registers
from tinhso.kits.registers.definition import definition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample():
    return make_sample()


# Searching.


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"sheet_number": "12", "parcel_number": "345"}, {"sheet_number": " 012", "parcel_number": "0345"}),
        ({"certificate_number": "CĐ 123456"}, {"certificate_number": "cđ-123.456"}),
        ({"plate": "36A-123.45", "kind": "vehicle"}, {"plate": "36a 12345", "kind": "vehicle"}),
        (
            {"chassis": "RLHJC4321OY000017", "kind": "vehicle"},
            {"chassis": "rlhjc4321 0y0000-17", "kind": "vehicle"},
        ),
    ],
)
def test_one_property_is_found_however_its_numbers_are_written(sample, first, second):
    def given(values):
        return {"kind": "land", "area": str(sample.area.pk), **values}

    act = sample.sell(sample.search(given=given(first)))
    again = sample.search(1, given=given(second))
    assert [found["number"] for found in again.found["acts"]] == [act.number]
    assert Property.objects.count() == 1


def test_certificates_that_differ_by_a_mark_are_two(sample):
    sample.sell(sample.search(given={"kind": "land", "certificate_number": "CĐ 123456"}))
    assert sample.search(1, (OTHER_BUYER,), {"kind": "land", "certificate_number": "CD 123456"}).found["acts"] == []


def test_a_person_is_found_by_number_and_by_name_without_marks(sample):
    sample.sell(sample.search())
    for asked in (OWNER, Asked("LE THI HOA"), Asked("Lê Thị Hoà", "", 1987)):
        assert len(sample.search(1, (asked,), {}).found["acts"]) == 1
    for asked in (Asked("Lê Thị Hòa", "038187001235"), Asked("Lê Thị Hòa", "", 1990), Asked("Lê Thị Hoan")):
        assert sample.search(1, (asked,), {}).found["acts"] == []


def test_a_search_is_kept_with_who_when_and_what_was_found(sample):
    sample.sell(sample.search())
    kept = Search.objects.get(pk=sample.search(1).pk)
    assert kept.account_name == "Nguyễn Thị Công Chứng"
    [told] = kept.found["acts"]
    assert told["office"] == "Phòng công chứng số 1"
    assert told["people"] == [
        "Bên chuyển, bên thế chấp, bên ủy quyền: Lê T** H**", "Bên nhận: Trần V** B**",
    ]  # fmt: skip
    assert AuditEntry.objects.filter(code="notary.searched", subject_id=kept.pk).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Search.objects.filter(pk=kept.pk).update(found={})


def test_there_is_nothing_to_search_by_nothing(sample):
    with pytest.raises(Invalid):
        sample.search(people=(), given={})
    with pytest.raises(Invalid) as told:
        sample.search(people=(), given={"kind": "land", "sheet_number": "12"})
    assert "parcel_number" in told.value.fields
    with pytest.raises(Forbidden):
        searching.search(sample.clerks[0], sample.offices[1], sample.parcel(), [OWNER])


def test_who_opens_a_property_that_another_prepares_is_warned_until_it_ends(sample):
    first = sample.search()
    assert first.found["preparations"] == []
    [warned] = sample.search(1).found["preparations"]
    assert warned["office"] == "Phòng công chứng số 1"
    searching.abandon(sample.clerks[0], first)
    assert look_up(["land:14758:12:345"], [], sample.search(1, for_act=False)).preparations == []
    with clock.at(clock.now() + searching.PREPARING + timedelta(minutes=1)):
        assert sample.search().found["preparations"] == []


# Recording.


def test_an_act_keeps_its_search_and_stands_for_good(sample):
    search = sample.search()
    act = sample.sell(search)
    assert (act.search, act.property.parcel_number, act.unit) == (search, "345", sample.offices[0].unit)
    assert [(row.role, row.number) for row in act.people.order_by("id")] == [
        ("giver", OWNER.number), ("taker", BUYER.number),
    ]  # fmt: skip
    assert AuditEntry.objects.get(code="notary.act-recorded").details["digest"] == act.digest
    assert not Preparation.objects.filter(until__gt=clock.now()).exists()
    with pytest.raises(Refused, match="không sửa"):
        registers.change(SYSTEM, act, {"value": 1}, revision=1)
    with pytest.raises(Refused, match="không sửa"):
        registers.end(SYSTEM, act, "Nhầm")
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(value=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        act.people.all().delete()
    with pytest.raises(Conflict, match="Mỗi văn bản cần một lần tra cứu"):
        sample.sell(search)


def test_a_reorganisation_takes_acts_and_notices_to_the_heir_of_their_unit(sample):
    act, notice = sample.sell(sample.search()), sample.block()
    heir = sample.offices[1].unit
    assert Act.objects.filter(pk=act.pk).update(unit=heir) == 1
    assert Notice.objects.filter(pk=notice.pk).update(unit=heir) == 1


def test_no_act_is_recorded_without_a_search_of_today_for_an_act(sample):
    values = {"office": sample.offices[0], "unit": sample.offices[0].unit, "parties": "–", **sample.values()}
    with pytest.raises(Invalid) as told:
        registers.add(SYSTEM, Act.definition, values)
    assert "tra cứu" in told.value.fields["number"]
    with pytest.raises(Refused, match="chỉ để xem"):
        sample.sell(sample.search(for_act=False))
    search = sample.search()
    with clock.at(clock.now() + recording.SEARCH_HOLDS + timedelta(minutes=1)), pytest.raises(Refused, match="24 giờ"):
        sample.sell(search)
    with pytest.raises(Forbidden):
        recording.record_act(sample.clerks[1], search, sample.values(), ROLES)


def test_a_sale_needs_who_sells_who_buys_and_a_number_that_is_free(sample):
    for roles in (["giver"], ["giver", "giver"], ["taker", "other"], ["giver", "x"]):
        with pytest.raises(Invalid):
            sample.sell(sample.search(), roles=roles)
    sample.sell(sample.search(), number="77")
    with pytest.raises(Invalid) as told:
        sample.sell(sample.search(people=(BUYER, OTHER_BUYER)), number="77")
    assert "number" in told.value.fields
    with pytest.raises(Invalid) as told:
        sample.sell(sample.search(people=(BUYER, OTHER_BUYER)), signed_on="01/01/2100")
    assert "signed_on" in told.value.fields


def test_of_two_sales_the_second_is_refused_and_told_of_the_first(sample):
    first, second = sample.search(), sample.search(1, (OWNER, OTHER_BUYER))
    act = sample.sell(first)
    with pytest.raises(Conflict) as told:
        sample.sell(second, 1)
    assert f"số {act.number} của Phòng công chứng số 1" in told.value.message
    assert "Trần V** B**" in told.value.message
    assert BUYER.name not in told.value.message
    assert Act.objects.count() == 1
    assert AuditEntry.objects.filter(code="notary.act-refused", subject_id=second.pk).exists()


def test_who_searches_again_sees_the_sale_and_cannot_sell_from_the_former_owner_unexplained(sample):
    sample.sell(sample.search())
    again = sample.search(1, (OWNER, OTHER_BUYER))
    with pytest.raises(Refused, match="không phải bên nhận"):
        sample.sell(again, 1)
    sample.sell(again, 1, explanation="Hợp đồng trước đã bị Tòa án tuyên vô hiệu, bản án 12/2026/DS-ST")


def test_the_new_owner_may_sell_on(sample):
    sample.sell(sample.search())
    sample.sell(sample.search(1, (BUYER, OTHER_BUYER)), 1)
    assert Act.objects.count() == 2


def test_a_cancelled_sale_no_longer_stands_in_the_way(sample):
    act = sample.sell(sample.search())
    with pytest.raises(Invalid):
        sample.sell(sample.search(), kind="cancel")
    with pytest.raises(Forbidden):
        sample.sell(sample.search(1), 1, kind="cancel", refers_to=act)
    sample.sell(sample.search(), kind="cancel", refers_to=act)
    again = sample.search(1, (OWNER, OTHER_BUYER))
    assert any(told["cancelled"] for told in again.found["acts"])
    sample.sell(again, 1)


def test_a_number_that_papers_add_finds_the_property_from_then_on(sample):
    sample.sell(sample.search())
    sample.sell(sample.search(people=(BUYER, OTHER_BUYER), given=sample.parcel(certificate_number="AB 12")))
    assert len(sample.search(1, (), {"kind": "land", "certificate_number": "ab12"}).found["acts"]) == 2


def test_numbers_of_two_properties_in_one_search_are_refused(sample):
    sample.sell(sample.search(given=sample.parcel()))
    sample.sell(sample.search(given={"kind": "land", "certificate_number": "AB 1"}))
    with pytest.raises(Refused, match="hai tài sản khác nhau"):
        sample.sell(sample.search(given=sample.parcel(certificate_number="AB 1")))


# Blocking.


def test_a_notice_stops_every_act_about_its_property_from_the_moment_it_is_entered(sample):
    first, second = sample.search(), sample.search(1, (OWNER, OTHER_BUYER))
    notice = sample.block()
    for place, search in enumerate((first, second)):
        with pytest.raises(Refused, match="đang bị ngăn chặn theo văn bản số 15/2026/QĐ-BPKCTT") as told:
            sample.sell(search, place)
        assert told.value.code == "blocked"
    assert not Act.objects.exists()
    assert [told["number"] for told in sample.search().found["notices"]] == [notice.number]
    sample.sell(sample.search(people=(OWNER,)), kind="will", roles=["other"])


def test_a_lifted_or_expired_notice_stops_nothing(sample):
    notice = sample.block()
    with pytest.raises(Forbidden):
        blocking.lift(sample.clerks[0], notice, sample.notice(number="16"))
    blocking.lift(sample.watcher, notice, sample.notice(number="16/2026/QĐ-HBBPKCTT"))
    with pytest.raises(Conflict):
        blocking.lift(sample.watcher, notice, sample.notice(number="17"))
    sample.block(holds_to=f"{clock.today():%d/%m/%Y}")
    search = sample.search()
    with pytest.raises(Refused, match="ngăn chặn"):
        sample.sell(search)
    with clock.at(clock.now() + timedelta(days=1)):
        sample.sell(sample.search())


def test_a_notice_about_a_person_stops_whatever_that_person_deals_in(sample):
    sample.block({}, person_name="Lê Thị Hoà", person_number=OWNER.number)
    with pytest.raises(Refused, match=r"Lê T\*\* H\*\* đang bị ngăn chặn"):
        sample.sell(sample.search())
    sample.sell(sample.search(people=(Asked("Lê Thị Hòa", "038187777777"), BUYER)))


def test_a_notice_by_name_alone_stops_namesakes_unless_the_year_of_birth_tells_them_apart(sample):
    sample.block({}, person_name="Lê Thị Hòa", person_birth_year="1960")
    with pytest.raises(Refused, match="ngăn chặn"):
        sample.sell(sample.search(people=(Asked("Lê Thị Hòa", "038187001234"), BUYER)))
    sample.sell(sample.search())


def test_a_notice_is_entered_by_who_may_about_something_and_stays_as_it_is(sample):
    with pytest.raises(Forbidden):
        blocking.block(sample.clerks[0], sample.root, sample.notice(), sample.parcel())
    with pytest.raises(Invalid):
        sample.block({})
    with pytest.raises(Invalid):
        sample.block(issued_on="01/01/2100")
    notice = sample.block()
    with pytest.raises(Refused):
        registers.end(SYSTEM, notice, "Nhầm")
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.update(holds_to=clock.today())
    with pytest.raises(Invalid):
        registers.add(SYSTEM, Notice.definition, {**sample.notice(), "unit": sample.root, "person_name": "Lê Thị A"})


def test_properties_are_not_merged_because_what_was_written_about_them_stays(sample):
    sample.sell(sample.search())
    second = registers.add(SYSTEM, definition_of(Property), sample.parcel(parcel_number="346") | {"unit": sample.root})
    with pytest.raises(Refused, match="Không gộp"):
        registers.merge(SYSTEM, Property.objects.exclude(pk=second.pk).get(), [second])
    second.refresh_from_db()
    assert second.status == "in_force"
