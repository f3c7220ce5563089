"""Vietnamese text: folding for search, the alphabet's order, tone placement."""

import re
import unicodedata
from collections.abc import Callable

# Lists of places come with tones on either vowel of oa, oe, uy (Hoà, Hòa). Comparing needs one form: that of
# official texts, on the first.
_NEW_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_NEW_TONE_AT_END = re.compile("|".join(f"(?<!q){pair}(?![a-zà-ỹ])" for pair in _NEW_TONES), re.IGNORECASE)

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONE_ORDER = {"": "0", "\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_TONES = set(_TONE_ORDER) - {""}

# Keys are digits alone, two for each character: every collation of every database agrees on the order of digits.
_END, _GAP, _FOREIGN = "00", "01", "99"
_CODES = {character: str(code) for code, character in enumerate("0123456789" + _LETTERS, start=10)}


class _Table(dict[int, str]):
    """What stands for each character, for ``str.translate``: found out when it is first met."""

    def __init__(self, stands_for: Callable[[str], str]) -> None:
        super().__init__()
        self._stands_for = stands_for

    def __missing__(self, code: int) -> str:
        found = self[code] = self._stands_for(chr(code))
        return found


def _without_marks(char: str) -> str:
    # Old conversions of fonts leave the Icelandic ð where đ was meant.
    decomposed = unicodedata.normalize("NFD", char.replace("đ", "d").replace("ð", "d"))
    return "".join(part for part in decomposed if not unicodedata.combining(part))


_FOLDED = _Table(_without_marks)


def fold(text: str) -> str:
    """Return ``text`` without marks, in lower case, with single spaces: ``Đặng  Thị Ủy`` → ``dang thi uy``."""
    low = text.lower()
    return " ".join((low if low.isascii() else low.translate(_FOLDED)).split())


def normalise_tones(text: str) -> str:
    """Return NFC text with tones placed as official texts place them: ``Thanh Hoá`` → ``Thanh Hóa``."""

    def replace(match: re.Match[str]) -> str:
        found = match.group()
        mended = _NEW_TONES[found.lower()]
        if found.isupper():
            return mended.upper()
        return mended[0].upper() + mended[1:] if found[0].isupper() else mended

    return _NEW_TONE_AT_END.sub(replace, unicodedata.normalize("NFC", text))


def _letter_code(char: str) -> str:
    if char == " ":
        return _GAP
    decomposed = unicodedata.normalize("NFD", char)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
    return _CODES.get(letter) or _CODES.get(decomposed[0], _FOREIGN)


def _tone_code(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", char)
    return _TONE_ORDER[next((mark for mark in decomposed if mark in _TONES), "")]


_LETTER_CODES, _TONE_CODES = _Table(_letter_code), _Table(_tone_code)
_WORD = re.compile(r"[^\W_]+")


def sort_key(text: str) -> str:
    """Return a key of digits whose order is the Vietnamese alphabet's: letters first, tones after.

    The C library sorts Vietnamese wrongly and the embedded PostgreSQL has no ICU, so the application makes
    the key. What is neither a letter nor a digit counts as one gap between words.
    """
    words = " ".join(_WORD.findall(unicodedata.normalize("NFC", text.lower())))
    return words.translate(_LETTER_CODES) + _END + words.translate(_TONE_CODES).rstrip("0")
