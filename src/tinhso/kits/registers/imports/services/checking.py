"""The dry run: every row is read, checked and tried beside the register; nothing is stored."""

import gc
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports import likeness, queries, spool
from tinhso.kits.registers.imports.batches import Batch, batches
from tinhso.kits.registers.imports.checking import Checked, Checker
from tinhso.kits.registers.imports.models import AlikeRow, ImportFault, ImportRun
from tinhso.kits.registers.imports.reading import Read
from tinhso.kits.registers.imports.services import planning
from tinhso.kits.registers.imports.services.faults import keep, keep_unknown
from tinhso.kits.registers.imports.staging import Key
from tinhso.kits.registers.imports.states import Fault, State
from tinhso.kits.registers.queries import visible_to

RECORDS = 5_000
MOST_ALIKE = 2_000
LARGE = ("duplicate_rows", "alike_rows")
"""Columns of an import that hold a number for each of many rows: neither read nor written with the others."""
_PIECE = 1 << 20
EARLIER = 20
"""Rows of the file to which another one of their block is compared: the last ones."""


def read_batches(
    run: ImportRun, checker: Checker, *, after: int = 0, wanted: Callable[[int, int], bool] = lambda _first, _last: True
) -> Iterator[tuple[Batch, Read]]:
    """Give the rows behind row ``after`` with what stands in their cells: as they were read before, else of the file.

    ``wanted`` is asked by the first and last row of a batch; what it does not want may be left out.
    """
    reader = checker.reader
    kept = spool.written(run, reader.mark, wanted=lambda first, last: first > after and wanted(first, last))
    if kept is not None:
        yield from kept
        return
    for batch in batches(queries.data_rows(run, after=after), reader.places):
        yield batch, reader.plain(batch)


@contextmanager
def unswept() -> Iterator[None]:
    """Keep the collector of cycles off what stands already: millions of rows would send it through it again and again.

    It costs more than reading the rows; what is made within the block is swept as ever.
    """
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
        change_known=run.change_known,
    )


def check(run_id: UUID) -> None:
    """Check a file from its first row to its last; a check that was broken off begins anew."""
    run = ImportRun.objects.select_related("file", "unit", "account").defer(*LARGE).get(pk=run_id)
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
        planning.forget(run)
        run.rows_read = run.rows_bad = run.rows_changed = run.rows_same = run.faults_total = run.alike_total = 0
        run.fault_counts, run.unknown_values = {}, {}
        run.save()
        ImportRun.objects.filter(pk=run.pk).update(duplicate_rows=None, alike_rows=None)
    checker = checker_for(run, definition)
    actor = queries.actor_of(run)
    actor.demand(definition.rights.add, run.unit)
    # Loaded by the worker that checks: it counts by numpy, and every process names the services.
    from tinhso.kits.registers.imports.seen import SeenBlocks, SeenKeys

    repeated, blocks = SeenKeys(), SeenBlocks()
    known = planning.Known()
    with spool.Spool(run, checker.reader.mark) as kept:
        for batch in batches(queries.data_rows(run), checker.reader.places):
            read = checker.reader.plain(batch)
            kept.write(batch, read)
            with transaction.atomic():
                if not _still(run, State.CHECKING):
                    return
                checked = checker.check(batch, read)
                for key in checker.stage.keys:
                    repeated.add(key.name, _hashes(checker, batch, key))
                repeated.add(planning.RECORD, planning.hashes(checked))
                planning.keep(run, checker.definition, batch, checked, known)
                _note(run, batch, checked)
            blocks.add([batch.numbers[at] for at in checked.places], checked.blocks)
        kept.end()
    with transaction.atomic():
        if not _still(run, State.CHECKING):
            return
        _repeated(run, checker, repeated.repeated(), known)
    del repeated, known
    if checker.alike:
        found = blocks.candidates(_standing(run, definition))
        del blocks
        _alike(run, checker, *found)
    run.state, run.rows_total, run.checked_at, run.moved_at = State.CHECKED, run.rows_read, clock.now(), clock.now()
    with transaction.atomic():
        if _still(run, State.CHECKING):
            run.save()


def _hashes(checker: Checker, batch: Batch, key: Key) -> list[tuple[int, int]]:
    """Return the rows of a batch that are right, rising, each with a number that rows of one key share."""
    found = checker.stage.hashes(key)
    if checker.changer is not None:
        found = sorted([*found, *checker.changer.stage.hashes(key)])
    return [(batch.numbers[at], number) for at, number in found]


def _still(run: ImportRun, state: str) -> bool:
    """Lock the import and tell whether it is still wanted, and nobody else has begun to check it anew."""
    return ImportRun.objects.select_for_update().filter(pk=run.pk, state=state, rows_read=run.rows_read).exists()


def _note(run: ImportRun, batch: Batch, checked: Checked) -> None:
    run.rows_read += len(batch)
    run.rows_bad += len(checked.bad)
    run.rows_changed += len(checked.changes)
    run.rows_same += len(checked.same)
    keep(run, checked.problems)
    keep_unknown(run, checked.unknown)
    run.moved_at = clock.now()
    run.save(
        update_fields=[
            "rows_read", "rows_bad", "rows_changed", "rows_same", "faults_total", "fault_counts", "unknown_values",
            "moved_at",
        ]
    )  # fmt: skip


