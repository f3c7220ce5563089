"""Maps: places over the province's own areas, drawn here as SVG, and as GeoJSON for a map that moves.

No map server is asked. Whoever has no script, or no WebGL, looks at the drawing; the list beside it says the same.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from tinhso.kernel.areas.models import Area, Tier
from tinhso.kernel.foundation import clock

WIDTH = 1000
MOST_PLACES = 5000
_CELL = 22
_NAMED = 20
"""So many places under one mark are named."""
_MARGIN = 30
_DEGREES = 3
"""Decimals of a degree in the ground: some hundred metres. Neighbours lose the same corners, so no gap opens."""
_GROUND = "web:map-ground"
_GROUND_SECONDS = 3600


@dataclass(frozen=True)
class Spot:
    """A place on a map: where, what it is called, where its page is, and a line about it."""

    lat: float
    lon: float
    name: str
    url: str
    detail: str = ""


@dataclass
class Mark:
    """A mark of one place, or of several near each other."""

    x: float
    y: float
    label: str
    url: str
    count: int = 1
    places: list[tuple[str, str]] = field(default_factory=list)
    """The first places under the mark: what each is called, and its address."""

    @property
    def more(self) -> int:
        """How many places the mark stands for beyond those that it names."""
        return self.count - len(self.places)

    @property
    def size(self) -> float:
        """The mark's radius; more places make a larger one."""
        return 7 if self.count == 1 else min(26, 9 + 3 * math.sqrt(self.count))


@dataclass(frozen=True)
class Drawn:
    """A map: marks and outlines in a box ``WIDTH`` by ``height``."""

    marks: list[Mark]
    outlines: list[str]
    height: int
    placed: int
    cut: bool


def drawn(spots: Sequence[Spot]) -> Drawn:
    """Return the drawing of the first ``MOST_PLACES`` places; near ones become one mark."""
    cut, spots = len(spots) > MOST_PLACES, spots[:MOST_PLACES]
    rings = [ring for area in _provinces() for ring in _rings(area.boundary or {})]
    ground = [place for ring in rings for place in ring] + [(spot.lon, spot.lat) for spot in spots]
    if not ground:
        return Drawn([], [], WIDTH, 0, cut=False)
    project, height = _projection(ground)
    outlines = [" ".join(f"{x:.0f},{y:.0f}" for x, y in map(project, ring)) for ring in rings]
    marks: dict[tuple[int, int], Mark] = {}
    for spot in spots:
        x, y = project((spot.lon, spot.lat))
        cell = int(x // _CELL), int(y // _CELL)
        mark = marks.get(cell)
        if mark is None:
            marks[cell] = Mark(x, y, spot.name, spot.url, places=[(spot.name, spot.url)])
            continue
        if mark.count < _NAMED:
            mark.places.append((spot.name, spot.url))
            mark.label += f", {spot.name}"
        mark.count += 1
        mark.url = ""
    return Drawn(list(marks.values()), outlines, height, len(spots), cut)


def features(spots: Iterable[Spot]) -> dict[str, Any]:
    """Return the places as GeoJSON (RFC 7946)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(spot.lon, 6), round(spot.lat, 6)]},
                "properties": {"name": spot.name, "url": spot.url, "detail": spot.detail},
            }
            for spot in spots
        ],
    }


@dataclass(frozen=True)
class Ground:
    """The areas under every map as GeoJSON, plain and compressed, and the tag by which a browser knows them."""

    plain: bytes
    packed: bytes
    tag: str


def ground() -> Ground:
    """Return the areas of today under every map; what was reckoned is kept an hour."""
    kept: Ground | None = cache.get(_GROUND)
    if kept is None:
        plain = json.dumps(_ground(), ensure_ascii=False, separators=(",", ":")).encode()
        kept = Ground(plain, gzip.compress(plain, mtime=0), f'"{sha256(plain).hexdigest()[:16]}"')
        cache.set(_GROUND, kept, _GROUND_SECONDS)
    return kept


def _ground() -> dict[str, Any]:
    rows = Area.objects.on(clock.today()).filter(tier__in=[Tier.PROVINCE, Tier.COMMUNE], boundary__isnull=False)
    found = []
    for area in rows.order_by("sort_key", "id").iterator(chunk_size=200):
        polygons = [[_thinned(ring) for ring in polygon] for polygon in _polygons(area.boundary or {})]
        polygons = [[ring for ring in polygon if len(ring) > 3] for polygon in polygons]
        polygons = [polygon for polygon in polygons if polygon]
        if polygons:
            found.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "MultiPolygon", "coordinates": polygons},
                    "properties": {"name": area.full_name, "tier": area.tier},
                }
            )
    return {"type": "FeatureCollection", "features": found}


def _thinned(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return a ring whose corners stand on a grid, without those that fall together; still closed."""
    thin: list[list[float]] = []
    for place in ring:
        corner = [round(place[0], _DEGREES), round(place[1], _DEGREES)]
        if not thin or thin[-1] != corner:
            thin.append(corner)
    return thin


def _provinces() -> list[Area]:
    return list(Area.objects.on().filter(tier=Tier.PROVINCE, boundary__isnull=False)[:3])


def _polygons(boundary: dict[str, Any]) -> list[list[list[list[float]]]]:
    geometry = boundary.get("geometry", boundary)
    parts = geometry.get("coordinates", [])
    return [parts] if geometry.get("type") == "Polygon" else parts


def _rings(boundary: dict[str, Any]) -> list[list[tuple[float, float]]]:
    return [[(place[0], place[1]) for place in polygon[0]] for polygon in _polygons(boundary) if polygon]


def _projection(around: list[tuple[float, float]]) -> tuple[Any, int]:
    """Return how degrees become points of the picture: north up, a degree of longitude as long as it is here."""
    west, east = min(lon for lon, _lat in around), max(lon for lon, _lat in around)
    south, north = min(lat for _lon, lat in around), max(lat for _lon, lat in around)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / max((east - west) * shrink, 0.01)
    height = int((north - south) * scale) + 2 * _MARGIN

    def project(place: tuple[float, float]) -> tuple[float, float]:
        lon, lat = place
        return _MARGIN + (lon - west) * shrink * scale, _MARGIN + (north - lat) * scale

    return project, max(height, 200)
