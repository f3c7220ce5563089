"""Comparing our books with the platform's file of a day: pure, so that it can be tried on any two lists.

``find`` goes once through each list; what differs comes out with the correction that the facts call for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext_noop as kept

from tinhso.government.payments.states import Correction, DifferenceKind, PaymentState
from tinhso.government.payments.vendors import FileRow
from tinhso.kernel.foundation.clock import VIETNAM

LATE = time(23, 30)
"""Money that came after it may stand in the platform's file of the next day."""


@dataclass(frozen=True)
class Booked:
    """Money that our books have."""

    platform_ref: str
    order_ref: str
    amount: int
    at: datetime
    day: date


@dataclass(frozen=True)
class Returned:
    """A refund that our books have as done."""

    key: str
    order_ref: str
    platform_ref: str
    amount: int
    day: date
    done: bool


@dataclass(frozen=True)
class Ours:
    """Our side: every attempt that the file or the day concerns."""

    attempts: Mapping[str, tuple[str, int]]
    """Order → state of the attempt and the amount asked."""
    open_orders: frozenset[str]
    """The orders whose invoice is still to be paid."""
    money: tuple[Booked, ...]
    refunds: tuple[Returned, ...]


@dataclass(frozen=True)
class Found:
    """A difference and the correction proposed."""

    kind: DifferenceKind
    proposal: Correction
    order_ref: str
    words: str
    platform_ref: str = ""
    refund_key: str = ""
    line: int | None = None
    ours: int | None = None
    theirs: int | None = None
    at: datetime | None = None


