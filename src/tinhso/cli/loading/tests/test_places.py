"""Areas and units of the pack: how many, who follows whom, and that nothing is lost on the way."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from tinhso.cli.loading.areas import Areas
from tinhso.cli.loading.pack import Pack
from tinhso.cli.loading.units import Units
from tinhso.kernel.foundation.text import normalise_tones
from tinhso.kernel.organizations.identifiers import check_identifier, from_old, to_old
from tinhso.kernel.organizations.models import UnitKind

LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
REORGANISATION = date(2025, 7, 1)


def test_the_province_has_the_areas_that_the_law_names(areas: Areas) -> None:
    assert len(areas.districts) == 27
    assert len(areas.communes_before) == 547
    kinds = Counter(area.kind for area in areas.communes.values())
    assert kinds == {"Xã": 147, "Phường": 19}


def test_a_code_belongs_to_one_area_at_a_time(areas: Areas) -> None:
    for day in (date(2025, 6, 30), date(2025, 7, 1)):
        codes = Counter((area.tier, area.code) for area in areas.all if area.holds_on(day))
        assert max(codes.values()) == 1


def test_a_reused_code_names_another_area_after_the_day(areas: Areas) -> None:
    assert areas.communes_before["14758"].name == "Đông Thọ"
    assert areas.communes["14758"].name == "Hàm Rồng"
    assert areas.communes_before["14758"].id != areas.communes["14758"].id


def test_every_commune_before_has_a_successor_and_one_where_people_go_by_default(areas: Areas) -> None:
    shares: dict[object, Counter[str]] = {}
    for succession in areas.successions:
        shares.setdefault(succession.predecessor_id, Counter())[succession.share] += 1
    for area in areas.communes_before.values():
        found = shares[area.id]
        if found["whole"]:
            assert found == {"whole": 1}
        else:
            assert found["part_default"] == 1
            assert found["part"] >= 1


def test_every_commune_of_today_came_from_somewhere(areas: Areas) -> None:
    assert {area.id for area in areas.communes.values()} <= {row.successor_id for row in areas.successions}


def test_a_succession_takes_place_when_one_has_ended_and_the_other_holds(areas: Areas, units: Units) -> None:
    for succession in [*areas.successions, *units.successions]:
        ended = succession.predecessor.valid_to
        assert succession.successor.holds_on(succession.effective_on)
        if ended is not None:
            assert ended + timedelta(days=1) == succession.effective_on
        assert succession.legal_basis


def test_dong_son_ended_before_the_other_districts(areas: Areas) -> None:
    ends = {area.name: area.valid_to for area in areas.districts.values()}
    assert ends.pop("Đông Sơn") == date(2024, 12, 31)
    assert set(ends.values()) == {LAST_DAY_OF_DISTRICTS}


def test_every_commune_has_its_boundary_around_its_own_point(areas: Areas) -> None:
    for area in areas.communes.values():
        rings = area.boundary["coordinates"]
        rings = [ring[0] for ring in rings] if area.boundary["type"] == "MultiPolygon" else [rings[0]]
        assert any(_inside(area.longitude, area.latitude, ring) for ring in rings), area.full_name


def _inside(x: float, y: float, ring: list[list[float]]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def test_boundaries_stay_small_enough_to_send_to_a_phone(pack: Pack) -> None:
    assert (pack.folder / "boundaries.geojson").stat().st_size < 350_000


def test_the_agencies_of_2010_keep_their_staff_numbers(units: Units) -> None:
    counted = [unit for unit in units.all if unit.staff_2010]
    agencies = [unit for unit in counted if unit.kind == UnitKind.DEPARTMENT]
    districts = [unit for unit in counted if unit.kind == UnitKind.DISTRICT]
    assert (len(agencies), sum(unit.staff_2010 or 0 for unit in agencies)) == (21, 1346)
    assert (len(districts), sum(unit.staff_2010 or 0 for unit in districts)) == (27, 1979)


def test_an_identifier_belongs_to_one_unit_at_a_time_and_survives_both_directions(units: Units) -> None:
    for day in (date(2015, 1, 1), date(2025, 3, 1), LAST_DAY_OF_DISTRICTS, REORGANISATION):
        held = Counter(unit.identifier for unit in units.all if unit.holds_on(day))
        assert max(held.values()) == 1
    for unit in units.all:
        assert check_identifier(unit.identifier) == unit.identifier
        assert from_old(to_old(unit.identifier)) == unit.identifier


def test_a_unit_stands_within_the_unit_above_it(units: Units) -> None:
    for unit in units.all:
        if unit.parent is not None:
            assert unit.path.startswith(unit.parent.path)
            assert unit.parent.holds_on(unit.valid_from), unit.identifier
            assert len(unit.path) <= 400


def test_paths_of_units_are_all_different(units: Units) -> None:
    assert len({unit.path for unit in units.all}) == len(units.all)


def test_every_commune_of_today_has_its_desk_and_three_divisions(units: Units) -> None:
    for identifier in (f"H56.{number}" for number in range(101, 267)):
        assert units.at(identifier, REORGANISATION).kind == UnitKind.COMMUNE
        assert units.at(f"{identifier}.04").kind == UnitKind.ONE_STOP
        for group in ("01", "02", "03"):
            assert units.at(f"{identifier}.{group}").kind == UnitKind.DIVISION


def test_names_are_written_as_official_texts_write_them(areas: Areas, units: Units) -> None:
    for name in [*(area.full_name for area in areas.all), *(unit.name for unit in units.all)]:
        assert name == normalise_tones(name)


def test_what_the_pack_made_up_says_so(units: Units) -> None:
    assert all(unit.certainty for unit in units.all if unit.identifier != "H56")
