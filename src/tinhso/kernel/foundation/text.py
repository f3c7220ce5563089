"""Vietnamese text: folding for search, the alphabet's order, tone placement."""

import re
import unicodedata

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


def fold(text: str) -> str:
    """Return ``text`` without marks, in lower case, with single spaces: ``Đặng  Thị Ủy`` → ``dang thi uy``."""
    # Old conversions of fonts leave the Icelandic ð where đ was meant.
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.split())


def normalise_tones(text: str) -> str:
    """Return NFC text with tones placed as official texts place them: ``Thanh Hoá`` → ``Thanh Hóa``."""

    def replace(match: re.Match[str]) -> str:
        found = match.group()
        mended = _NEW_TONES[found.lower()]
        if found.isupper():
            return mended.upper()
        return mended[0].upper() + mended[1:] if found[0].isupper() else mended

    return _NEW_TONE_AT_END.sub(replace, unicodedata.normalize("NFC", text))


def sort_key(text: str) -> str:
    """Return a key of digits whose order is the Vietnamese alphabet's: letters first, tones after.

    The C library sorts Vietnamese wrongly and the embedded PostgreSQL has no ICU, so the application makes
    the key. What is neither a letter nor a digit counts as one gap between words.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", text.lower()):
        if not char.isalnum():
            if letters and letters[-1] != _GAP:
                letters.append(_GAP)
                tones.append("0")
            continue
        decomposed = unicodedata.normalize("NFD", char)
        tone = next((mark for mark in decomposed if mark in _TONES), "")
        letter = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
        letters.append(_CODES.get(letter) or _CODES.get(decomposed[0], _FOREIGN))
        tones.append(_TONE_ORDER[tone])
    if letters and letters[-1] == _GAP:
        letters.pop()
    return "".join(letters) + _END + "".join(tones).rstrip("0")