def _repeated(run: ImportRun, checker: Checker, repeated: Mapping[int, tuple[str, int]], known: planning.Known) -> None:
    """Refuse the rows whose key an earlier row of the file has."""
    if not repeated:
        return
    named = {key.name: key for key in [*checker.stage.keys, planning.key_of_records(checker.definition)]}
    shown = {name: checker.shown_at(key) for name, key in named.items()}
    numbers = sorted(repeated)
    told = numbers[: queries.MOST_FAULTS]
    raws: dict[int, str] = {}
    for batch, _read, at, place in _rows_among(run, checker, told):
        raws[told[place]] = batch.cell(shown[repeated[told[place]][0]], at)
    problems = []
    pairs = array("I")
    for number in numbers:
        name, first = repeated[number]
        words = _("trùng với dòng %(row)s của tệp") % {"row": first}
        problems.append(checker.duplicate(named[name], number, raws.get(number, ""), Fault.IN_FILE, words))
        pairs.extend((number, first))
    keep(run, problems)
    run.rows_bad += len(repeated)
    planning.leave_out(run, repeated, known)
    run.save()
    _keep_numbers(run, "duplicate_rows", pairs)


def _rows_among(run: ImportRun, checker: Checker, wanted: Any) -> Iterator[tuple[Batch, Read, int, int]]:
    """Give the rows whose numbers are in the rising sequence ``wanted``.

    Of each: the batch, what was read of it, the row's place in the batch, and its number's place in ``wanted``.
    """

    def held(first: int, last: int) -> tuple[int, int]:
        return bisect_left(wanted, first), bisect_left(wanted, last + 1)

    def holds(first: int, last: int) -> bool:
        begin, end = held(first, last)
        return begin < end

    if not len(wanted):
        return
    for batch, read in read_batches(run, checker, wanted=holds):
        begin, end = held(batch.numbers[0], batch.numbers[-1])
        at = 0
        for place in range(begin, end):
            at = bisect_left(batch.numbers, int(wanted[place]), at)
            yield batch, read, at, place


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


def alike_numbers(run: ImportRun) -> "array[int]":
    """Return the numbers of the rows that are like another row or record, rising."""
    numbers = array("I")
    numbers.frombytes(bytes(run.alike_rows or b""))
    return numbers


def _keep_numbers(run: ImportRun, column: str, numbers: "array[int]") -> None:
    """Write numbers of rows piece by piece: a statement holds several times over what it carries."""
    content = memoryview(numbers).cast("B")
    with transaction.atomic(), connection.cursor() as cursor:
        for begin in range(0, len(content), _PIECE):
            piece = bytes(content[begin : begin + _PIECE])
            kept = f"coalesce({column}, ''::bytea)" if begin else "''::bytea"
            cursor.execute(
                f"UPDATE registers_imports_importrun SET {column} = {kept} || %s WHERE id = %s",  # noqa: S608 - our own names
                [piece, run.pk],
            )


def _alike(run: ImportRun, checker: Checker, wanted: Any, blocks: Any, records: Mapping[int, Sequence[Any]]) -> None:
    """Tell the rows that are like another row of the file, or like a record, among those of the same block."""
    fields = checker.alike
    earlier: dict[int, list[tuple[int, tuple[Any, ...]]]] = {}
    kept = 0
    numbers = array("I")
    rows: list[AlikeRow] = []
    for _batch, read, at, place in _rows_among(run, checker, wanted):
        # What comes from lists is not compared: it was not kept.
        values = [read.values[field.name][at] if field.name in read.values else None for field in fields]
        row, block = int(wanted[place]), int(blocks[place])
        mine = likeness.comparable(fields, values)
        found = _first_alike(run, row, mine, fields, records.get(block, ()), earlier.get(block, ())[-EARLIER:])
        if kept < likeness.MOST_CANDIDATES:
            earlier.setdefault(block, []).append((row, mine))
            kept += 1
        if found is not None:
            numbers.append(row)
            if len(rows) < MOST_ALIKE:
                rows.append(found)
    AlikeRow.objects.bulk_create(rows, batch_size=1000)
    run.alike_total = len(numbers)
    _keep_numbers(run, "alike_rows", numbers)


def _first_alike(
    run: ImportRun, row: int, mine: tuple[Any, ...], fields: Any, records: Iterable[Any], earlier: Iterable[Any]
) -> AlikeRow | None:
    for key, values in records:
        agree = likeness.agreeing(fields, mine, values)
        if agree is not None:
            return AlikeRow(run=run, row=row, record_id=key, why=_why(agree))
    for other, values in earlier:
        agree = likeness.agreeing(fields, mine, values)
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
    found = rows.values_list("pk", *columns).iterator(chunk_size=RECORDS)
    while some := list(islice(found, RECORDS)):
        numbers = likeness.blocks(fields, list(zip(*[values[1:] for values in some], strict=True)))
        yield [
            (number, (key, tuple(values)))
            for number, (key, *values) in zip(numbers, some, strict=True)
            if number is not None
        ]
