"""Reading the plain rows of a sheet without the parser: most of a workbook is written in one way, by every program.

What is written in any other way, and all that stands between rows, goes to the parser, in order: a file that is broken
or carries entities is refused as ever. A comment, a document type or another encoding than UTF-8 ends the shortcut.
"""

import re
from collections.abc import Callable

Give = Callable[[bytes, bool], None]
Take = Callable[[bytes], bool]

_TEXT = r"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_STRING = r'<t(?: xml:space="preserve")?>(' + _TEXT + r")</t>"
_PLACE = r'<c r="([A-Z]{1,3})\d{1,8}"(?: s="(\d{1,6})")?(?: t="([a-zA-Z]{1,9})")?'
_CONTENT = r"(?:/>|>(?:<v>(" + _TEXT + r")</v>|<is>" + _STRING + r"</is>)</c>)"
_CELL = re.compile(_PLACE + _CONTENT)
_ROW = re.compile(rb'\s*<row((?: [A-Za-z0-9:]{1,30}="[^"<&]*+")*+)>')
_ROW_NUMBER = re.compile(rb' r="(\d{1,9})"')
_STRINGS = re.compile(rb"<si>" + _STRING.encode() + rb"</si>")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([^"']*)""")
_MOST_HELD = 1 << 20


def plain_row(piece: bytes) -> tuple[int, list[tuple[str, str, str, str, str]]] | None:
    """Return a row's number (0 when it has none) and of each cell the column, style, kind, value and inline text.

    None when the row has anything that is written in another way.
    """
    head = _ROW.match(piece)
    if head is None:
        return None
    try:
        content = piece[head.end() :].decode()
    except UnicodeDecodeError:
        return None
    cells = _CELL.findall(content)
    # Every tag must be one of these cells: a closed cell is one tag, one with a value four, one with a text six.
    tags = 4 * len(cells) - 3 * content.count("/>") + 2 * content.count("<is>")
    if content.count("<") != tags + 1 or "&" in content:
        return None
    number = _ROW_NUMBER.search(head[1])
    return int(number[1]) if number else 0, cells


def plain_strings(piece: bytes) -> list[bytes] | None:
    """Return the shared strings that a piece consists of; None when it has anything else."""
    found = _STRINGS.findall(piece)
    # Each is four tags.
    return found if piece.count(b"<") == 4 * len(found) else None


class Sifter:
    """Takes what is plain out of a stream; ``end`` is how such pieces end.

    ``take`` gets whole pieces, several at once when ``many``, and says whether they were read; what was not goes to
    the parser like everything else, in order.
    """

    def __init__(self, end: bytes, take: Take, *, many: bool = False) -> None:
        self._end, self._take, self._many = end, take, many
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
        if not (self._many and self._take(text[:end])):
            for some in text[:end].split(self._end)[:-1]:
                if not self._take(some + self._end):
                    give(some + self._end, False)
        self._held = b"" if last else text[end:]
        if last:
            give(text[end:], True)
