"""The inbox: what awaits whom, in which order, and who may take it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import ANONYMOUS
from tinhso.kernel.inbox import queries, services
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.inbox.queries import Filters
from tinhso.kernel.inbox.tests.conftest import DO, KIND, SIGN, Office

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def put(office: Office, **values: object) -> WorkItem:
    given = {"subject_id": new_id(), "title": "Hồ sơ", "unit": office.first, "permission": DO, **values}
    return services.put(KIND, **given)  # type: ignore[arg-type]


def test_an_officer_sees_own_items_and_the_pools_of_units_under_the_post(office: Office) -> None:
    pool = put(office)
    elsewhere = put(office, unit=office.second)
    another_right = put(office, permission=SIGN)
    mine = put(office, unit=office.second, permission=SIGN, account=office.accounts["Lê Thị An"])
    an, chi = office.actor("Lê Thị An"), office.actor("Phạm Thị Chi")
    assert set(queries.items_for(an)) == {pool, mine}
    assert set(queries.items_for(chi)) == {pool, elsewhere}
    assert another_right not in queries.items_for(chi)
    assert not queries.items_for(ANONYMOUS).exists()


def test_the_latest_come_first_and_those_without_a_due_time_last(office: Office) -> None:
    never = put(office)
    soon = put(office, due_at=NOW + timedelta(hours=1))
    late = put(office, due_at=NOW - timedelta(days=1))
    an = office.actor("Lê Thị An")
    assert list(queries.items_for(an)) == [late, soon, never]
    assert list(queries.items_for(an, Filters(late=True), now=NOW)) == [late]
    counts = queries.counts_for(an, now=NOW)
    assert (counts.total, counts.mine, counts.pool, counts.late, counts.soon) == (3, 0, 3, 1, 1)


def test_filters_narrow_the_list(office: Office) -> None:
    urgent = put(office, priority=1)
    other = put(office, account=office.accounts["Lê Thị An"])
    an = office.actor("Lê Thị An")
    assert list(queries.items_for(an, Filters(priority=1))) == [urgent]
    assert list(queries.items_for(an, Filters(mine=True))) == [other]
    assert list(queries.items_for(an, Filters(pool=True))) == [urgent]
    assert not queries.items_for(an, Filters(kind="khác")).exists()
    assert not queries.items_for(an, Filters(unit_id=office.second.pk)).exists()


def test_putting_again_brings_the_open_item_up_to_date(office: Office) -> None:
    subject = new_id()
    first = put(office, subject_id=subject)
    again = put(office, subject_id=subject, title="Hồ sơ đã sửa", due_at=NOW)
    assert first.pk == again.pk
    assert WorkItem.objects.get().title == "Hồ sơ đã sửa"
    parallel = put(office, subject_id=subject, slot="buoc-2")
    assert parallel.pk != first.pk
    services.close(subject, slot="")
    assert [item.pk for item in queries.open_items(subject)] == [parallel.pk]
    assert put(office, subject_id=subject).pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItem.objects.filter(pk=first.pk).update(closed_at=None)


def test_an_undeclared_kind_or_right_is_an_error(office: Office) -> None:
    with pytest.raises(KeyError):
        services.put("inboxtest.none", subject_id=new_id(), title="x", unit=office.first, permission=DO)
    with pytest.raises(KeyError):
        put(office, permission="inboxtest.none")


def test_closing_takes_items_off_the_list_and_says_who(office: Office) -> None:
    item = put(office)
    put(office)
    an = office.actor("Lê Thị An")
    assert services.close(item.subject_id, KIND, actor=an) == 1
    assert services.close(item.subject_id) == 0
    assert item not in queries.items_for(an)
    with clock.at(NOW), pytest.raises(Conflict, match="Lê Thị An hoàn thành lúc"):
        services.claim(item.pk, office.actor("Trần Văn Bình"))


def test_the_due_time_moves_with_its_subject(office: Office) -> None:
    item = put(office)
    assert services.set_due(item.subject_id, NOW) == 1
    item.refresh_from_db()
    assert item.due_at == item.due_sort == NOW
    services.set_due(item.subject_id, None)
    item.refresh_from_db()
    assert item.due_at is None
    assert item.due_sort.year == 9999


def test_the_second_to_claim_is_told_who_and_when(office: Office) -> None:
    item = put(office)
    with clock.at(NOW):
        services.claim(item.pk, office.actor("Lê Thị An"))
        services.claim(item.pk, office.actor("Lê Thị An"))
    with pytest.raises(Conflict) as refusal:
        services.claim(item.pk, office.actor("Trần Văn Bình"))
    assert refusal.value.message == "Lê Thị An đã nhận việc này lúc 09:00 02/03/2026."
    with pytest.raises(Conflict):
        services.release(item.pk, office.actor("Trần Văn Bình"))
    assert services.release(item.pk, office.actor("Lê Thị An")).account is None
    assert services.claim(item.pk, office.actor("Trần Văn Bình")).account == office.accounts["Trần Văn Bình"]


def test_a_claim_needs_the_right_at_the_unit(office: Office) -> None:
    item = put(office, unit=office.second)
    for actor in (office.actor("Lê Thị An"), ANONYMOUS):
        with pytest.raises(Forbidden):
            services.claim(item.pk, actor)
    with pytest.raises(NotFound):
        services.claim(new_id(), office.actor("Lê Thị An"))
    item.refresh_from_db()
    assert item.account is None


def test_handing_on_needs_a_receiver_with_the_right_and_a_fresh_view(office: Office) -> None:
    item = put(office)
    an, binh, chi = (office.accounts[name] for name in ("Lê Thị An", "Trần Văn Bình", "Phạm Thị Chi"))
    stranger = office.hire("Đỗ Văn Dũng", office.second)
    chief = office.actor("Phạm Thị Chi")
    with pytest.raises(Invalid, match="chưa hợp lệ"):
        services.reassign(item.pk, stranger, actor=chief)
    assert services.reassign(item.pk, an, actor=chief).account == an
    assert services.reassign(item.pk, binh, actor=office.actor("Lê Thị An"), seen=an.pk).account == binh
    with pytest.raises(Conflict, match="Trần Văn Bình"):
        services.reassign(item.pk, chi, actor=chief, seen=an.pk)
    with pytest.raises(Forbidden):
        services.reassign(item.pk, None, actor=office.actor("Đỗ Văn Dũng"))
    assert services.reassign(item.pk, None, actor=chief).account is None


def test_an_item_says_what_is_to_be_done_and_where(office: Office) -> None:
    item = put(office)
    assert item.sentence == "Work to do (test)"
    assert item.url == f"/viec/{item.subject_id}/"


def test_the_list_and_the_counts_keep_their_number_of_queries(
    office: Office, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        put(office, account=office.accounts["Lê Thị An"])
    an = office.actor("Lê Thị An")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        for item in queries.items_for(an)[:100]:
            assert str(item.account)
            assert item.unit.name
        queries.counts_for(an)


def test_among_many_closed_items_the_open_ones_are_found_by_index(office: Office) -> None:
    unit, officer = office.first, office.accounts["Lê Thị An"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_workitem (id, created_at, kind, subject_id, slot, unit_id, permission, title, detail,"
            " priority, due_sort, opened_at, closed_at, account_id)"
            " SELECT gen_random_uuid(), now(), %s, gen_random_uuid(), '', %s, %s, 'x', '', 0, now(), now(),"
            " CASE WHEN n %% 100 = 0 THEN NULL ELSE now() END, CASE WHEN n %% 200 = 0 THEN %s::uuid END"
            " FROM generate_series(1, 30000) n",
            [KIND, unit.pk, DO, officer.pk],
        )
        cursor.execute("ANALYZE inbox_workitem")
    plan = queries.items_for(office.actor("Lê Thị An"))[:100].explain()
    assert "Seq Scan on inbox_workitem" not in plan
    assert "inbox_open_" in plan


def test_pages_by_key_show_every_item_once(office: Office) -> None:
    for number in range(7):
        put(office, due_at=NOW if number % 2 else None)
    items = queries.items_for(office.actor("Lê Thị An"))
    seen: list[UUID] = []
    key: tuple[datetime, UUID] | None = None
    while True:
        page = list(
            items.filter(due_sort__gte=key[0]).exclude(due_sort=key[0], id__lte=key[1])[:3] if key else items[:3]
        )
        if not page:
            break
        seen += [item.pk for item in page]
        key = (page[-1].due_sort, page[-1].pk)
    assert len(seen) == len(set(seen)) == 7
