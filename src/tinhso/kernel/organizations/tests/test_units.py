"""Units: the tree, validity, succession."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from tinhso.kernel.areas.services import build_area
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.organizations import queries, services
from tinhso.kernel.organizations.models import OrganizationUnit

BEGINS = date(2020, 1, 1)


def unit(identifier, name, parent=None, kind="department", begins=BEGINS, **more):
    return services.add_unit(
        parent=parent, identifier=identifier, name=name, kind=kind, tier="province", valid_from=begins, **more
    )


@pytest.fixture
def tree(db):
    root = unit("H56", "UBND tỉnh", kind="province")
    health = unit("H56.15", "Sở Y tế", root)
    office = unit("H56.15.01", "Văn phòng Sở Y tế", health, "division")
    works = unit("H56.16", "Sở Xây dựng", root)
    return root, health, office, works


def test_a_subtree_is_the_unit_and_everything_below_it(tree):
    root, health, office, works = tree
    assert set(queries.subtree(root)) == {root, health, office, works}
    assert list(queries.subtree(health)) == [health, office]
    assert queries.subtree_ids([health.path]) == {health.pk, office.pk}
    assert queries.subtree_ids([]) == set()
    assert queries.ancestors(office) == [root, health]


def test_an_identifier_in_use_is_refused_with_the_field_named(tree):
    with pytest.raises(Invalid) as refusal:
        unit("000.00.15.H56", "Sở khác", tree[0])
    assert "identifier" in refusal.value.fields


def test_an_identifier_is_free_again_after_its_bearer_ended(tree):
    _, _, office, _ = tree
    services.end_unit(office, last_day=date(2025, 6, 30))
    heir = unit("H56.15.01", "Văn phòng mới", tree[1], "division", date(2025, 7, 1))
    assert queries.unit_by_identifier("H56.15.01", date(2025, 6, 30)) == office
    assert queries.unit_by_identifier("H56.15.01", date(2025, 7, 1)) == heir


def test_a_unit_that_ended_names_its_successor_and_stays_on_record(tree):
    root, health, _, _ = tree
    merged = unit("H56.30", "Sở Y tế và Dân số", root, begins=date(2025, 3, 1))
    services.end_unit(health, last_day=date(2025, 2, 28), successor=merged, legal_basis="Nghị quyết 18")
    assert [step.successor for step in queries.successors(health)] == [merged]
    with pytest.raises(NotFound):
        queries.unit_by_identifier("H56.15", date(2025, 3, 1))
    assert health.pk in queries.subtree_ids([root.path])


def test_a_unit_does_not_end_before_it_begins(tree):
    with pytest.raises(Invalid):
        services.end_unit(tree[1], last_day=BEGINS - timedelta(days=1))


def test_moving_a_unit_takes_its_subtree_along(tree):
    _, health, office, works = tree
    services.move_unit(health, parent=works)
    office.refresh_from_db()
    assert health.path.startswith(works.path)
    assert office.path.startswith(health.path)
    assert queries.subtree_ids([works.path]) == {works.pk, health.pk, office.pk}


def test_a_unit_does_not_move_below_itself(tree):
    _, health, office, _ = tree
    for parent in (health, office):
        with pytest.raises(Invalid):
            services.move_unit(health, parent=parent)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_close_no_ring(tree):
    _, health, _, works = tree
    refused = []

    def move(key, parent_key):
        try:
            services.move_unit(OrganizationUnit.objects.get(pk=key), parent=OrganizationUnit.objects.get(pk=parent_key))
        except Invalid as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=pair) for pair in ((health.pk, works.pk), (works.pk, health.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def test_a_correction_keeps_search_and_order_in_step(tree):
    services.correct_unit(tree[1], name="Sở Y tế tỉnh Thanh Hoá")
    assert queries.search("so y te tinh thanh hoa")[0] == tree[1]
    with pytest.raises(Invalid):
        services.correct_unit(tree[1], email="không phải thư")


def test_a_unit_is_found_by_identifier_and_by_name_with_a_slip(tree):
    assert tree[3] in queries.search("H56.16")
    assert queries.search("so xay dung")[0] == tree[3]
    assert queries.search("") == []


def test_agencies_of_an_area_are_not_their_divisions(tree):
    area = build_area(
        code="14758", name="Hàm Rồng", full_name="Phường Hàm Rồng", kind="Phường", tier="commune", valid_from=BEGINS
    )
    area.save()
    ward = unit("H56.101", "UBND phường Hàm Rồng", tree[0], "commune", area=area)
    desk = unit("H56.101.01", "Trung tâm Phục vụ hành chính công", ward, "one_stop", area=area)
    unit("H56.101.02", "Phòng Kinh tế", ward, "division", area=area)
    assert list(queries.agencies_of(area)) == [ward, desk]
