"""The figures of the form, and which dossiers each of them counts: one place for the number and for its list."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.government.statistics.derive import ONLINE
from tinhso.government.statistics.models import Ending, LateSpell, Timing


@dataclass
class Figures:
    """The counts of a unit, a field or all: what came in, what was carried over, what ended, what is late in hand."""

    online: int = 0
    direct: int = 0
    carried: int = 0
    before: int = 0
    on_time: int = 0
    late: int = 0
    in_hand_late: int = 0
    withdrawn: int = 0
    stopped: int = 0
    refused: int = 0
    moved_in: int = 0
    """Got from a unit that was reorganised, within the period."""
    moved_out: int = 0

    @property
    def received(self) -> int:
        """Received in the period and carried over from the one before (column 3 of the form)."""
        return self.online + self.direct + self.carried

    @property
    def resolved(self) -> int:
        """Ended in the period (column 7)."""
        return self.before + self.on_time + self.late

    @property
    def in_hand(self) -> int:
        """Still in hand at the end of the period (column 11)."""
        return self.received + self.moved_in - self.moved_out - self.resolved

    @property
    def in_hand_in_time(self) -> int:
        """Of these, those whose due time has not passed (column 12)."""
        return self.in_hand - self.in_hand_late

    @property
    def on_time_rate(self) -> float | None:
        """The share of what ended that did so by its due time, in percent."""
        return percent(self.before + self.on_time, self.resolved)

    @property
    def online_rate(self) -> float | None:
        """The share of what came in that came online, in percent."""
        return percent(self.online, self.online + self.direct)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is counted."""
        return not any(getattr(self, name) for name in NAMES)

    def add(self, other: "Figures") -> None:
        """Add another one's counts."""
        for name in NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


NAMES = tuple(field.name for field in fields(Figures))


def percent(part: int, whole: int) -> float | None:
    """Return a share in percent with one digit; nothing of nothing is no share."""
    return round(100 * part / whole, 1) if whole else None


@dataclass(frozen=True)
class Column:
    """A column of the form: its address, its number on the form, its heading, and the figure it shows."""

    slug: str
    number: str
    label: Promise
    group: Promise
    figure: str


_IN, _OUT, _HAND = (
    _("Số lượng hồ sơ tiếp nhận"),
    _("Số lượng hồ sơ đã giải quyết"),
    _("Số lượng hồ sơ đang giải quyết"),
)
COLUMNS = (
    Column("tiep-nhan", "3", _("Tổng số"), _IN, "received"),
    Column("truc-tuyen", "4", _("Trong kỳ: trực tuyến"), _IN, "online"),
    Column("truc-tiep", "5", _("Trong kỳ: trực tiếp, bưu chính"), _IN, "direct"),
    Column("ky-truoc", "6", _("Từ kỳ trước"), _IN, "carried"),
    Column("da-giai-quyet", "7", _("Tổng số"), _OUT, "resolved"),
    Column("truoc-han", "8", _("Trước hạn"), _OUT, "before"),
    Column("dung-han", "9", _("Đúng hạn"), _OUT, "on_time"),
    Column("qua-han", "10", _("Quá hạn"), _OUT, "late"),
    Column("dang-giai-quyet", "11", _("Tổng số"), _HAND, "in_hand"),
    Column("trong-han", "12", _("Trong hạn"), _HAND, "in_hand_in_time"),
    Column("dang-qua-han", "13", _("Quá hạn"), _HAND, "in_hand_late"),
)
"""The columns of form II.06a after the serial number (1) and the name (2)."""
MEMO = (
    Column("rut", "", _("Người dân rút"), _OUT, "withdrawn"),
    Column("dung", "", _("Dừng giải quyết"), _OUT, "stopped"),
    Column("tu-choi", "", _("Từ chối tiếp nhận"), _IN, "refused"),
)
"""What the form does not ask for; withdrawn and stopped ones are among those that ended, refused ones nowhere."""
MOVES = (
    Column("nhan-ban-giao", "", _("Nhận bàn giao do sắp xếp đơn vị"), _HAND, "moved_in"),
    Column("ban-giao", "", _("Bàn giao đi do sắp xếp đơn vị"), _HAND, "moved_out"),
)
"""What a reorganisation moved within the period, from unit to unit."""
DUE = Column("het-han", "", _("Hết hạn trong kỳ, chưa xong"), _HAND, "due")
CAME = Column("trong-ky", "", _("Tiếp nhận trong kỳ"), _IN, "came")
BY_SLUG = {column.slug: column for column in (*COLUMNS, *MEMO)}
LISTED = BY_SLUG | {column.slug: column for column in (DUE, CAME, *MOVES)}
TOTALS = frozenset({"received", "resolved", "in_hand"})


