"""Books, their numbers, and the registers that are printed of them (Nghị định 30/2020/NĐ-CP, Phụ lục IV)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tinhso.government.official_documents import kinds, reach
from tinhso.government.official_documents.models import Book, BookNumber, IncomingDocument, OutgoingDocument
from tinhso.government.official_documents.states import Direction, NumberState, Part
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit

Column = tuple[str, Callable[[Any], Any]]


def agencies(actor: Actor, permission: str) -> list[OrganizationUnit]:
    """Return the agencies whose papers are the actor's work."""
    return reach.own_bodies(actor, permission)


def visible_to(actor: Actor, permission: str) -> QuerySet[Book]:
    """Return the books that the actor keeps."""
    rows = Book.objects.filter(unit_id__in=reach.unit_ids(actor, permission)).select_related("unit")
    return rows.annotate(given=Count("numbers")).order_by("unit__sort_key", "direction", "closed_on", "name")


def book_of(actor: Actor, permission: str, key: UUID) -> Book:
    """Return a book that the actor keeps; raise ``NotFound``."""
    found = visible_to(actor, permission).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def book_chosen(unit: OrganizationUnit, key: str) -> Book | None:
    """Return the book that a form names; ``None`` when it names none. Raise ``Invalid``."""
    if not key:
        return None
    found = Book.objects.filter(unit=unit, pk=key).first()
    if found is None:
        raise Invalid({"book": _("Chọn sổ trong danh sách.")})
    return found


def loose_numbers(book: Book, year: int) -> list[BookNumber]:
    """Return the numbers of a year that are held back or cancelled, with why."""
    rows = book.numbers.filter(year=year).exclude(state=NumberState.USED).select_related("changed_by__person")
    return list(rows.order_by("series", "number")[:500])


def register_rows(book: Book, year: int, *, most: int = 20_000) -> list[Any]:
    """Return what a register of the year holds, in the order of its numbers."""
    if book.direction == Direction.INCOMING:
        rows = IncomingDocument.objects.filter(book=book, year=year).prefetch_related(
            "assignments__unit", "assignments__account__person", "assignments__answer"
        )
        return list(rows.order_by("number")[:most])
    return list(
        OutgoingDocument.objects.filter(book=book, year=year)
        .prefetch_related("recipients")
        .select_related("drafting_unit")
        .order_by("kind_code", "number")[:most]
    )


def register_columns(direction: str, form: str) -> list[Column]:
    """Return the columns of a register as Annex IV names them: ``form`` is ``so`` or ``theo-doi``."""
    if direction != Direction.INCOMING:
        return [
            (_("Số, ký hiệu văn bản"), lambda row: row.symbol),
            (_("Ngày tháng văn bản"), lambda row: row.issued_on),
            (_("Tên loại và trích yếu nội dung văn bản"), lambda row: f"{kinds.name_of(row.kind_code)}: {row.subject}"),
            (_("Người ký"), lambda row: row.signer_name),
            (_("Nơi nhận văn bản"), lambda row: "; ".join(to.name for to in row.recipients.all())),
            (_("Đơn vị, người nhận bản lưu"), lambda row: row.archive_mark),
            (_("Số lượng bản"), lambda row: row.copies or ""),
            (_("Ngày chuyển"), lambda row: row.issued_on),
            (_("Ký nhận"), _nothing),
            (_("Ghi chú"), lambda row: row.recall_reason),
        ]
    if form == "theo-doi":
        return [
            (_("Số đến"), lambda row: row.number),
            (_("Tên loại, số và ký hiệu, ngày tháng và tác giả văn bản"), _described),
            (_("Đơn vị hoặc người nhận"), lambda row: "; ".join(_names(row))),
            (_("Thời hạn giải quyết"), lambda row: row.due_on),
            (_("Tiến độ giải quyết"), lambda row: row.get_state_display()),
            (_("Số, ký hiệu văn bản trả lời"), lambda row: "; ".join(_answers(row))),
            (_("Ghi chú"), lambda row: row.note),
        ]
    return [
        (_("Ngày đến"), lambda row: row.registered_at or row.arrived_at),
        (_("Số đến"), lambda row: row.number),
        (_("Tác giả"), lambda row: row.sender_name),
        (_("Số, ký hiệu"), lambda row: row.symbol),
        (_("Ngày tháng"), lambda row: row.issued_on),
        (_("Tên loại và trích yếu nội dung"), lambda row: f"{kinds.name_of(row.kind_code)}: {row.subject}"),
        (_("Đơn vị hoặc người nhận"), lambda row: "; ".join(_names(row))),
        (_("Ngày chuyển"), lambda row: min((part.created_at for part in row.assignments.all()), default="")),
        (_("Ký nhận"), _nothing),
        (_("Ghi chú"), lambda row: row.note or row.recall_reason),
    ]


def _nothing(_row: Any) -> str:
    return ""


def _described(row: IncomingDocument) -> str:
    day = f"{row.issued_on:%d/%m/%Y}" if row.issued_on else ""
    return ", ".join(part for part in (kinds.name_of(row.kind_code), row.symbol, day, row.sender_name) if part)


def _names(row: IncomingDocument) -> list[str]:
    parts = [part for part in row.assignments.all() if part.state != "recalled" and part.part != Part.KNOW]
    return list(dict.fromkeys(str(part.account or part.unit) for part in parts))


def _answers(row: IncomingDocument) -> list[str]:
    return list(
        dict.fromkeys(part.answer.symbol for part in row.assignments.all() if part.answer and part.answer.symbol)
    )


def series_of(book: Book, year: int) -> list[tuple[str, int]]:
    """Return the series of a year with the last number that each gave."""
    rows = book.series.filter(year=year).order_by("series").values_list("series", "last")
    return [(kinds.name_of(series) if series else _("Số đến"), last) for series, last in rows]


def said(value: Any) -> str:
    """Return a cell of a printed register."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.VIETNAM).date()
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else str(value)
