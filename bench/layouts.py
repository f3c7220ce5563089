"""Reading official documents, on invented ones in the layout of Decree 30/2020: ``python -m bench --layouts``.

Half of them have the words, fonts and seeds on which the rules were set; the other half shares none of these and was
never looked at while setting them. Each is read twice: from its letters, and as a scan (150 to 200 dots an inch, up to
3° askew, noise, blur, stamps and seals, a fifth in grey). A field is right when it is what the document says, letter
by letter but for case and stops at its ends; lists and abstracts may differ in 3 letters of 100. What is wrong
without being marked as doubtful is what would slip past a clerk: it is counted apart.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import tinhso.packs
from bench.measure import Report
from tinhso.kernel.foundation.text import normalise_tones
from tinhso.kernel.reading import layouts
from tinhso.kernel.reading.tests.pictures.documents import Made, document
from tinhso.kernel.reading.tests.pictures.scans import scanned

EACH = 60
TUNED_SEED, HELD_OUT_SEED = 1, 20261122
LONG = {"abstract", "addressees", "recipients"}
LIKE_ENOUGH = 0.97
LEAST_TEXT, LEAST_SCAN, MOST_UNMARKED = 0.99, 0.95, 0.03


def plain(text: str) -> str:
    """Return what of a value must agree: not case, tone placement, kinds of dashes, spaces, or stops at the ends."""
    dashed = normalise_tones(text).lower().replace("–", "-").replace("—", "-").replace("\n", " | ")
    return " ".join(dashed.split()).strip(" .,;")


def right(name: str, read: str, true: str) -> bool:
    """Tell whether a field was read rightly."""
    one, other = plain(read), plain(true)
    if one == other:
        return True
    return name in LONG and SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE_ENOUGH


def directory() -> layouts.Known:
    """Return the places that an installation knows: the communes of both packs and their provinces."""
    packs = Path(tinhso.packs.__path__[0])
    names = {
        row["name"]
        for path in sorted(packs.glob("*/communes.csv"))
        for row in csv.DictReader(path.open(encoding="utf-8"))
    }
    return layouts.Known(tuple(sorted(names | {"Thanh Hóa", "Hải Dương", "Hà Nội"})))


def measure(report: Report, *, each: int = EACH) -> None:
    """Print for both halves, from letters and from scans, each field's accuracy and what was doubtful or slipped by."""
    for half, held_out, seed in (("tuned", False, TUNED_SEED), ("held out", True, HELD_OUT_SEED)):
        made = [document(seed, index, held_out=held_out) for index in range(each)]
        for source in ("text", "scan"):
            _measure(report, made, source, half, seed)


def _cpu() -> float:
    """Return the seconds that a core has worked for this process and its children: Tesseract is one."""
    return sum(os.times()[:4])


def _measure(report: Report, made: list[Made], source: str, half: str, seed: int) -> None:
    wrong: Counter[str] = Counter()
    doubtful: Counter[str] = Counter()
    slipped: Counter[str] = Counter()
    seconds, pages = 0.0, 0
    known = directory()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "van-ban.pdf"
        for one in made:
            path.write_bytes(one.pdf if source == "text" else scanned(one, seed)[0])
            began = _cpu()
            found = layouts.read(path, "application/pdf", known)
            seconds += _cpu() - began
            pages += found.pages
            for name in layouts.FIELDS:
                field = getattr(found, name)
                bad = not right(name, field.value, one.truth.fields[name])
                wrong[name] += bad
                doubtful[name] += field.doubtful
                slipped[name] += bad and not field.doubtful
    count = len(made)
    title = f"layouts, {half}, {source}"
    least = LEAST_TEXT if source == "text" else LEAST_SCAN
    for name in layouts.FIELDS:
        note = f"doubtful {doubtful[name] / count:.3f}, wrong and not marked {slipped[name] / count:.3f}"
        report.add(f"{title}: {name}", 1 - wrong[name] / count, f"of {count}", 1.0, limit=f">= {least}", note=note)
    every = count * len(layouts.FIELDS)
    report.add(f"{title}: all fields", 1 - wrong.total() / every, f"of {every}", 1.0, limit=f">= {least}")
    report.add(f"{title}: doubtful", doubtful.total() / every, f"of {every}", 1.0)
    share = slipped.total() / every
    report.add(f"{title}: wrong and not marked", share, f"of {every}", 1.0, limit=f"<= {MOST_UNMARKED}")
    report.add(f"{title}: pages a minute", 60 * pages / seconds, "pages/min", 1.0, note="on one core, all to itself")