def in_hand_at(moment: datetime) -> Q:
    """Return the condition of being in hand at a moment: received before it and not ended before it."""
    return Q(received_at__lt=moment) & (Q(ended_at=None) | Q(ended_at__gte=moment))


def moved_within(begins_at: datetime, ends_at: datetime) -> Q:
    """Return the condition of going, while in hand, from one unit to another within a time by a reorganisation.

    What moves at the very moment a period begins is in the new unit's hand from the start.
    """
    in_hand = Q(received_at__lt=F("moved_at")) & (Q(ended_at=None) | Q(ended_at__gte=F("moved_at")))
    return in_hand & Q(moved_at__gt=begins_at, moved_at__lt=ends_at)


def unit_moment(figure: str, begins_at: datetime, ends_at: datetime) -> Any:
    """Return as of which moment a figure asks whose a dossier is."""
    moments: dict[str, Any] = {
        "received": Greatest(F("received_at"), Value(begins_at)),
        "carried": begins_at,
        "refused": F("refused_at"),
        "moved_in": ends_at,
        "moved_out": begins_at,
    }
    moments |= dict.fromkeys(("came", "online", "direct"), F("received_at"))
    moments |= dict.fromkeys(("resolved", "before", "on_time", "late", "withdrawn", "stopped"), F("ended_at"))
    return moments.get(figure, ends_at - timedelta(microseconds=1))


def late_at(moment: datetime) -> Exists:
    """Return the condition of being in hand past the due time at a moment."""
    ends = Q(ends_at=None) | Q(ends_at__gte=moment)
    return Exists(LateSpell.objects.filter(ends, counted=OuterRef("pk"), begins_at__lt=moment))


def _falls_due(begins_at: datetime, ends_at: datetime) -> Exists:
    spells = LateSpell.objects.filter(begins_at__gte=begins_at, begins_at__lt=ends_at, ends_at=None)
    return Exists(spells.filter(counted=OuterRef("pk")))


def counted_by(figure: str, begins_at: datetime, ends_at: datetime) -> Q | Exists:
    """Return which counted dossiers a figure of a period counts; the period's end does not belong to it."""
    came = Q(received_at__gte=begins_at, received_at__lt=ends_at)
    ended = Q(ended_at__gte=begins_at, ended_at__lt=ends_at)
    conditions: dict[str, Q | Exists] = {
        "received": came | in_hand_at(begins_at),
        "came": came,
        "online": came & Q(channel__in=sorted(ONLINE)),
        "direct": came & ~Q(channel__in=sorted(ONLINE)),
        "carried": in_hand_at(begins_at),
        "resolved": ended,
        "before": ended & Q(timing=Timing.BEFORE),
        "on_time": ended & Q(timing=Timing.ON_TIME),
        "late": ended & Q(timing=Timing.LATE),
        "in_hand": in_hand_at(ends_at),
        "in_hand_in_time": in_hand_at(ends_at) & ~late_at(ends_at),
        "in_hand_late": Q(late_at(ends_at)),
        "withdrawn": ended & Q(ending=Ending.WITHDRAWN),
        "stopped": ended & Q(ending=Ending.STOPPED),
        # Due within the time and not ended yet: of today, what must be done today.
        "due": Q(ended_at=None) & Q(_falls_due(begins_at, ends_at)),
        "refused": Q(refused_at__gte=begins_at, refused_at__lt=ends_at),
        "moved_in": moved_within(begins_at, ends_at),
        "moved_out": moved_within(begins_at, ends_at),
    }
    return conditions[figure]


ORDERS = {"refused": "-refused_at"} | dict.fromkeys(
    ("resolved", "before", "on_time", "late", "withdrawn", "stopped"), "-ended_at"
)
"""By what a figure's list is ordered; by the receipt when not named."""
