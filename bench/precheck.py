"""The look at pages before sending, on pictures made for this report: what it finds, and what it cries wolf at.

``python -m bench.precheck`` runs this part alone. The limits of ``kernel/reading/verdicts.py`` were set on pictures of
the seeds in ``TUNED``; what is printed comes from another seed, never looked at while setting them.
"""

import tempfile
import time
from collections import Counter
from pathlib import Path

import click

from bench.measure import Report
from tinhso.kernel.reading import names, reader, sheets
from tinhso.kernel.reading.tests.pictures.labelled import KINDS, Labelled, pictures

TUNED = (77, 101, 202)
SEED = 20261122
EACH, GOOD = 20, 80
LEAST_RECALL, MOST_FALSE = 0.9, 0.05
_ROTATED = {"sideways", "upside-down"}


def measure(report: Report, *, seed: int = SEED, each: int = EACH, good: int = GOOD, verbose: bool = False) -> bool:
    """Print recall and false alarms by kind and over all, and pages in a second; return whether all keep the limits."""
    found: list[tuple[str, set[str]]] = []
    reading = opening = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for made in pictures(seed, each, good):
            path = Path(folder) / made.name
            path.write_bytes(made.content)
            began = time.perf_counter()
            for _page in sheets.pages(path, made.media_type, 1):
                pass
            opened = time.perf_counter()
            said = _said(path, made)
            reading += time.perf_counter() - opened
            opening += opened - began
            found.append((made.label, said))
            if verbose and said != ({made.label} - {"good"}):
                click.echo(f"  {made.name}: {sorted(said)} ({made.note})")
            path.unlink()
    within = _print(report, found)
    count = len(found)
    report.add("precheck: pages looked at", count / reading, "pages/s", count / opening, note="to opening them alone")
    return within


def _said(path: Path, made: Labelled) -> set[str]:
    pages = reader.read(path, made.media_type)["pages"]
    said = {"rotated" if code in _ROTATED else code for page in pages for code in page["problems"]}
    if names.strangers(pages, [names.Expected(made.applicant.name, made.applicant.number)]):
        said.add("other-person")
    return said


def _print(report: Report, found: list[tuple[str, set[str]]]) -> bool:
    labels = Counter(label for label, _said in found)
    good = [said for label, said in found if label == "good"]
    within = True
    for kind in KINDS:
        right = sum(kind in said for label, said in found if label == kind)
        others = [said for label, said in found if label != kind]
        recall, false = right / labels[kind], sum(kind in said for said in others) / len(others)
        on_good = sum(kind in said for said in good) / len(good)
        within &= recall >= LEAST_RECALL and false <= MOST_FALSE and on_good <= MOST_FALSE
        report.add(f"precheck: {kind}, recall", recall, f"of {labels[kind]}", 1.0, limit=f">= {LEAST_RECALL}")
        note = f"on good ones {on_good:.3f}"
        report.add(
            f"precheck: {kind}, false alarms", false, f"of {len(others)}", 1.0, limit=f"<= {MOST_FALSE}", note=note
        )
    bad = [(label, said) for label, said in found if label != "good"]
    recall = sum(label in said for label, said in bad) / len(bad)
    false = sum(bool(said) for said in good) / len(good)
    within &= recall >= LEAST_RECALL and false <= MOST_FALSE
    report.add("precheck: all kinds, recall", recall, f"of {len(bad)}", 1.0, limit=f">= {LEAST_RECALL}")
    report.add("precheck: good ones with any warning", false, f"of {len(good)}", 1.0, limit=f"<= {MOST_FALSE}")
    return within


@click.command()
@click.option("--seed", default=SEED, show_default=True)
@click.option("--each", default=EACH, show_default=True, help="Pictures of each kind of fault.")
@click.option("--good", default=GOOD, show_default=True, help="Good pictures on bad paper.")
@click.option("--verbose", is_flag=True, help="Name the pictures that were judged wrongly.")
def main(seed: int, each: int, good: int, verbose: bool) -> None:
    """Measure the look at pages before sending, alone."""
    if seed in TUNED:
        click.echo(f"Seed {seed} was used for setting the limits: its figures flatter.")
    if not measure(Report(), seed=seed, each=each, good=good, verbose=verbose):
        raise SystemExit("out of limits")


if __name__ == "__main__":
    main()
