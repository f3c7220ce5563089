"""How a directive stands, folded from the lines of its ledger: pure, without the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from tinhso.government.directives.states import Act, Phase


class Line(Protocol):
    """A line of the ledger."""

    act: str
    at: datetime
    text: str
    data: Mapping[str, Any]


@dataclass
class Standing:
    """What follows from the ledger; the fields bear the names of ``Directive``'s columns."""

    phase: str = Phase.WAITING
    account_id: UUID | None = None
    account_name: str = ""
    due_at: datetime | None = None
    started_at: datetime | None = None
    reported_at: datetime | None = None
    finished_at: datetime | None = None
    ended_at: datetime | None = None
    suspended_at: datetime | None = None
    extensions: int = 0
    returns: int = 0
    urges: int = 0
    urged_at: datetime | None = None
    asked_due_at: datetime | None = None
    blocked_at: datetime | None = None
    blocked_reason: str = ""
    blocked_by_id: UUID | None = None
    position: int = 0


COLUMNS = tuple(field.name for field in fields(Standing))


def fold(lines: Iterable[Line]) -> Standing:
    """Return how a directive stands after the lines, which are in order."""
    standing = Standing()
    for line in lines:
        apply(standing, line)
    return standing


def apply(standing: Standing, line: Line) -> None:
    """Let one more line have its effect."""
    _EFFECTS[Act(line.act)](standing, line)
    standing.position += 1


def _nothing(_standing: Standing, _line: Line) -> None:
    """A line that changes nothing but the story."""


def _assigned(standing: Standing, line: Line) -> None:
    standing.due_at = moment(line.data.get("due"))
    _give(standing, line)


def _give(standing: Standing, line: Line) -> None:
    key = line.data.get("account")
    standing.account_id = UUID(str(key)) if key else None
    standing.account_name = str(line.data.get("account_name") or "")


def _started(standing: Standing, line: Line) -> None:
    standing.phase = Phase.DOING
    standing.started_at = standing.started_at or line.at


def _blocked(standing: Standing, line: Line) -> None:
    standing.blocked_at = standing.blocked_at or line.at
    standing.blocked_reason = line.text
    unit = line.data.get("waits_for")
    standing.blocked_by_id = UUID(str(unit)) if unit else None


def _cleared(standing: Standing, _line: Line) -> None:
    standing.blocked_at, standing.blocked_reason, standing.blocked_by_id = None, "", None


def _reported(standing: Standing, line: Line) -> None:
    standing.phase = Phase.REPORTED
    standing.started_at = standing.started_at or line.at
    standing.reported_at = line.at
    _cleared(standing, line)


def _confirmed(standing: Standing, line: Line) -> None:
    standing.phase = Phase.DONE
    standing.finished_at = standing.ended_at = line.at
    standing.asked_due_at = None


def _returned(standing: Standing, _line: Line) -> None:
    standing.phase = Phase.DOING
    standing.reported_at = None
    standing.returns += 1


def _asked(standing: Standing, line: Line) -> None:
    standing.asked_due_at = moment(line.data["due"])


def _extended(standing: Standing, line: Line) -> None:
    standing.due_at = moment(line.data["due"])
    standing.extensions += 1
    standing.asked_due_at = None


def _not_extended(standing: Standing, _line: Line) -> None:
    standing.asked_due_at = None


def _suspended(standing: Standing, line: Line) -> None:
    standing.phase = Phase.SUSPENDED
    standing.suspended_at = line.at
    standing.reported_at = None


def _resumed(standing: Standing, line: Line) -> None:
    standing.phase = Phase.DOING if standing.started_at else Phase.WAITING
    standing.suspended_at = None
    standing.due_at = moment(line.data.get("due"))


def _cancelled(standing: Standing, line: Line) -> None:
    standing.phase = Phase.CANCELLED
    standing.ended_at = line.at
    standing.reported_at = None
    _cleared(standing, line)


def _urged(standing: Standing, line: Line) -> None:
    standing.urges += 1
    standing.urged_at = line.at


_EFFECTS = {
    Act.ASSIGNED: _assigned,
    Act.HANDED: _give,
    Act.STARTED: _started,
    Act.NOTED: _nothing,
    Act.BLOCKED: _blocked,
    Act.CLEARED: _cleared,
    Act.REPORTED: _reported,
    Act.CONFIRMED: _confirmed,
    Act.RETURNED: _returned,
    Act.EXTENSION_ASKED: _asked,
    Act.EXTENDED: _extended,
    Act.EXTENSION_REFUSED: _not_extended,
    Act.SUSPENDED: _suspended,
    Act.RESUMED: _resumed,
    Act.CANCELLED: _cancelled,
    Act.URGED: _urged,
    Act.LINKED: _nothing,
}


def moment(value: Any) -> datetime | None:
    """Return a moment as a line keeps it: ISO 8601 text, or nothing."""
    return datetime.fromisoformat(value) if value else None
