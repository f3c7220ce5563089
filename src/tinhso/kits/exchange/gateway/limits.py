"""Quotas of agreements and circuit breakers of providers, in the memory of one gateway process."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kits.exchange.gateway.directory import Grant
from tinhso.kits.exchange.gateway.protocol import FAILED, QUOTA, CallError

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 30.0


@dataclass(slots=True)
class _Count:
    minute: int = 0
    in_minute: int = 0
    day: int = 0
    in_day: int = 0


class Quotas:
    """Counts calls of each agreement by minute and by day (of Viet Nam)."""

    def __init__(self) -> None:
        self._counts: dict[UUID, _Count] = {}

    def restore(self, today: dict[UUID, int]) -> None:
        """Take over what the log says of today: a gateway that starts again forgets nothing."""
        day = _day(time.time())
        for key, number in today.items():
            self._counts[key] = _Count(day=day, in_day=number)

    def take(self, grant: Grant) -> None:
        """Count a call; raise ``CallError`` when the agreement allows no more now."""
        now = time.time()
        count = self._counts.setdefault(grant.id, _Count())
        minute, day = int(now // 60), _day(now)
        if count.minute != minute:
            count.minute, count.in_minute = minute, 0
        if count.day != day:
            count.day, count.in_day = day, 0
        if count.in_minute >= grant.per_minute:
            raise CallError(
                QUOTA,
                _("Đã hết hạn mức {n} lượt mỗi phút của thỏa thuận. Xin gọi lại sau.").format(n=grant.per_minute),
                retry_after=60 - int(now % 60),
            )
        if count.in_day >= grant.per_day:
            left = 86_400 - int((now + 7 * 3600) % 86_400)
            raise CallError(
                QUOTA,
                _("Đã hết hạn mức {n} lượt mỗi ngày của thỏa thuận.").format(n=grant.per_day),
                retry_after=left,
            )
        count.in_minute += 1
        count.in_day += 1


def _day(now: float) -> int:
    return int((now + 7 * 3600) // 86_400)


@dataclass(slots=True)
class _Circuit:
    failures: int = 0
    open_until: float = 0.0
    trying: bool = False


class Breakers:
    """Holds calls back from a provider that failed several times in a row; lets one through to try, after a while."""

    def __init__(self) -> None:
        self._circuits: dict[UUID, _Circuit] = {}

    def check(self, version: UUID, name: str) -> None:
        """Raise ``CallError`` while the provider is held to be down."""
        circuit = self._circuits.get(version)
        if circuit is None or circuit.failures < FAILURES_TO_OPEN:
            return
        left = circuit.open_until - time.monotonic()
        if left > 0 or circuit.trying:
            raise CallError(
                f"{FAILED}.CircuitOpen",
                _("Bên cung cấp dịch vụ {name} vừa lỗi nhiều lần liên tiếp, tạm ngắt. Xin gọi lại sau.").format(
                    name=name
                ),
                failed=True,
                retry_after=max(1, int(left)),
            )
        circuit.trying = True

    def let_go(self, version: UUID) -> None:
        """Forget a call that was let through to try and told nothing."""
        if version in self._circuits:
            self._circuits[version].trying = False

    def note(self, version: UUID, *, well: bool) -> None:
        """Learn how a call to the provider went."""
        circuit = self._circuits.get(version)
        if well:
            if circuit is not None:
                del self._circuits[version]
            return
        if circuit is None:
            circuit = self._circuits[version] = _Circuit()
        circuit.failures += 1
        circuit.trying = False
        if circuit.failures >= FAILURES_TO_OPEN:
            circuit.open_until = time.monotonic() + OPEN_SECONDS
