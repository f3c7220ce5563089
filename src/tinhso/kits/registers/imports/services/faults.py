"""Keeping what was found wrong: every fault is counted, the first ones are kept with their cells."""

from collections.abc import Iterable, Mapping

from tinhso.kits.registers.imports.models import ImportFault, ImportRun
from tinhso.kits.registers.imports.queries import MOST_FAULTS
from tinhso.kits.registers.imports.reading import Problem

MOST_UNKNOWN = 200
"""Different values of one field that are offered for mapping."""


def keep(run: ImportRun, problems: Iterable[Problem]) -> None:
    """Count problems on the run, and write those for which there is room; the caller saves the run."""
    rows = []
    for problem in sorted(problems, key=lambda found: (found.row, found.column)):
        key = f"{problem.code.value}|{problem.field}"
        run.fault_counts[key] = run.fault_counts.get(key, 0) + 1
        if run.faults_total < MOST_FAULTS:
            rows.append(
                ImportFault(
                    run=run, row=problem.row, column=problem.column, field=problem.field, code=problem.code,
                    message=problem.message[:300], raw=problem.raw[:120],
                )
            )  # fmt: skip
        run.faults_total += 1
    ImportFault.objects.bulk_create(rows, batch_size=2000)


def keep_unknown(run: ImportRun, unknown: Mapping[str, Mapping[str, int]]) -> None:
    """Add up the values of lists that were not recognised; the caller saves the run."""
    for name, counts in unknown.items():
        kept = run.unknown_values.setdefault(name, {})
        for raw, count in counts.items():
            if raw in kept or len(kept) < MOST_UNKNOWN:
                kept[raw] = kept.get(raw, 0) + count