@dataclass
class _Search:
    day: date
    ours: Ours
    found: list[Found] = field(default_factory=list)
    matched: int = 0

    def __post_init__(self) -> None:
        self.by_ref = {money.platform_ref: money for money in self.ours.money}
        self.booked_for: dict[str, list[Booked]] = {}
        for money in self.ours.money:
            self.booked_for.setdefault(money.order_ref, []).append(money)
        self.by_key = {refund.key: refund for refund in self.ours.refunds}
        self.seen_money: set[str] = set()
        self.seen_refunds: set[str] = set()
        self.lines: set[tuple[str, str]] = set()
        self.claimed: set[str] = set()

    def add(self, kind: DifferenceKind, proposal: Correction, row: FileRow, words: str, *, ours: int | None) -> None:
        self.found.append(
            Found(
                kind,
                proposal,
                row.order_ref,
                words,
                row.platform_ref,
                row.refund_key,
                row.line,
                ours,
                row.amount,
                row.at,
            )
        )

    def row(self, row: FileRow) -> None:
        mark = (row.kind, row.platform_ref)
        if mark in self.lines:
            words = kept("Tệp ghi giao dịch này hơn một lần; tiền chỉ chuyển một lần.")
            self.add(DifferenceKind.REPEATED_LINE, Correction.IGNORE, row, words, ours=None)
            return
        self.lines.add(mark)
        if row.kind == "refund":
            self.refund(row)
        elif row.status == "success":
            self.success(row)
        else:
            self.ended(row)

    def success(self, row: FileRow) -> None:
        attempt = self.ours.attempts.get(row.order_ref)
        money = self.by_ref.get(row.platform_ref)
        if money is not None:
            self.seen_money.add(row.platform_ref)
            self.claimed.add(row.order_ref)
            self.compare(row, money)
        elif attempt is None:
            words = kept("Tỉnh không lập đơn này; tiền đã về nền tảng.")
            self.add(DifferenceKind.UNKNOWN_ORDER, Correction.HOLD, row, words, ours=None)
        elif row.order_ref in self.claimed or row.order_ref in self.booked_for:
            words = kept("Đơn này đã có một khoản tiền khác; khoản thứ hai phải hoàn cho người nộp.")
            self.add(DifferenceKind.DOUBLED, Correction.REFUND_EXTRA, row, words, ours=attempt[1])
        else:
            self.claimed.add(row.order_ref)
            self.unbooked(row, *attempt)

    def unbooked(self, row: FileRow, state: str, amount: int) -> None:
        waits = state == PaymentState.WAITING
        kind = DifferenceKind.MISSING_HERE if waits else DifferenceKind.STATUS
        if row.amount < amount:
            words = kept("Người nộp trả thiếu nên không trừ được hóa đơn; tiền phải hoàn lại.")
            self.add(DifferenceKind.AMOUNT, Correction.HOLD, row, words, ours=amount)
        elif row.order_ref in self.ours.open_orders:
            words = kept("Người nộp đã trả, thông báo của nền tảng chưa tới.") if waits else (
                kept("Sổ tỉnh ghi lần thanh toán đã kết thúc, nền tảng báo đã trả.")
            )  # fmt: skip
            self.add(kind, Correction.BOOK, row, words, ours=0)
        else:
            words = kept("Hóa đơn đã được nộp bằng cách khác hoặc đã hủy; tiền phải hoàn lại.")
            self.add(kind, Correction.HOLD, row, words, ours=0)

    def compare(self, row: FileRow, money: Booked) -> None:
        same = True
        if row.amount != money.amount:
            same = False
            more = row.amount > money.amount
            words = (
                kept("Nền tảng nhận nhiều hơn sổ tỉnh ghi; phần thừa phải hoàn lại.")
                if more
                else kept("Nền tảng nhận ít hơn sổ tỉnh ghi; số thực nhận không đủ trừ hóa đơn.")
            )
            proposal = Correction.CORRECT_UP if more else Correction.CORRECT_DOWN
            self.add(DifferenceKind.AMOUNT, proposal, row, words, ours=money.amount)
        if row.at.astimezone(VIETNAM).date() != money.day:
            same = False
            words = kept("Hai sổ ghi hai ngày khác nhau.")
            self.add(DifferenceKind.DAY, Correction.MOVE_DAY, row, words, ours=money.amount)
        self.matched += same

    def ended(self, row: FileRow) -> None:
        """Compare a line of an attempt that brought no money."""
        booked = self.by_ref.get(row.platform_ref) or next(iter(self.booked_for.get(row.order_ref, [])), None)
        if booked is None:
            self.matched += 1
            return
        if any(other.platform_ref in self.seen_money for other in self.booked_for[booked.order_ref]):
            return
        self.seen_money.add(booked.platform_ref)
        if row.status == "pending":
            words = kept("Nền tảng báo giao dịch còn đang xử lý, sổ tỉnh đã ghi.")
            self.add(DifferenceKind.STATUS, Correction.WAIT, row, words, ours=booked.amount)
        else:
            words = kept("Nền tảng báo giao dịch không thành công, sổ tỉnh đã ghi là đã nộp.")
            self.add(DifferenceKind.STATUS, Correction.REVERSE, row, words, ours=booked.amount)

    def refund(self, row: FileRow) -> None:
        if row.status != "success":
            self.matched += 1
            return
        ours = self.by_key.get(row.refund_key)
        if ours is not None:
            self.seen_refunds.add(row.refund_key)
        if ours is None or not ours.done:
            words = kept("Nền tảng đã trả lại tiền cho người nộp, sổ tỉnh chưa ghi.")
            self.add(DifferenceKind.REFUND_MISSING_HERE, Correction.BOOK_REFUND, row, words, ours=0)
        elif ours.amount != row.amount:
            words = kept("Số tiền hoàn trên hai sổ khác nhau.")
            self.add(DifferenceKind.AMOUNT, Correction.WAIT, row, words, ours=ours.amount)
        else:
            self.matched += 1

    def rest(self) -> None:
        """Name what our books have of the day and the file lacks."""
        for money in self.ours.money:
            if money.day != self.day or money.platform_ref in self.seen_money:
                continue
            late = money.at.astimezone(VIETNAM).time() >= LATE
            words = (
                kept("Tiền về sát giờ chốt; nền tảng có thể ghi vào tệp ngày sau.")
                if late
                else kept("Nền tảng không có khoản tiền mà sổ tỉnh đã ghi.")
            )
            self.found.append(
                Found(
                    DifferenceKind.MISSING_THERE,
                    Correction.WAIT if late else Correction.REVERSE,
                    money.order_ref,
                    words,
                    money.platform_ref,
                    ours=money.amount,
                    at=money.at,
                )
            )
        for refund in self.ours.refunds:
            if refund.done and refund.day == self.day and refund.key not in self.seen_refunds:
                words = kept("Sổ tỉnh ghi đã hoàn, nền tảng chưa hoàn.")
                self.found.append(
                    Found(
                        DifferenceKind.REFUND_MISSING_THERE,
                        Correction.RESEND_REFUND,
                        refund.order_ref,
                        words,
                        refund.platform_ref,
                        refund.key,
                        ours=refund.amount,
                    )
                )


def find(day: date, ours: Ours, theirs: Iterable[FileRow]) -> tuple[list[Found], int]:
    """Return the differences of a day with their corrections, and how many lines of the file agree."""
    search = _Search(day, ours)
    rows = list(theirs)
    # Money before ends: an attempt may have failed first and been paid after.
    for row in sorted(rows, key=lambda row: row.kind == "payment" and row.status != "success"):
        search.row(row)
    search.rest()
    return search.found, search.matched
