"""Maps: near places become one mark, the ground is thinned without gaps, and a browser fetches it once."""

import gzip
import json
from datetime import date

import pytest
from django.core.cache import cache

from tinhso.kernel.areas.models import Area
from tinhso.kernel.web.maps import MOST_PLACES, Spot, drawn, features, ground


def area(code: str, tier: str, ring: list[list[float]], until: date | None = None) -> Area:
    return Area.objects.create(
        code=code, name=f"Thử {code}", full_name=f"Xã Thử {code}", kind="Xã", tier=tier, folded=f"xa thu {code}",
        sort_key=code, valid_from=date(2020, 1, 1), valid_to=until,
        boundary={"type": "Polygon", "coordinates": [ring]},
    )  # fmt: skip


SQUARE = [[105.0, 19.0], [106.0, 19.0], [106.0, 20.0], [105.0, 20.0], [105.0, 19.0]]


@pytest.mark.django_db
def test_near_places_are_one_mark_that_names_them_and_far_ones_are_links() -> None:
    area("38", "province", SQUARE)
    spots = [Spot(19.5, 105.5, "A", "/a/"), Spot(19.5001, 105.5001, "B", "/b/"), Spot(19.9, 105.9, "C", "/c/")]
    found = drawn(spots)
    assert [(mark.label, mark.url, mark.count) for mark in found.marks] == [("A, B", "", 2), ("C", "/c/", 1)]
    assert found.marks[0].places == [("A", "/a/"), ("B", "/b/")]
    assert len(found.outlines) == 1
    assert drawn(spots[:1] * (MOST_PLACES + 1)).cut


def test_geojson_has_longitude_first() -> None:
    [feature] = features([Spot(19.5, 105.25, "A", "/a/", "Bãi biển")])["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [105.25, 19.5]}
    assert feature["properties"] == {"name": "A", "url": "/a/", "detail": "Bãi biển"}


@pytest.mark.django_db
def test_the_ground_is_today_s_areas_thinned_alike_on_both_sides_of_a_border() -> None:
    cache.clear()
    border = [[105.5, 19.0], [105.50004, 19.50003], [105.50041, 19.50012], [105.5, 20.0]]
    area("00001", "commune", [[105.0, 19.0], *border, [105.0, 20.0], [105.0, 19.0]])
    area("00002", "commune", [[106.0, 20.0], *reversed(border), [106.0, 19.0], [106.0, 20.0]])
    area("00003", "commune", SQUARE, until=date(2021, 1, 1))
    west, east = json.loads(ground().plain)["features"]
    corners = [{tuple(place) for place in one["geometry"]["coordinates"][0][0]} for one in (west, east)]
    assert corners[0] & corners[1] == {(105.5, 19.0), (105.5, 19.5), (105.5, 20.0)}


@pytest.mark.django_db
def test_the_ground_comes_compressed_and_only_once(client) -> None:
    cache.clear()
    area("00001", "commune", SQUARE)
    plain = client.get("/ban-do/nen.geojson")
    packed = client.get("/ban-do/nen.geojson", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert plain.json()["features"][0]["properties"] == {"name": "Xã Thử 00001", "tier": "commune"}
    again = client.get("/ban-do/nen.geojson", headers={"If-None-Match": plain["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
