"""A hall to test in: two services, counters, officers at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tinhso.government.queue import permissions
from tinhso.government.queue.models import Counter, Hall, Service, Ticket
from tinhso.government.queue.services import calling, structure, tickets
from tinhso.government.queue.states import TicketChannel
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.queries import actor_for
from tinhso.kits.procedures.models import ProcedureField
from tinhso.kits.procedures.tests.world import PASSWORD, SINCE, World, at

MORNING = at("2026-11-16 09:00")
"""A Monday on which the doors are open."""


@dataclass
class Office:
    """The world with a hall at its desk."""

    world: World
    hall: Hall
    papers: Service
    land: Service
    counters: list[Counter]

    def actor(self, name: str) -> Actor:
        return self.world.actor(name)

    def take(self, service: Service | None = None, priority: str = "", **more: Any) -> Ticket:
        """Take a number at the kiosk."""
        given = {"channel": TicketChannel.KIOSK, "priority_code": priority} | more
        return tickets.take(SYSTEM, (service or self.papers).id, **given)

    def sits(self, name: str, counter: int = 0) -> Actor:
        """Let an officer sit at a counter."""
        actor = self.actor(name)
        calling.sit_down(actor, self.counters[counter].id)
        return actor

    def officer(self, name: str) -> Actor:
        """Return one more officer of the desk."""
        account = identity.create_official(
            SYSTEM, username=name, full_name=f"Cán bộ {name}", password=PASSWORD, must_change_password=False
        )
        role = identity.load_roles([{"code": "ngoi-quay", "name": "Ngồi quầy", "permissions": [permissions.SERVE]}])[0]
        identity.assign_role(SYSTEM, account, role, self.world.desk, valid_from=SINCE)
        return actor_for(account, strong=True)


def make_hall(world: World, counters: int = 2) -> Office:
    """Declare the hall: counter 1 serves both services, the others papers only; officers get their rights."""
    rights = [permissions.SERVE, permissions.ISSUE, permissions.FIGURES, permissions.MANAGE]
    role = identity.load_roles([{"code": "hang-doi", "name": "Hàng đợi", "permissions": rights}])[0]
    for name in ("clerk", "other_clerk"):
        identity.assign_role(SYSTEM, world.accounts[name], role, world.desk, valid_from=SINCE)
    hall = structure.save_hall(SYSTEM, None, world.desk, {"name": "Sảnh tiếp nhận", "place": "Tầng 1"})
    fields = ProcedureField.objects.all()
    papers = structure.save_service(
        SYSTEM, hall, None, {"code": "A", "name": "Hộ tịch, chứng thực", "expected_minutes": 10}, fields
    )
    land = structure.save_service(SYSTEM, hall, None, {"code": "B", "name": "Đất đai", "position": 2})
    made = [
        structure.save_counter(SYSTEM, hall, None, {"number": number + 1}, [papers, land] if number == 0 else [papers])
        for number in range(counters)
    ]
    return Office(world, hall, papers, land, made)


def later(minutes: int, since: datetime = MORNING) -> datetime:
    """Return the moment some minutes after the morning's beginning."""
    from datetime import timedelta

    return since + timedelta(minutes=minutes)
