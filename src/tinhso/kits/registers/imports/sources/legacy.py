"""Vietnamese written for old fonts: TCVN3 (ABC) and VNI, turned into Unicode.

Texts of both look like Western European letters: in CSV files as bytes, in spreadsheets as characters. Tables after
TCVN 5712:1993 (VN3) and the VNI-Windows fonts.

TCVN3 has codes for the capitals Ă Â Ê Ô Ơ Ư Đ only; other marked capitals were shown by fonts whose small letters
look like capitals (.VnTimeH), so the file itself does not tell them from small ones. ``from_tcvn3`` raises a word
whose plain letters are capitals ("NGUYễN" → "NGUYỄN"); a one-letter capital with a marked vowel ("Lệ") stays as it
is, because names are written so.
"""

import re
import unicodedata

_TCVN3_SMALL = {
    "a": "aµ¶·¸¹", "ă": "¨»¼½¾Æ", "â": "©ÇÈÉÊË", "e": "eÌÎÏÐÑ", "ê": "ªÒÓÔÕÖ", "i": "i×ØÜÝÞ",
    "o": "oßáâãä", "ô": "«åæçèé", "ơ": "¬êëìíî", "u": "uïñòóô", "ư": "\xadõö÷øù", "y": "yúûüýþ",
}  # fmt: skip
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
TCVN3 = {
    ord(code): unicodedata.normalize("NFC", vowel + tone)
    for vowel, codes in _TCVN3_SMALL.items()
    for code, tone in zip(codes, _TONES, strict=True)
    if not code.isascii()
} | {ord(code): letter for code, letter in zip("¡¢£¤¥¦§®", "ĂÂÊÔƠƯĐđ", strict=True)}
"""From a character of the old font to the letter that it showed."""

_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303",
    "ë": "\u0323\u0306", "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0323\u0302",
}  # fmt: skip
_VNI_TAKES = {"a": "ùøûõïêéèúüëâáàåãä", "e": "ùøûõïâáàåãä", "o": "ùøûõïâáàåãä", "u": "ùøûõï", "y": "ùøûõ",
              "ô": "ùøûõï", "ö": "ùøûõï"}  # fmt: skip
_VNI_ALONE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for base, marks in _VNI_TAKES.items():
        letter = _VNI_ALONE.get(base, base)
        table |= {base + mark: unicodedata.normalize("NFC", letter + _VNI_MARKS[mark]) for mark in marks}
    for code, letter in list(table.items()):
        # Old key programs wrote the mark after a capital as a capital or as a small one.
        table[code.upper()] = letter.upper()
        if len(code) == 2:
            table[code[0].upper() + code[1]] = letter.upper()
    return table


VNI = _vni_table()
"""From one or two characters of the old font to the letter that they showed."""

_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_CAPITALS = re.compile(r"[A-Z]")
_SMALLS = re.compile(r"[a-z]")
_WORD = re.compile(r"\S+")


def from_tcvn3(text: str) -> str:
    """Return a TCVN3 text in Unicode (NFC)."""
    if text.isascii():
        return text
    return _raise_capitals(text.translate(TCVN3))


def from_vni(text: str) -> str:
    """Return a VNI text in Unicode (NFC)."""
    if text.isascii():
        return text
    return _VNI_PATTERN.sub(lambda match: VNI[match.group()], text)


def _raise_capitals(text: str) -> str:
    def capital(word: str) -> bool:
        return len(_CAPITALS.findall(word)) >= 2 and not _SMALLS.search(word)

    words = text.split()
    if not any(capital(word) for word in words):
        return text
    if not _SMALLS.search(text):
        return text.upper()
    return _WORD.sub(lambda match: match.group().upper() if capital(match.group()) else match.group(), text)
