"""The boundary of an area as an SVG drawing: made here, so that no map server is asked."""

from collections.abc import Iterable, Iterator
from math import cos, radians
from typing import Any

from django.utils.html import escape

WIDTH, MARGIN = 480, 10
Ring = list[list[float]]


def rings(geometry: dict[str, Any] | None) -> Iterator[Ring]:
    """Yield the rings of a GeoJSON polygon, multipolygon or feature."""
    if not geometry:
        return
    if geometry.get("type") == "Feature":
        yield from rings(geometry.get("geometry"))
    elif geometry.get("type") == "Polygon":
        yield from geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


def svg(boundary: dict[str, Any] | None, frame: dict[str, Any] | None, title: str) -> str:
    """Return a drawing of ``boundary`` inside the outline ``frame`` (the land around it), if there is one.

    The colours read on light and on dark; presentation attributes only, so that no inline style is needed.
    """
    own, around = list(rings(boundary)), list(rings(frame))
    points = [point for ring in around or own for point in ring] + [point for ring in own for point in ring]
    if not points:
        return ""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    # A degree of longitude is shorter than one of latitude.
    squeeze = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, (north - south), 1e-9)
    height = (north - south) * scale + 2 * MARGIN
    width = (east - west) * squeeze * scale + 2 * MARGIN

    def path(shapes: Iterable[Ring]) -> str:
        parts = []
        for ring in shapes:
            placed = [
                f"{MARGIN + (x - west) * squeeze * scale:.1f},{MARGIN + (north - y) * scale:.1f}" for x, y, *_z in ring
            ]
            # Neighbouring points that fall on one spot of the drawing are drawn once.
            kept = [spot for place, spot in enumerate(placed) if not place or spot != placed[place - 1]]
            parts.append("M" + "L".join(kept) + "Z")
        return "".join(parts)

    outline = f'<path d="{path(around)}" fill="none" stroke="#8a8f98" stroke-width="1.5"/>' if around else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
        f"<title>{escape(title)}</title>{outline}"
        f'<path d="{path(own)}" fill="#c0504d" fill-opacity="0.55" fill-rule="evenodd" stroke="#a33"'
        ' stroke-width="1.5" stroke-linejoin="round"/></svg>'
    )
