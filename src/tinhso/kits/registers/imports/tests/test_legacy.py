"""Old encodings: every Vietnamese letter comes out right, and the right table is found by itself."""

import unicodedata

import pytest

from tinhso.kits.registers.imports.sources import encodings, legacy

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = SMALL + [letter.upper() for letter in SMALL]
TEXT = "Số thứ tự;Họ và tên;Quê quán\n1;Nguyễn Thị Hoà;Xã Thọ Xuân, Thanh Hoá\n2;Đặng Quốc Vượng;Nghĩa trang Hàm Rồng\n"


def as_tcvn3(text):
    """Write a text as the old key programs did: marked capitals as small ones."""
    back = {letter: chr(code) for code, letter in legacy.TCVN3.items()}
    return "".join(back.get(char) or back.get(char.lower()) or char for char in text)


def as_vni(text):
    back = {}
    for code, letter in legacy.VNI.items():
        back.setdefault(letter, code)
    return "".join(back.get(char, char) for char in text)


def to_1258(char):
    """Write a letter in Windows-1258: what has no code of its own as letter and tone."""
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        decomposed = unicodedata.normalize("NFD", char)
        tone = next(mark for mark in decomposed if mark in TONES[1:])
        base = unicodedata.normalize("NFC", decomposed.replace(tone, ""))
        return base.encode("cp1258") + tone.encode("cp1258")


def test_the_alphabet_is_whole():
    assert len(set(LETTERS)) == 146
    assert len(legacy.TCVN3) == 67 + 7
    assert {letter for letter in legacy.TCVN3.values() if letter.islower()} == {c for c in SMALL if not c.isascii()}


def test_every_letter_of_vni_and_windows_1258_comes_out_in_its_own_case():
    for letter in LETTERS:
        assert legacy.from_vni(as_vni(letter)) == letter
        assert unicodedata.normalize("NFC", to_1258(letter).decode("tinhso-1258")) == letter


def test_every_letter_of_tcvn3_comes_out_and_marked_capitals_as_small_ones():
    for letter in LETTERS:
        assert legacy.from_tcvn3(as_tcvn3(letter)) in {letter, letter.lower()}
        if letter.islower() or letter.isascii() or letter in "ĂÂÊÔƠƯĐ":
            assert legacy.from_tcvn3(as_tcvn3(letter)) == letter


def test_capitals_of_tcvn3_fonts_are_raised_where_the_word_tells():
    assert legacy.from_tcvn3(as_tcvn3("NGUYỄN THỊ HÀ")) == "NGUYỄN THỊ HÀ"
    assert legacy.from_tcvn3(as_tcvn3("Lê Hà, UBND xã Đông Sơn")) == "Lê Hà, UBND xã Đông Sơn"


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("utf-8", TEXT.encode()),
        ("utf-8", TEXT.encode("utf-8-sig")),
        ("utf-16", TEXT.encode("utf-16")),
        ("utf-16-le", TEXT.encode("utf-16-le")),
        ("utf-16-be", TEXT.encode("utf-16-be")),
        ("windows-1258", b"".join(map(to_1258, TEXT))),
        ("tcvn3", as_tcvn3(TEXT).encode("latin-1")),
        ("vni", as_vni(TEXT).encode("latin-1")),
    ],
)
def test_the_encoding_is_found_from_the_words(code, content):
    assert encodings.encoding_of(content, whole=True) == code
    encoding = encodings.ENCODINGS[code]
    read = content.decode(encoding.codec)
    assert encoding.convert(read.removeprefix("\ufeff")) == TEXT


def test_texts_for_old_fonts_are_known_inside_a_spreadsheet_too():
    assert encodings.disguise_of(as_tcvn3(TEXT)) == "tcvn3"
    assert encodings.disguise_of(as_vni(TEXT)) == "vni"
    assert encodings.disguise_of(TEXT) == ""
    assert encodings.disguise_of("plain words only") == ""
