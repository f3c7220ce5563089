"""What an officer sees of the queue at the counter."""

from dataclasses import dataclass, field

from tinhso.government.queue import permissions
from tinhso.government.queue.models import Counter, Hall, Sitting, Ticket
from tinhso.government.queue.queries.halls import counters_of, current_ticket, sitting_for, visible_to
from tinhso.government.queue.services.calling import waiting_for
from tinhso.government.queue.states import TicketState
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor

LOOKED_AT = 200
"""How many waiting numbers are counted; beyond it the panel says that there are more."""


@dataclass
class Panel:
    """The officer's counter, the number at it, who waits for it; or the counters to choose from."""

    sitting: Sitting | None
    ticket: Ticket | None = None
    waiting: int = 0
    next_labels: list[str] = field(default_factory=list)
    longest_minutes: int = 0
    free: list[tuple[Hall, list[Counter]]] = field(default_factory=list)

    @property
    def called(self) -> bool:
        """Whether the number was called and nobody came yet."""
        return self.ticket is not None and self.ticket.state == TicketState.CALLED

    @property
    def may_call(self) -> bool:
        """Whether the next number may be called."""
        return self.sitting is not None and not self.called


def panel_of(actor: Actor, *, choices: bool = True) -> Panel:
    """Return the officer's panel; the counters to choose from only when he sits nowhere and ``choices`` are wanted."""
    sitting = sitting_for(actor)
    if sitting is None:
        halls = visible_to(actor, permissions.SERVE).filter(in_use=True)[:20] if choices else ()
        return Panel(None, free=[(hall, counters_of(hall)) for hall in halls])
    counter = sitting.counter
    now = clock.now()
    rows = list(waiting_for(counter, now).values_list("label", "taken_at")[:LOOKED_AT])
    longest = min((taken_at for _label, taken_at in rows), default=now)
    return Panel(
        sitting,
        ticket=current_ticket(counter),
        waiting=len(rows),
        next_labels=[label for label, _taken_at in rows[:5]],
        longest_minutes=int((now - longest).total_seconds() // 60),
    )
