"""Numbers: gap-free under clerks who really race, held back, cancelled with a reason, kept from an old system."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tinhso.government.official_documents import kinds, symbols
from tinhso.government.official_documents.models import BookNumber
from tinhso.government.official_documents.services import books
from tinhso.government.official_documents.states import Direction, NumberState
from tinhso.government.official_documents.tests.world import make_world
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused

CLERKS = 8
EACH = 6


@pytest.mark.django_db(transaction=True)
def test_racing_clerks_get_every_number_once_and_those_who_fail_leave_no_gap() -> None:
    world = make_world()
    book = books.usual_book(world.department, Direction.INCOMING)
    actor, day = world.actor("clerk"), clock.today()
    start = threading.Barrier(CLERKS)

    def work(clerk: int) -> list[int]:
        got = []
        try:
            start.wait(timeout=20)
            for turn in range(EACH):
                try:
                    with transaction.atomic():
                        given = books.give(actor, book, day)
                        if (clerk + turn) % 3 == 0:
                            raise Refused("đổi ý")
                        got.append(given.number)
                except Refused:
                    continue
        finally:
            connection.close()
        return got

    with ThreadPoolExecutor(CLERKS) as pool:
        numbers = sorted(number for got in pool.map(work, range(CLERKS)) for number in got)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == CLERKS * EACH * 2 // 3
    assert BookNumber.objects.filter(book=book).count() == len(numbers)


def test_each_kind_has_its_series_and_all_copies_share_one(world) -> None:
    actor, day = world.actor("clerk"), clock.today()
    book = books.usual_book(world.department, Direction.OUTGOING)

    def number(code: str) -> int:
        return books.give(actor, book, day, kinds.kind(code).series).number

    assert [number(code) for code in ("quyet-dinh", "quyet-dinh", "cong-van", "sao-y", "trich-sao", "sao-luc")] == [
        1, 2, 1, 1, 2, 3,
    ]  # fmt: skip
    assert books.give(actor, book, day.replace(year=day.year + 1), "quyet-dinh").number == 1, "from 01 on 1 January"


def test_the_law_has_29_kinds_and_3_copies() -> None:
    there = kinds.kinds()
    assert (len([kind for kind in there if not kind.is_copy]), len([kind for kind in there if kind.is_copy])) == (29, 3)
    assert {kind.abbreviation for kind in there if kind.is_copy} == {"SY", "TrS", "SL"}
    assert all(kind.law for kind in there)


def test_symbols_are_built_and_checked_as_the_decree_writes_them() -> None:
    assert symbols.build(5, kinds.kind("quyet-dinh"), "UBND") == "05/QĐ-UBND"
    assert symbols.build(12, kinds.kind("cong-van"), "UBND", "VX") == "12/UBND-VX"
    assert symbols.read("05/QĐ-UBND").kind == "quyet-dinh"
    for good in ("05/QĐ-UBND", "12/UBND-VX", "1688/TTr-SXD", "30/2020/NĐ-CP"):
        assert symbols.wrong(good) == "", good
    assert "số 0 phía trước: 05/QĐ-UBND" in symbols.wrong("5/QĐ-UBND")
    assert "khoảng trắng" in symbols.wrong("05 / QĐ-UBND")
    assert symbols.wrong("QĐ-UBND")
    assert "QĐ" in symbols.wrong("05/TB-UBND", "quyet-dinh")


def test_numbers_are_held_back_used_and_cancelled_with_a_reason(world) -> None:
    clerk, day = world.actor("clerk"), clock.today()
    book = books.usual_book(world.department, Direction.OUTGOING)
    held = books.reserve(clerk, book, "quyet-dinh", 3, "Quyết định bổ nhiệm ký ngày hôm nay")
    assert [row.number for row in held] == [1, 2, 3]
    assert books.give(clerk, book, day, "quyet-dinh").number == 4
    used = books.give(clerk, book, day, "quyet-dinh", reserved=held[1].id)
    assert (used.number, used.state) == (2, NumberState.USED)
    with pytest.raises(Conflict):
        books.give(clerk, book, day, "quyet-dinh", reserved=held[1].id)
    with pytest.raises(Invalid):
        books.cancel(clerk, held[0].id, " ")
    assert books.cancel(clerk, held[0].id, "Không ban hành nữa").state == NumberState.CANCELLED
    with pytest.raises(Refused):
        books.cancel(clerk, used.id, "Thôi")
    with pytest.raises(Forbidden):
        books.reserve(world.actor("leader"), book, "quyet-dinh", 1, "Thử")
    assert BookNumber.objects.filter(book=book).count() == 4, "a number that was given never disappears"


def test_a_closed_book_gives_no_number(world) -> None:
    clerk = world.actor("clerk")
    book = books.open_book(clerk, world.department, Direction.INCOMING, "Sổ đơn thư")
    books.close_book(clerk, book.id)
    book.refresh_from_db()
    with pytest.raises(Refused):
        books.give(clerk, book, clock.today())
