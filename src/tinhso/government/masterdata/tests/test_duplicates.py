"""Duplicates among people: found by themselves, decided by somebody, merged with a trail, undone."""

import pytest
from django.urls import reverse

from tinhso.government.masterdata.models import DuplicatePair, Person, PersonKeys, Verdict
from tinhso.government.masterdata.queries import duplicates as queries
from tinhso.government.masterdata.services import duplicates, judging, keys
from tinhso.kernel.audit.queries import looked_at
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.search.likeness import features
from tinhso.kits.registers import services as registers

HOA = {"birth": "1987-05-12", "sex": "female", "personal_number": "038187004512", "phone": "0912345678"}


@pytest.fixture
def pair(land):
    """A woman recorded twice, the second time with one digit wrong and the year alone; and a namesake."""
    first = land.person("Nguyễn Thị Hoa", **HOA)
    second = land.person("Hoa Nguyễn Thị", **(HOA | {"personal_number": "038187004572", "birth": "1987"}))
    land.person("Nguyễn Thị Hoa", birth="1966-01-30", sex="female", personal_number="038166000001")
    assert duplicates.look() == 3
    found = DuplicatePair.objects.get()
    assert (found.first_id, found.second_id) == (first.pk, second.pk)
    return found


def test_a_pair_says_why_it_was_found(pair):
    codes = {reason.code for reason in queries.reasons(pair).reasons}
    assert {"name-order", "number-slip", "birth-year", "phone-same", "place-same"} <= codes


def test_looking_again_finds_nothing_new_and_a_changed_record_is_judged_anew(pair, land):
    assert duplicates.look() == 0
    second = Person.objects.get(pk=pair.second_id)
    registers.change(
        SYSTEM, second, {"full_name": "Trần Văn Nam", "sex": "male", "personal_number": "", "phone": ""}, revision=1
    )
    assert duplicates.look() == 1
    assert not DuplicatePair.objects.exists()


def test_all_at_once_finds_the_same_as_bit_by_bit(pair):
    DuplicatePair.objects.all().delete()
    assert keys.make_all() == 3
    assert duplicates.look_among_all() == 1
    assert DuplicatePair.objects.get().bits == pair.bits


def test_the_older_record_of_a_former_commune_meets_the_new_one(land):
    land.person("Lê Văn Tám", "long", area=land.areas["long"], birth="1950")
    old = land.person("Lê Văn Tám", "long", birth="1950", phone="0912345679")
    Person.objects.filter(pk=old.pk).update(area=land.areas["old"])
    assert duplicates.look() == 2
    shared = PersonKeys.objects.values_list("keys", flat=True)
    assert len(set(shared[0]) & set(shared[1])) >= 2


def test_merging_keeps_one_record_takes_what_was_chosen_and_leaves_a_trail(pair, land):
    keeper = land.actor("keeper")
    done = judging.same(keeper, pair.pk, stays=pair.second_id, take=["birth", "personal_number"], reason="căn cước")
    stays, goes = Person.objects.get(pk=pair.second_id), Person.objects.get(pk=pair.first_id)
    assert (stays.birth, stays.personal_number, goes.status) == ("1987-05-12", "038187004512", "merged")
    assert goes.merged_into_id == stays.pk
    assert (done.verdict, done.decided_by) == (Verdict.SAME, keeper.name)
    assert not queries.pairs_for(keeper).exists()


def test_undoing_brings_both_back_as_they_were_and_the_pair_waits(pair, land):
    keeper = land.actor("keeper")
    judging.same(keeper, pair.pk, stays=pair.first_id, take=[], reason="nhầm")
    judging.undo(keeper, pair.pk)
    assert set(Person.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list("status", flat=True)) == {
        "in_force"
    }
    assert queries.pairs_for(keeper).get().verdict == Verdict.OPEN
    with pytest.raises(Conflict):
        judging.undo(keeper, pair.pk)


def test_two_people_stay_two_and_the_pair_does_not_come_back(pair, land):
    keeper = land.actor("keeper")
    with pytest.raises(Invalid):
        judging.different(keeper, pair.pk, reason=" ")
    judging.different(keeper, pair.pk, reason="chị em sinh đôi")
    with pytest.raises(Conflict):
        judging.same(keeper, pair.pk, stays=pair.first_id, take=[], reason="")
    Person.objects.filter(pk=pair.first_id).update(revision=7)
    duplicates.look()
    assert not queries.pairs_for(keeper).exists()


def test_an_officer_of_another_commune_neither_sees_nor_decides(pair, land):
    assert not queries.pairs_for(land.actor("other")).exists()
    assert queries.pairs_for(land.actor("chief")).exists()
    for verb in (queries.pair_for, judging.undo):
        with pytest.raises(NotFound):
            verb(land.actor("other"), pair.pk)
    with pytest.raises(Forbidden):
        judging.different(land.actor("reader"), pair.pk, reason="thử")


def test_somebody_about_to_be_recorded_is_found_before(pair):
    asked = features("NGUYEN THI HOA", year=1987, month=5, day=12, numbers=["038187004512"])
    found = duplicates.likely(asked, Person.objects.all())
    assert found[0][0].pk == pair.first_id


def signed_in(client, account):
    client.force_login(account)
    session = client.session
    session["second_factor"] = str(account.pk)
    session.save()
    return client


def test_the_pages_show_the_reasons_and_note_that_both_were_seen(pair, land, client, django_assert_max_num_queries):
    signed_in(client, land.accounts["keeper"])
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("masterdata:duplicates"))
    assert "số định danh chỉ khác một chữ số" in answer.content.decode()
    address = reverse("masterdata:pair", args=[pair.pk])
    page = client.get(address).content.decode()
    assert "038187004512" in page and "038187004572" in page
    assert looked_at(pair.first_id).count() == looked_at(pair.second_id).count() == 1
    answer = client.post(f"{address}khac-nhau/", {"reason": "hai chị em"}, follow=True)
    assert "hai chị em" in answer.content.decode()
    assert client.post(f"{address}hoan-tac/").status_code == 302
    client.post(f"{address}gop/", {"stays": "first", "reason": "căn cước"})
    assert Person.objects.get(pk=pair.second_id).status == "merged"
