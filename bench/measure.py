"""Taking times: medians, and the table of results."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """A figure, the baseline of the same run, and their ratio."""

    value: float
    unit: str
    baseline: float
    ratio: float
    limit: str = ""
    note: str = ""


class Report:
    """The results by name; each is printed as it comes."""

    def __init__(self) -> None:
        self.results: dict[str, Result] = {}

    def add(self, name: str, value: float, unit: str, baseline: float, *, limit: str = "", note: str = "") -> None:
        """Keep and print a result; the ratio is of the value to the baseline."""
        result = Result(round(value, 3), unit, round(baseline, 3), round(value / baseline, 3), limit, note)
        self.results[name] = result
        print(
            f"{name:<46} {result.value:>12,.2f} {unit:<14} baseline {result.baseline:>12,.2f}"
            f"  ratio {result.ratio:>8.3f}  {limit} {note}",
            flush=True,
        )

    def write(self, path: Path) -> None:
        """Write ``{name: {value, unit, baseline, ratio, limit, note}}``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({name: asdict(result) for name, result in self.results.items()}, indent=1) + "\n")


def medians_ms(*works: Callable[[], object], times: int = 40) -> list[float]:
    """Return the median time of each work in milliseconds.

    They take turns, after two runs each to warm up, so that whatever else the machine does falls on all alike.
    """
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(times + 2):
        for work, times_of in zip(works, taken, strict=True):
            began = time.perf_counter()
            work()
            if turn >= 2:
                times_of.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times_of) for times_of in taken]


def per_second(work: Callable[[], object], seconds: float = 4.0) -> float:
    """Return how often ``work`` is done in a second."""
    work()
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        work()
        done += 1
    return done / (time.perf_counter() - began)
