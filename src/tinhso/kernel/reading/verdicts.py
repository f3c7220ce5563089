"""From measures to what is wrong with a page. The limits were found on made pictures (``python -m bench``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Only the process that looks at pages loads OpenCV, half a second of it.
    from tinhso.kernel.reading.looks import Looks

BLANK, BLURRED, CUT, SIDEWAYS, UPSIDE_DOWN, TINY = "blank", "blurred", "cut", "sideways", "upside-down", "tiny"
OTHER_PERSON = "other-person"
UNREADABLE = "unreadable"
"""The file does not open page by page."""

LEAST_INK = 0.002
LEAST_PIECES = 14
SMALLEST_LETTERS = 9.5
"""Height in pixels of pieces of print (letters with their marks); about 5.7 for a small letter alone."""
WIDEST_EDGE = 0.235
SPREAD = 2.6
"""Width of edges in pixels from which print is smeared, not small."""
OPEN = 0.4
ASIDE = -0.15


def is_blank(looks: Looks) -> bool:
    """Tell whether nothing is printed on the page."""
    return looks.ink < LEAST_INK or looks.pieces < LEAST_PIECES or looks.letters == 0


def is_tiny(looks: Looks) -> bool:
    """Tell whether the print is too small to be read at the size in which it was sent."""
    return looks.letters < SMALLEST_LETTERS and looks.blur * looks.letters < SPREAD


def is_blurred(looks: Looks) -> bool:
    """Tell whether the print is smeared beyond reading."""
    return looks.blur > WIDEST_EDGE


def is_cut(looks: Looks) -> bool:
    """Tell whether part of the page lies outside the picture.

    The paper reaches the border on some sides while what it lies on shows on others; or print runs over the border.
    """
    opened = [side for side, share in looks.open_sides.items() if share >= OPEN]
    if 0 < len(opened) < 4:
        return True
    return any(count >= 1 for count in looks.touching.values())


def is_sideways(looks: Looks) -> bool:
    """Tell whether the lines of print run up or down the picture."""
    return looks.lines_across < ASIDE


def by_looks(looks: Looks) -> list[str]:
    """Return what is wrong, as far as can be seen without reading: the gravest alone when it hides the rest."""
    if is_blank(looks):
        return [BLANK]
    if is_tiny(looks):
        return [TINY]
    if is_blurred(looks):
        return [BLURRED]
    found = []
    if is_sideways(looks):
        found.append(SIDEWAYS)
    if is_cut(looks):
        found.append(CUT)
    return found
