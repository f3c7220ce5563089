"""Reading the plain rows of a sheet without the parser: most of a workbook is written in one way, by every program.

What is written in any other way, and all that stands between rows, goes to the parser, in order: a file that is broken
or carries entities is refused as ever. A comment, a document type or another encoding than UTF-8 ends the shortcut.
"""

import re
from collections.abc import Callable

Give = Callable[[bytes, bool], None]
Take = Callable[[re.Match[bytes]], bool]

_TEXT = rb"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_STRING = rb'<t(?: xml:space="preserve")?>(' + _TEXT + rb")</t>"
_PLACE = rb'<c r="([A-Z]{1,3})\d{1,8}"(?: s="(\d{1,6})")?(?: t="([a-zA-Z]{1,9})")?'
_CONTENT = rb"(?:/>|>(?:<v>(" + _TEXT + rb")</v>|<is>" + _STRING + rb"</is>)</c>)"
_CELL = _PLACE + _CONTENT
CELL = re.compile(_CELL.decode())
"""A cell of a row that ``ROW`` found, once that row's bytes have become text."""
ROW = re.compile(rb'<row((?: [A-Za-z0-9:]{1,30}="[^"<&]*+")*+)>((?:' + _CELL + rb")*+)</row>")
STRING = re.compile(rb"<si>" + _STRING + rb"</si>")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([^"']*)""")
_MOST_HELD = 1 << 20


class Sifter:
    """Takes what ``pattern`` finds out of a stream; ``end`` is how each such piece ends.

    ``take`` gets the match and says whether it was read; what was not goes to the parser like everything else.
    """

    def __init__(self, pattern: re.Pattern[bytes], end: bytes, take: Take) -> None:
        self._pattern, self._end, self._take = pattern, end, take
        self._held = b""
        self._plain: bool | None = None

    def __call__(self, give: Give, piece: bytes, last: bool) -> None:
        """Read a piece of the stream, and give the parser what is left of it."""
        text, self._held = self._held + piece, b""
        if self._plain is None:
            declared = _DECLARED.search(text[:200])
            self._plain = declared is None or declared[1].lower() in {b"utf-8", b"utf8"}
        if not self._plain or b"<!" in text:
            self._plain = False
            give(text, last)
            return
        end = text.rfind(self._end) + len(self._end)
        if end < len(self._end):
            if last or len(text) > _MOST_HELD:
                give(text, last)
            else:
                self._held = text
            return
        place = 0
        for found in self._pattern.finditer(text, 0, end):
            # Looked at before it is taken: the parser must have met all that stands in front.
            if found.start() > place:
                give(text[place : found.start()], False)
            if not self._take(found):
                give(found[0], False)
            place = found.end()
        if place < end:
            give(text[place:end], False)
        self._held = b"" if last else text[end:]
        if last:
            give(text[end:], True)
