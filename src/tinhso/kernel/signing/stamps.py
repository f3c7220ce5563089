"""Visible signatures after Annex I of Decree 30/2020/NĐ-CP: where they stand and how large."""

from dataclasses import dataclass
from datetime import datetime

from tinhso.kernel.foundation import clock

MM = 72 / 25.4
SEAL_MM = 36
"""Diameter of a seal in its real size."""
_TEXT_BOX = (82 * MM, 14 * MM)


@dataclass(frozen=True)
class Stamp:
    """What is seen of a signature: where, and either a PNG picture, the lines of a text, or a small PDF's first page.

    ``page`` counts from 0; ``box`` is left, bottom, right, top in points from the page's lower left corner.
    """

    page: int
    box: tuple[float, float, float, float]
    image: bytes = b""
    text: tuple[str, ...] = ()
    pdf: bytes = b""


def person_stamp(room: dict[str, float], image: bytes) -> Stamp:
    """Return the person's signature: a blue picture centred between the title and the name."""
    return Stamp(
        int(room["page"]),
        (room["x"], room["y"], room["x"] + room["width"], room["y"] + room["height"]),
        image=image,
    )


def agency_stamp(room: dict[str, float], image: bytes, *, alone: bool = False) -> Stamp:
    """Return the agency's signature: its red seal over a third of the person's signature, on the left.

    ``alone``: nobody signed before; the seal stands in the middle of the room.
    """
    side = SEAL_MM * MM
    right = room["x"] + room["width"] / 3 if not alone else room["x"] + (room["width"] + side) / 2
    bottom = room["y"] + (room["height"] - side) / 2
    return Stamp(int(room["page"]), (right - side, bottom, right, bottom + side), image=image)


def copy_stamp(form: str, organization: str, moment: datetime, page_size: tuple[float, float]) -> Stamp:
    """Return the text, top right of the first page, of an electronic copy or a separate annex.

    ``form`` is the form of the copy (SAO Y, SAO LỤC, TRÍCH SAO) or the annex's number; the time is written with
    its zone (ISO 8601), upright, 10 point, black.
    """
    local = moment.astimezone(clock.VIETNAM)
    lines = (form, organization, local.strftime("%d/%m/%Y; %H:%M:%S %z")[:-2] + ":00")
    width, height = page_size
    box_width, box_height = _TEXT_BOX
    right, top = width - 12 * MM, height - 6 * MM
    return Stamp(0, (right - box_width, top - box_height, right, top), text=lines)
