"""Books and numbers: gap-free under any number of clerks, cancelled only with a reason, held back on demand.

The series' row is locked by the statement that counts it up and rolls back with its transaction: no gap, no double.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import permissions, reach
from tinhso.government.official_documents.models import Book, BookNumber
from tinhso.government.official_documents.states import Direction, NumberState
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit

MOST_HELD = 50
"""How many numbers may be held back in one go."""
NAMES = {
    Direction.INCOMING: "Sổ văn bản đến",
    Direction.OUTGOING: "Sổ văn bản đi",
    Direction.INTERNAL: "Sổ văn bản nội bộ",
}


def usual_book(unit: OrganizationUnit, direction: str) -> Book:
    """Return the book that a unit uses when none is chosen; it is opened when there is none."""
    found = Book.objects.filter(unit=unit, direction=direction, usual=True, closed_on=None).first()
    if found is not None:
        return found
    # Two who open it at once make one: the second meets the constraint and takes the first's.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO official_documents_book (id, created_at, unit_id, direction, name, usual) "
            "VALUES (%s, %s, %s, %s, %s, true) ON CONFLICT DO NOTHING",
            [new_id(), clock.now(), unit.id, direction, NAMES[Direction(direction)]],
        )
    return Book.objects.get(unit=unit, direction=direction, usual=True, closed_on=None)


@transaction.atomic
def open_book(actor: Actor, unit: OrganizationUnit, direction: str, name: str, *, usual: bool = False) -> Book:
    """Open a book; raise ``Invalid`` when it has no name or its name is taken."""
    reach.demand(actor, permissions.BOOKS, unit)
    if not name.strip():
        raise Invalid({"name": _("Hãy đặt tên sổ, ví dụ: Sổ văn bản đến của Đảng ủy.")})
    if Book.objects.filter(unit=unit, direction=direction, name=name.strip()).exists():
        raise Invalid({"name": _("Cơ quan đã có sổ mang tên này. Hãy đặt tên khác.")})
    if usual:
        Book.objects.filter(unit=unit, direction=direction, usual=True).update(usual=False)
    book = Book.objects.create(unit=unit, direction=Direction(direction), name=name.strip()[:120], usual=usual)
    _note_book(actor, book, "mở sổ")
    return book


@transaction.atomic
def close_book(actor: Actor, book_id: UUID) -> Book:
    """Close a book from today on; what it holds stays. Raise ``Conflict`` when it is closed, ``NotFound``."""
    book = Book.objects.select_for_update(of=("self",)).select_related("unit").filter(id=book_id).first()
    if book is None or not reach.may(actor, permissions.BOOKS, book.unit):
        raise NotFound
    if book.closed_on is not None:
        raise Conflict(_("Sổ này đã đóng ngày {day}.").format(day=f"{book.closed_on:%d/%m/%Y}"))
    book.closed_on, book.usual = clock.today(), False
    book.save(update_fields=["closed_on", "usual"])
    _note_book(actor, book, "đóng sổ")
    return book


def give(actor: Actor, book: Book, day: date, series: str = "", *, reserved: UUID | None = None) -> BookNumber:
    """Give the next number of a series in the caller's transaction, or one that was held back.

    Raises ``Refused`` when the book is closed, ``Conflict`` when the held number has been used or cancelled.
    """
    if book.closed_on is not None and book.closed_on <= day:
        raise Refused(_("Sổ “{book}” đã đóng. Hãy chọn sổ khác.").format(book=book.name), code="book-closed")
    if reserved is not None:
        return _take_reserved(actor, book, series, reserved)
    number = _count_up(book, day.year, series, 1)
    return BookNumber.objects.create(
        book=book,
        year=day.year,
        series=series,
        number=number,
        state=NumberState.USED,
        changed_by_id=actor.account_id,
        changed_at=clock.now(),
    )


@transaction.atomic
def reserve(
    actor: Actor, book: Book, series: str, count: int, reason: str, *, year: int | None = None
) -> list[BookNumber]:
    """Hold numbers back, in one piece, for papers that are to bear them; each stands in the book with its reason."""
    reach.demand(actor, permissions.BOOKS, book.unit)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi giữ số để làm gì.")})
    if not 1 <= count <= MOST_HELD:
        raise Invalid({"count": _("Mỗi lần giữ từ 1 đến {most} số.").format(most=MOST_HELD)})
    year = year or clock.today().year
    last = _count_up(book, year, series, count)
    rows = BookNumber.objects.bulk_create(
        BookNumber(
            book=book,
            year=year,
            series=series,
            number=number,
            state=NumberState.RESERVED,
            reason=reason.strip()[:300],
            changed_by_id=actor.account_id,
            changed_at=clock.now(),
        )
        for number in range(last - count + 1, last + 1)
    )
    _note_number(actor, book, f"{rows[0].number}–{last}", "giữ số", reason)
    return rows


@transaction.atomic
def cancel(actor: Actor, number_id: UUID, reason: str) -> BookNumber:
    """Cancel a number that is held back: it stays in the book, with why. A used number belongs to its document."""
    found = BookNumber.objects.select_for_update(of=("self",)).select_related("book__unit").filter(id=number_id).first()
    if found is None or not reach.may(actor, permissions.BOOKS, found.book.unit):
        raise NotFound
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do hủy số; lý do hiện trong sổ.")})
    if found.state == NumberState.CANCELLED:
        raise Conflict(_("Số này đã bị hủy trước đó."))
    if found.state == NumberState.USED:
        raise Refused(
            _("Số này đã cấp cho một văn bản. Hãy thu hồi hoặc từ chối văn bản đó; số của nó không dùng lại."),
            code="number-used",
        )
    found.state, found.reason = NumberState.CANCELLED, reason.strip()[:300]
    found.changed_by_id, found.changed_at = actor.account_id, clock.now()
    found.save(update_fields=["state", "reason", "changed_by", "changed_at"])
    _note_number(actor, found.book, str(found.number), "hủy số", reason)
    return found


def keep_old(book: Book, year: int, series: str, number: int) -> BookNumber:
    """Enter a number of an old system as it was; raise ``Conflict`` when the book gave it already."""
    if BookNumber.objects.filter(book=book, year=year, series=series, number=number).exists():
        raise Conflict(_("Số {number}/{year} đã có trong sổ.").format(number=number, year=year))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO official_documents_bookseries (book_id, year, series, last) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (book_id, year, series) "
            "DO UPDATE SET last = greatest(official_documents_bookseries.last, EXCLUDED.last)",
            [book.id, year, series, number],
        )
    return BookNumber.objects.create(
        book=book, year=year, series=series, number=number, state=NumberState.USED, changed_at=clock.now()
    )


def _count_up(book: Book, year: int, series: str, by: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO official_documents_bookseries (book_id, year, series, last) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (book_id, year, series) "
            "DO UPDATE SET last = official_documents_bookseries.last + EXCLUDED.last RETURNING last",
            [book.id, year, series, by],
        )
        (last,) = cursor.fetchone()
    return int(last)


def _take_reserved(actor: Actor, book: Book, series: str, number_id: UUID) -> BookNumber:
    found = BookNumber.objects.select_for_update().filter(id=number_id, book=book, series=series).first()
    if found is None:
        raise Invalid({"reserved": _("Số đang giữ này không thuộc sổ và loại văn bản đã chọn.")})
    if found.state != NumberState.RESERVED:
        raise Conflict(
            _("Số {number} không còn được giữ: {state}.").format(number=found.number, state=found.get_state_display())
        )
    found.state, found.changed_by_id, found.changed_at = NumberState.USED, actor.account_id, clock.now()
    found.save(update_fields=["state", "changed_by", "changed_at"])
    return found


def _note_book(actor: Actor, book: Book, what: str) -> None:
    audit.record(
        actor,
        happened.BOOK,
        subject_kind="official_documents.book",
        subject_id=book.id,
        subject_label=book.name,
        unit_id=book.unit_id,
        book=book.name,
        what=what,
    )


def _note_number(actor: Actor, book: Book, number: str, act: str, reason: str) -> None:
    audit.record(
        actor,
        happened.NUMBER,
        subject_kind="official_documents.book",
        subject_id=book.id,
        subject_label=book.name,
        unit_id=book.unit_id,
        number=number,
        act=act,
        reason=reason.strip()[:300],
    )
