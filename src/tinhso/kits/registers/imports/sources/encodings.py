"""Which encoding a text is written in, judged by how many of its words are Vietnamese syllables."""

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from tinhso.kits.registers.imports.sources.legacy import from_tcvn3, from_vni


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@dataclass(frozen=True)
class Encoding:
    """A way of writing text: the codec of the bytes, and how the characters become Unicode."""

    code: str
    label: str
    codec: str
    convert: Callable[[str], str]


ENCODINGS = {
    encoding.code: encoding
    for encoding in (
        Encoding("utf-8", "Unicode (UTF-8)", "utf-8-sig", _nfc),
        Encoding("utf-16", "Unicode (UTF-16)", "utf-16", _nfc),
        Encoding("utf-16-le", _("Unicode (UTF-16, không có dấu đầu tệp)"), "utf-16-le", _nfc),  # type: ignore[arg-type]
        Encoding("utf-16-be", _("Unicode (UTF-16 ngược, không có dấu đầu tệp)"), "utf-16-be", _nfc),  # type: ignore[arg-type]
        Encoding("windows-1258", "Windows-1258", "tinhso-1258", _nfc),
        Encoding("tcvn3", "TCVN3 (ABC)", "tinhso-western", from_tcvn3),
        Encoding("vni", "VNI-Windows", "tinhso-western", from_vni),
    )
}
"""Those that can be chosen, by code."""

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]"
_NUCLEUS = (
    "uyê|iêu|yêu|uôi|ươi|ươu|oai|oay|oao|oeo|uây|uyu|uya|iê|yê|ia|uô|ua|ươ|ưa|oa|oă|oe|uâ|uê|uy|uơ|ai|ao|au|ay|âu|ây|"
    "eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|oo|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?:ch|ng|nh|[cmnpt])?")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_WORDS = re.compile(r"[^\W\d_]+(?:[\u00a1-\u00bf\u00d7\u00f7][^\W\d_]*)*|[\u00a1-\u00bf]+[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Tell whether a word could be a Vietnamese syllable: its letters, and one tone at most."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    plain = unicodedata.normalize("NFC", _TONES.sub("", decomposed))
    return len(_TONES.findall(decomposed)) <= 1 and _SYLLABLE.fullmatch(plain) is not None


def likeness(text: str) -> float:
    """Return how many of the words with other than plain letters are Vietnamese, from 0 to 1; 1 when there is none."""
    marked = [word for word in _WORDS.findall(text) if not word.isascii()][:4000]
    if not marked:
        return 1.0
    return sum(is_syllable(word) for word in marked) / len(marked)


def encoding_of(sample: bytes, *, whole: bool) -> str:
    """Return the code of the encoding that the sample is most likely written in."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if b"\x00" in sample:
        return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError:
        western, windows = sample.decode("tinhso-western"), _nfc(sample.decode("tinhso-1258"))
        readings = {"windows-1258": windows, "tcvn3": from_tcvn3(western), "vni": from_vni(western)}
        return max(readings, key=lambda code: likeness(readings[code]))
    return "utf-8"


def disguise_of(text: str) -> str:
    """Return ``tcvn3`` or ``vni`` when a text of Unicode characters was written for such a font, else nothing."""
    given = likeness(text)
    if given > 0.9:
        return ""
    readings = {"tcvn3": likeness(from_tcvn3(text)), "vni": likeness(from_vni(text))}
    best = max(readings, key=lambda code: readings[code])
    return best if readings[best] > max(given + 0.2, 0.7) else ""


def _decode_western(content: Any, errors: str = "strict") -> tuple[str, int]:  # noqa: ARG001 - a codec's shape
    """Decode as Windows-1252 for the bytes that old fonts use, and every other byte as itself."""
    return codecs.latin_1_decode(content, "strict")


def _decode_1258(content: Any, errors: str = "strict") -> tuple[str, int]:  # noqa: ARG001 - a codec's shape
    """Decode Windows-1258; the few bytes without a meaning become the mark of the unreadable."""
    return codecs.charmap_decode(content, "replace", _TABLE_1258)


_TABLE_1258 = "".join(bytes([byte]).decode("cp1258", "replace") for byte in range(256))


class _Western(codecs.IncrementalDecoder):
    def decode(self, input: Any, final: bool = False) -> str:  # noqa: ARG002 - a codec's shape
        return _decode_western(input)[0]


class _Windows1258(codecs.IncrementalDecoder):
    def decode(self, input: Any, final: bool = False) -> str:  # noqa: ARG002 - a codec's shape
        return _decode_1258(input)[0]


def _find(name: str) -> codecs.CodecInfo | None:
    if name in {"tinhso_western", "tinhso-western"}:
        return codecs.CodecInfo(
            codecs.latin_1_encode, cast(Any, _decode_western), incrementaldecoder=_Western, name=name
        )
    if name in {"tinhso_1258", "tinhso-1258"}:
        return codecs.CodecInfo(
            codecs.latin_1_encode, cast(Any, _decode_1258), incrementaldecoder=_Windows1258, name=name
        )
    return None


codecs.register(_find)
