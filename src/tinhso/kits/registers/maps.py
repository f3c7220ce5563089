"""Maps without a script: places drawn over the outline of the province as SVG, near ones as one mark."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tinhso.kernel.areas.models import Area, Tier
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.shown import title

WIDTH = 1000
MOST_PLACES = 5000
_CELL = 22
_NAMED = 20
"""So many places under one mark are named."""
_MARGIN = 30


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


def drawn(definition: Definition, rows: QuerySet[Any]) -> Drawn:
    """Return the map of the rows that have a place."""
    point = definition.point_field
    if point is None:
        return Drawn([], [], WIDTH, 0, cut=False)
    lat, lon = point.columns
    found = list(rows.filter(**{f"{lat}__isnull": False})[: MOST_PLACES + 1])
    cut, found = len(found) > MOST_PLACES, found[:MOST_PLACES]
    rings = [ring for area in _provinces() for ring in _rings(area.boundary or {})]
    ground = [place for ring in rings for place in ring] or [(getattr(r, lon), getattr(r, lat)) for r in found]
    if not ground:
        return Drawn([], [], WIDTH, 0, cut=False)
    project, height = _projection(ground + [(getattr(row, lon), getattr(row, lat)) for row in found])
    outlines = [" ".join(f"{x:.0f},{y:.0f}" for x, y in map(project, ring)) for ring in rings]
    marks: dict[tuple[int, int], Mark] = {}
    for row in found:
        x, y = project((getattr(row, lon), getattr(row, lat)))
        cell = int(x // _CELL), int(y // _CELL)
        mark = marks.get(cell)
        if mark is None or mark.count < _NAMED:
            place = title(definition, row), reverse("registers:row", args=[definition.code, row.pk])
        if mark is None:
            marks[cell] = Mark(x, y, *place, places=[place])
            continue
        if mark.count < _NAMED:
            mark.places.append(place)
            mark.label += f", {place[0]}"
        mark.count += 1
        mark.url = ""
    return Drawn(list(marks.values()), outlines, height, len(found), cut)


def _provinces() -> list[Area]:
    return list(Area.objects.on().filter(tier=Tier.PROVINCE, boundary__isnull=False)[:3])


def _rings(boundary: dict[str, Any]) -> list[list[tuple[float, float]]]:
    geometry = boundary.get("geometry", boundary)
    parts = geometry.get("coordinates", [])
    polygons = [parts] if geometry.get("type") == "Polygon" else parts
    return [[(place[0], place[1]) for place in polygon[0]] for polygon in polygons if polygon]


def _projection(ground: list[tuple[float, float]]) -> tuple[Any, int]:
    """Return how degrees become points of the picture: north up, a degree of longitude as long as it is here."""
    west, east = min(lon for lon, _lat in ground), max(lon for lon, _lat in ground)
    south, north = min(lat for _lon, lat in ground), max(lat for _lon, lat in ground)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / max((east - west) * shrink, 0.01)
    height = int((north - south) * scale) + 2 * _MARGIN

    def project(place: tuple[float, float]) -> tuple[float, float]:
        lon, lat = place
        return _MARGIN + (lon - west) * shrink * scale, _MARGIN + (north - lat) * scale

    return project, max(height, 200)
