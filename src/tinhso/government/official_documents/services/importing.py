"""Importing the tables of an old system: numbers, symbols and days stay as they were; the same row again is no news.

A row is known by its source and key; with every row written the file is written, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import kinds, permissions, reach, secrecy, symbols, texts
from tinhso.government.official_documents.models import IncomingDocument, OutgoingDocument, Recipient
from tinhso.government.official_documents.services import books
from tinhso.government.official_documents.states import Channel, Direction, Incoming, Outgoing
from tinhso.kernel.audit import services as audit
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import content_path
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers.imports.sources import Unreadable, open_source

MOST_ROWS = 5_000
MOST_PROBLEMS = 200
COLUMNS = (
    ("khoa", gettext_lazy("khóa của dòng ở hệ thống cũ")),
    ("so", gettext_lazy("số đến, hoặc số của văn bản đi")),
    ("ngay", gettext_lazy("ngày đến, hoặc ngày ban hành")),
    ("so_ky_hieu", gettext_lazy("số, ký hiệu")),
    ("ngay_van_ban", gettext_lazy("ngày văn bản (văn bản đến)")),
    ("co_quan", gettext_lazy("cơ quan ban hành (đến), nơi nhận (đi)")),
    ("loai", gettext_lazy("tên loại văn bản")),
    ("trich_yeu", gettext_lazy("trích yếu")),
    ("nguoi_ky", gettext_lazy("người ký")),
    ("do_mat", gettext_lazy("độ mật; dòng có độ mật bị từ chối")),
)
_NEEDED = ("khoa", "so", "ngay", "trich_yeu")


@dataclass
class Report:
    """What a run did, or would do: rows added, rows that stood already, and what is wrong with which line."""

    written: bool
    added: int = 0
    kept: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)
    wrong: int = 0

    def refuse(self, line: int, words: str) -> None:
        """Note what is wrong with a line."""
        self.wrong += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((line, words))


class _TriedOnlyError(Exception):
    """Ends the transaction of a trial."""


def import_file(
    actor: Actor, unit: OrganizationUnit, direction: str, file: StoredFile | None, source: str, *, write: bool
) -> Report:
    """Import a table (CSV, XLSX, ODS); ``write=False`` only tries. Lines that are wrong are left out and told.

    Raises ``Invalid`` when the file is no table or lacks a column.
    """
    if file is None:
        raise Invalid({"source": _("Hãy chọn tệp CSV hoặc XLSX.")})
    try:
        table = open_source(content_path(file), file.media_type)
        return import_rows(actor, unit, direction, _named(table), source, write=write)
    except Unreadable as error:
        raise Invalid({"source": error.message}) from error


def import_rows(
    actor: Actor,
    unit: OrganizationUnit,
    direction: str,
    rows: Iterator[tuple[int, Mapping[str, str]]],
    source: str,
    *,
    write: bool = True,
) -> Report:
    """Import rows whose keys are ``COLUMNS``; see ``import_file``."""
    reach.demand(actor, permissions.BOOKS, unit)
    report = Report(write)
    one = _incoming if direction == Direction.INCOMING else _outgoing
    try:
        with transaction.atomic():
            for at, (line, row) in enumerate(rows):
                if at >= MOST_ROWS:
                    report.refuse(line, _("Mỗi tệp nhiều nhất {most} dòng; hãy tách tệp.").format(most=MOST_ROWS))
                    break
                try:
                    with transaction.atomic():
                        added = one(unit, row, source.strip())
                except Invalid as invalid:
                    report.refuse(line, " ".join(invalid.fields.values()))
                except (Conflict, secrecy.SecretRefused) as refused:
                    report.refuse(line, refused.message)
                else:
                    report.added += added
                    report.kept += not added
            if not write:
                raise _TriedOnlyError
            audit.record(
                actor,
                happened.IMPORTED,
                subject_kind="official_documents.import",
                subject_id=unit.id,
                subject_label=source,
                unit_id=unit.id,
                source=source,
                added=report.added,
                kept=report.kept,
            )
    except _TriedOnlyError:
        pass
    return report


def _incoming(unit: OrganizationUnit, row: Mapping[str, str], source: str) -> bool:
    key, number, day = _facts(row, source)
    if IncomingDocument.objects.filter(unit=unit, old_key=key).exists():
        return False
    book = books.usual_book(unit, Direction.INCOMING)
    given = books.keep_old(book, day.year, "", number)
    moment = datetime.combine(day, time(8), tzinfo=clock.VIETNAM)
    document = IncomingDocument(
        unit=unit,
        state=Incoming.DONE,
        channel=Channel.IMPORT,
        arrived_at=moment,
        registered_at=moment,
        book=book,
        book_number=given,
        number=number,
        year=day.year,
        sender_name=row.get("co_quan", "")[:200],
        symbol=symbols.tidy(row.get("so_ky_hieu", "")),
        issued_on=texts.day(row.get("ngay_van_ban", "")),
        kind_code=_kind(row),
        subject=row["trich_yeu"][:500],
        signer_name=row.get("nguoi_ky", "")[:120],
        old_key=key,
    )
    document.folded = texts.searchable(document, ())
    document.save(force_insert=True)
    return True


def _outgoing(unit: OrganizationUnit, row: Mapping[str, str], source: str) -> bool:
    key, number, day = _facts(row, source)
    if OutgoingDocument.objects.filter(unit=unit, old_key=key).exists():
        return False
    code = _kind(row) or kinds.LETTER
    kind = kinds.kind(code)
    book = books.usual_book(unit, Direction.OUTGOING)
    given = books.keep_old(book, day.year, kind.series if kind else code, number)
    symbol = symbols.tidy(row.get("so_ky_hieu", ""))
    document = OutgoingDocument(
        unit=unit,
        drafting_unit=unit,
        state=Outgoing.ISSUED,
        kind_code=code,
        subject=row["trich_yeu"][:500],
        signer_title="",
        signer_name=row.get("nguoi_ky", "")[:120],
        book=book,
        book_number=given,
        number=number,
        year=day.year,
        symbol=symbol or (symbols.build(number, kind, unit.symbol) if kind else str(number)),
        issued_on=day,
        issued_at=datetime.combine(day, time(8), tzinfo=clock.VIETNAM),
        old_key=key,
    )
    document.folded = texts.searchable(document, ())
    document.save(force_insert=True)
    if row.get("co_quan"):
        Recipient.objects.create(document=document, ordinal=1, name=row["co_quan"][:200])
    return True


def _facts(row: Mapping[str, str], source: str) -> tuple[str, int, Any]:
    wrong = {name: _("Thiếu cột “{name}”.").format(name=name) for name in _NEEDED if not row.get(name, "").strip()}
    if wrong:
        raise Invalid(wrong)
    secrecy.refuse(field=row.get("do_mat", ""), subject=row["trich_yeu"])
    day = texts.day(row["ngay"][:10])
    number = row["so"].strip().split("/")[0].split(".")[0]
    if day is None:
        raise Invalid({"ngay": _("Ngày “{day}” không đọc được; dùng dd/mm/yyyy.").format(day=row["ngay"])})
    if not number.isdigit() or int(number) == 0:
        raise Invalid({"so": _("Số “{number}” không phải là số.").format(number=row["so"])})
    return f"{source}:{row['khoa'].strip()}"[:120], int(number), day


def _kind(row: Mapping[str, str]) -> str:
    wanted = fold(row.get("loai", ""))
    found = next((kind.code for kind in kinds.kinds() if wanted and fold(kind.name) == wanted), "")
    taken = symbols.read(row.get("so_ky_hieu", ""))
    return found or (taken.kind if taken else "")


def _named(table: Any) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give each row under the names of its columns; the first row is the heading."""
    names: list[str] = []
    for row in table.rows():
        cells = [str(cell).strip() for cell in row.cells]
        if not names:
            names = [fold(cell).replace(" ", "_") for cell in cells]
            missing = [name for name in _NEEDED if name not in names]
            if missing:
                raise Invalid({"source": _("Dòng đầu của bảng thiếu cột: {names}.").format(names=", ".join(missing))})
            continue
        if any(cells):
            yield row.number, dict(zip(names, cells, strict=False))
