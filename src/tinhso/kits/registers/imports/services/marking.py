"""A copy of the file with the wrong cells marked: red where it is wrong, with why in a note and in the last column."""

from collections.abc import Iterator
from itertools import groupby
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.files import services as files
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.errors import Conflict, Forbidden
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.exports import XLSX, workbook
from tinhso.kits.registers.imports import audit_events as happened
from tinhso.kits.registers.imports import permissions, queries
from tinhso.kits.registers.imports.models import ImportFault, ImportRun
from tinhso.kits.registers.imports.sources import Row
from tinhso.kits.registers.imports.states import AT_WORK

MOST_ROWS = 1_000_000
"""Of one sheet; further rows stand on the next."""
MOST_NOTES = 5_000
"""Notes of cells are kept in memory until the file is closed; beyond these the last column says why."""


@transaction.atomic
def ask(actor: Actor, key: UUID) -> ImportRun:
    """Have the marked copy made in the background; raise ``Forbidden`` for who may not see the file's personal data."""
    run = queries.run_for(actor, key)
    _may_see(actor, run)
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file", "unit").get(pk=key)
    if run.state in AT_WORK:
        raise Conflict(_("Hãy chờ việc đang chạy xong rồi tải bản đánh dấu."))
    if run.marked_id is None and not run.marking:
        run.marking = True
        run.save(update_fields=["marking"])
        from tinhso.kits.registers.imports.jobs import mark_file  # the job imports this service

        mark_file.later(run_id=run.pk)
    return run


@transaction.atomic
def download(actor: Actor, key: UUID) -> StoredFile:
    """Return the marked copy and note who took it; raise ``NotFound``, ``Forbidden``, ``Conflict`` while it is made."""
    run = queries.run_for(actor, key)
    _may_see(actor, run)
    if run.marked is None:
        raise Conflict(_("Bản đánh dấu chưa làm xong."))
    record(
        actor, happened.DOWNLOADED, subject_kind="registers_imports.run", subject_id=run.pk, subject_label=str(run),
        unit_id=run.unit_id, register=run.register,
    )  # fmt: skip
    return run.marked


def _may_see(actor: Actor, run: ImportRun) -> None:
    actor.demand(permissions.IMPORT, run.unit)
    if queries.definition_for(run).personal_fields and not queries.may_see_personal(actor, run):
        raise Forbidden(
            _("Tệp có dữ liệu cá nhân mà quý vị chưa được giao quyền xem đầy đủ."),
            permission=queries.definition_for(run).rights.see_personal,
        )


def make(run_id: UUID) -> None:
    """Write the marked copy and keep it."""
    run = ImportRun.objects.select_related("file", "unit", "account").get(pk=run_id)
    if not run.marking or run.state in AT_WORK:
        return
    with cast(BinaryIO, TemporaryFile()) as file:
        _write(run, file)
        file.seek(0)
        content = file.read()
    name = f"{run.file.name.rpartition('.')[0] or run.file.name}-danh-dau.xlsx"
    with transaction.atomic():
        stored = files.store_made(content, name, XLSX, actor=queries.actor_of(run))
        ImportRun.objects.filter(pk=run.pk).update(marked=stored, marking=False)


def _write(run: ImportRun, file: BinaryIO) -> None:
    book = workbook(file, constant_memory=True, strings_to_numbers=False)
    wrong = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1, "border_color": "#9C0006"})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    faults = _by_row(run)
    next_fault = next(faults, None)
    sheet, line, notes, last = None, 0, 0, len(run.headings)
    for row in queries.data_rows(run):
        if sheet is None or line >= MOST_ROWS:
            sheet, line = _sheet(book, run, head), 1
        found: dict[int, list[str]] = {}
        while next_fault is not None and next_fault[0] < row.number:
            next_fault = next(faults, None)
        if next_fault is not None and next_fault[0] == row.number:
            found = next_fault[1]
        notes = _row(sheet, line, row, found, wrong, last, notes)
        line += 1
    if sheet is None:
        _sheet(book, run, head)
    book.close()


def _sheet(book: Any, run: ImportRun, head: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(run.headings), 20)
    sheet.set_column(len(run.headings) + 1, len(run.headings) + 1, 60)
    for column, heading in enumerate([*run.headings, _("Dòng trong tệp gốc"), _("Cần sửa")]):
        sheet.write_string(0, column, heading, head)
    return sheet


def _row(sheet: Any, line: int, row: Row, found: dict[int, list[str]], wrong: Any, last: int, notes: int) -> int:
    """Write a row with its marks, and return how many notes there are then."""
    for column in range(max(len(row.cells), last)):
        if column >= last:
            break
        text = row.cells[column] if column < len(row.cells) else ""
        if column in found:
            sheet.write_string(line, column, _printable(text), wrong)
            if notes < MOST_NOTES:
                sheet.write_comment(line, column, "\n".join(found[column])[:1000])
                notes += 1
        elif text:
            sheet.write_string(line, column, _printable(text))
    sheet.write_number(line, last, row.number)
    if found:
        words = [
            f"{queries.letter_of(column)}: {message}" if column >= 0 else message
            for column, messages in sorted(found.items())
            for message in messages
        ]
        sheet.write_string(line, last + 1, "; ".join(words)[:30_000], wrong)
    return notes


def _printable(text: str) -> str:
    """Return a text as XML can hold it."""
    return text if text.isprintable() else "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)


def _by_row(run: ImportRun) -> Iterator[tuple[int, dict[int, list[str]]]]:
    faults = ImportFault.objects.filter(run=run).order_by("row", "column").iterator(chunk_size=2000)
    for number, group in groupby(faults, key=lambda fault: fault.row):
        found: dict[int, list[str]] = {}
        for fault in group:
            found.setdefault(fault.column, []).append(fault.message)
        yield number, found
