"""The dry run: every row is read, checked and tried beside the register; nothing is stored."""

import gc
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kits.registers import validation
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports import duplicates, queries, spool
from tinhso.kits.registers.imports.checking import Checked, Checker
from tinhso.kits.registers.imports.models import AlikeRow, ImportFault, ImportRun
from tinhso.kits.registers.imports.services.faults import keep, keep_unknown
from tinhso.kits.registers.imports.sources import Row
from tinhso.kits.registers.imports.states import Fault, State
from tinhso.kits.registers.queries import visible_to

BATCH = 5_000
MOST_ALIKE = 2_000


def batches(rows: Iterator[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Give rows a batch at a time."""
    while batch := list(islice(rows, size)):
        yield batch


@contextmanager
def unswept() -> Iterator[None]:
    """Keep the collector of cycles off what stands already: millions of rows would send it through it again and again.

    It costs more than reading the rows; what is made within the block is swept as ever.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def checker_for(run: ImportRun, definition: Definition) -> Checker:
    """Return the checker of an import, with the rights that its maker holds now."""
    return Checker(
        definition,
        queries.actor_of(run),
        unit=run.unit,
        columns=run.columns,
        value_map=run.value_map,
        reason=_("Nhập từ tệp %(name)s") % {"name": run.file.name},
    )


def check(run_id: UUID) -> None:
    """Check a file from its first row to its last; a check that was broken off begins anew."""
    run = ImportRun.objects.select_related("file", "unit", "account").get(pk=run_id)
    if run.state != State.CHECKING:
        return
    try:
        with unswept():
            _check(run, queries.definition_for(run))
    except Refused as refusal:
        ImportRun.objects.filter(pk=run_id, state=State.CHECKING).update(
            state=State.FAILED, problem=refusal.message[:500], moved_at=clock.now()
        )


def _check(run: ImportRun, definition: Definition) -> None:
    with transaction.atomic():
        if not ImportRun.objects.select_for_update().filter(pk=run.pk, state=State.CHECKING).exists():
            return
        ImportFault.objects.filter(run=run).delete()
        AlikeRow.objects.filter(run=run).delete()
        run.rows_read = run.rows_bad = run.faults_total = run.alike_total = 0
        run.fault_counts, run.unknown_values = {}, {}
        run.save()
    checker = checker_for(run, definition)
    actor = queries.actor_of(run)
    actor.demand(definition.rights.add, run.unit)
    alike = [definition.field(name) for name in definition.alike]
    keys, blocks = duplicates.SeenKeys(), duplicates.SeenBlocks()
    with ExitStack() as stack:
        kept = stack.enter_context(spool.Spool(run)) if spool.worth(run) else None
        for batch in batches(queries.data_rows(run)):
            if kept is not None:
                kept.write(batch)
            with transaction.atomic():
                if not _still(run, State.CHECKING):
                    return
                checked = checker.check(batch)
                numbers = dict(zip(checked.keys, checked.rows, strict=True))
                for key in checker.stage.keys:
                    keys.add(key.name, sorted((numbers[row], number) for row, number in checker.stage.hashes(key)))
                _note(run, batch, checked)
            for _number, values in checked.alike:
                found = duplicates.block(alike, values)
                if found is not None:
                    blocks.add(found)
        if kept is not None:
            kept.end()
    with transaction.atomic():
        if not _still(run, State.CHECKING):
            return
        _repeated(run, checker, keys)
    if alike:
        _alike(run, definition, blocks)
    run.state, run.rows_total, run.checked_at, run.moved_at = State.CHECKED, run.rows_read, clock.now(), clock.now()
    with transaction.atomic():
        if _still(run, State.CHECKING):
            run.save()


def _still(run: ImportRun, state: str) -> bool:
    """Lock the import and tell whether it is still wanted, and nobody else has begun to check it anew."""
    return ImportRun.objects.select_for_update().filter(pk=run.pk, state=state, rows_read=run.rows_read).exists()


def _note(run: ImportRun, batch: Sequence[Row], checked: Checked) -> None:
    run.rows_read += len(batch)
    run.rows_bad += len(checked.bad)
    keep(run, checked.problems)
    keep_unknown(run, checked.unknown)
    run.moved_at = clock.now()
    run.save(update_fields=["rows_read", "rows_bad", "faults_total", "fault_counts", "unknown_values", "moved_at"])


def _repeated(run: ImportRun, checker: Checker, keys: duplicates.SeenKeys) -> None:
    """Refuse the rows whose key an earlier row of the file has."""
    repeated = keys.repeated()
    if not repeated:
        return
    named = {key.name: key for key in checker.stage.keys}
    wanted = set(sorted(repeated)[:20_000])
    cells: dict[int, list[str]] = {}
    for row in spool.rows(run):
        if row.number in wanted:
            cells[row.number] = row.cells
            if len(cells) == len(wanted):
                break
    problems = []
    pairs = array("I")
    for number in sorted(repeated):
        name, first = repeated[number]
        words = _("trùng với dòng %(row)s của tệp") % {"row": first}
        problems.append(checker.duplicate(named[name], number, cells.get(number, []), Fault.IN_FILE, words))
        pairs.extend((number, first))
    keep(run, problems)
    run.rows_bad += len(repeated)
    run.duplicate_rows = pairs.tobytes()
    run.save()


def repeated_rows(run: ImportRun) -> dict[int, str]:
    """Return the rows that repeat an earlier one, with the words for it."""
    if not run.duplicate_rows:
        return {}
    pairs = array("I")
    pairs.frombytes(bytes(run.duplicate_rows))
    return {
        pairs[place]: _("Trùng với dòng %(row)s của tệp.") % {"row": pairs[place + 1]}
        for place in range(0, len(pairs), 2)
    }


def alike_numbers(run: ImportRun) -> set[int]:
    """Return the numbers of the rows that are like another row or record."""
    numbers = array("I")
    if run.alike_rows:
        numbers.frombytes(bytes(run.alike_rows))
    return set(numbers)


def _alike(run: ImportRun, definition: Definition, blocks: duplicates.SeenBlocks) -> None:
    """Find the rows that are like another row of the file, or like a record that the actor may see."""
    fields = [definition.field(name) for name in definition.alike]
    wanted, records = blocks.candidates(_standing(run, definition))
    if not wanted:
        return
    places = {name: place for place, name in enumerate(run.columns) if name}
    earlier: dict[int, list[tuple[int, tuple[Any, ...]]]] = {}
    numbers = array("I")
    rows: list[AlikeRow] = []
    for batch in batches(spool.rows(run)):
        columns = []
        for field in fields:
            place = places.get(field.name)
            raws = [row.cells[place].strip() if place is not None and place < len(row.cells) else "" for row in batch]
            columns.append(validation.clean_column(field, raws).values)
        for row, *values in zip(batch, *columns, strict=True):
            number = duplicates.block(fields, values)
            if number is None or number not in wanted:
                continue
            mine = duplicates.comparable(fields, values)
            found = _first_alike(run, row.number, mine, fields, records.get(number, []), earlier.get(number, []))
            earlier.setdefault(number, []).append((row.number, mine))
            if found is not None:
                numbers.append(row.number)
                if len(rows) < MOST_ALIKE:
                    rows.append(found)
    AlikeRow.objects.bulk_create(rows, batch_size=1000)
    run.alike_total, run.alike_rows = len(numbers), numbers.tobytes()


def _first_alike(
    run: ImportRun, row: int, mine: tuple[Any, ...], fields: Any, records: Sequence[Any], earlier: Sequence[Any]
) -> AlikeRow | None:
    for key, values in records:
        agree = duplicates.agreeing(fields, mine, values)
        if agree is not None:
            return AlikeRow(run=run, row=row, record_id=key, why=_why(agree))
    for other, values in earlier[-20:]:
        agree = duplicates.agreeing(fields, mine, values)
        if agree is not None:
            return AlikeRow(run=run, row=row, other_row=other, why=_why(agree))
    return None


def _why(agree: Sequence[str]) -> str:
    return ", ".join([_("Tên"), *agree])[:250]


def _standing(run: ImportRun, definition: Definition) -> Iterator[list[tuple[int, Any]]]:
    """Give the records that the actor may see, in batches, each with the number of its block."""
    fields = [definition.field(name) for name in definition.alike]
    columns = [field.columns[0] for field in fields]
    rows = visible_to(queries.actor_of(run), definition).filter(status="in_force").order_by()
    batch: list[tuple[int, Any]] = []
    for key, *values in rows.values_list("pk", *columns).iterator(chunk_size=BATCH):
        number = duplicates.block(fields, values)
        if number is not None:
            batch.append((number, (key, tuple(values))))
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
