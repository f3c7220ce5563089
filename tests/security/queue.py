"""Examples of the queue: one hall of a commune with a service, a counter and numbers."""

from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.government.queue import permissions as rights
from tinhso.government.queue.models import Ticket
from tinhso.government.queue.services import structure
from tinhso.government.queue.states import RANK_NORMAL, TicketChannel
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM


def _hall(world: World) -> Any:
    """Return the hall of the commune, made once for a test; its number of today stands whatever the hour is.

    It is a number that the hall will not come to: who takes one during office hours gets the first.
    """
    if "hall" not in world.things:
        hall = structure.save_hall(SYSTEM, None, world.here, {"name": "Sảnh thử"})
        service = structure.save_service(SYSTEM, hall, None, {"code": "A", "name": "Việc thử"})
        counter = structure.save_counter(SYSTEM, hall, None, {"number": 1}, [service])
        ticket = Ticket.objects.create(
            hall=hall,
            series=service,
            service=service,
            day=clock.today(),
            number=901,
            label="A901",
            token="mot-so-thu",
            channel=TicketChannel.STAFF,
            rank=RANK_NORMAL,
            queued_at=clock.now(),
            taken_at=clock.now(),
        )
        world.things |= {"hall": hall, "service": service, "counter": counter, "ticket": ticket}
    return world.things["hall"]


@example("queue:place", "queue:board", "GET /api/v1/queue/halls/{slug}", "GET /api/v1/queue/halls/{slug}/board")
def _public_hall(world: World) -> Example:
    return Example({"slug": _hall(world).slug})


@example("queue:take")
def _take(world: World) -> Example:
    return Example({"slug": _hall(world).slug}, body={"dich-vu": str(world.things["service"].pk)}, method="POST")


@example("queue:book")
def _book(world: World) -> Example:
    return Example({"slug": _hall(world).slug, "service_id": world.things["service"].pk})


@example("queue:ticket", "queue:give-up", "queue:rate")
def _by_token(world: World) -> Example:
    return Example({"token": _hall(world) and world.things["ticket"].token})


@example("queue:kiosk", "queue:kiosk-arrive")
def _kiosk(world: World) -> Example:
    return Example({"key": _hall(world).kiosk_key})


@example("queue:kiosk-ticket")
def _kiosk_ticket(world: World) -> Example:
    return Example({"key": _hall(world).kiosk_key, "token": world.things["ticket"].token})


@example("queue:hall-edit", "queue:kiosk-key", "queue:service-add", "queue:counter-add")
def _hall_edit(world: World) -> Example:
    return Example({"hall_id": _hall(world).pk}, guarded=True, unit=world.here)


@example("queue:service")
def _service(world: World) -> Example:
    keys = {"hall_id": _hall(world).pk, "service_id": world.things["service"].pk}
    return Example(keys, guarded=True, unit=world.here)


@example("queue:counter")
def _counter(world: World) -> Example:
    keys = {"hall_id": _hall(world).pk, "counter_id": world.things["counter"].pk}
    return Example(keys, guarded=True, unit=world.here)


@example("queue:priority-class")
def _class(_world: World) -> Example:
    return Example({"code": "nguoi-cao-tuoi"})


@example("queue:slip", "queue:transfer")
def _ticket(world: World) -> Example:
    return Example({"ticket_id": _hall(world) and world.things["ticket"].pk}, guarded=True, unit=world.here)


@example("queue:call", "queue:put-back")
def _ticket_act(world: World) -> Example:
    # Both are refusals that the page tells: the officer sits nowhere, the number was not called.
    return Example({"ticket_id": _hall(world) and world.things["ticket"].pk}, method="POST", unit=world.here)


@example("queue:act")
def _act(world: World) -> Example:
    _hall(world)
    return Example({"verb": "goi"}, method="POST", unit=world.here)


@example("queue:sit")
def _sit(world: World) -> Example:
    _hall(world)
    return Example(body={"quay": str(world.things["counter"].pk)}, method="POST", unit=world.here)


@example("GET /api/v1/queue/tickets/{ticket_id}")
def _api_ticket(world: World) -> Example:
    return Example({"ticket_id": _hall(world) and world.things["ticket"].pk}, guarded=True, unit=world.here)


@example("POST /api/v1/queue/halls/{slug}/tickets")
def _api_take(world: World) -> Example:
    slug = _hall(world).slug
    body = {"service": str(world.things["service"].pk)}
    return Example({"slug": slug}, body=body, guarded=True, unit=world.here, also=(rights.ISSUE,))


@example("POST /api/v1/queue/counters/{counter_id}/{verb}")
def _api_act(world: World) -> Example:
    keys = {"counter_id": _hall(world) and world.things["counter"].pk, "verb": "next"}
    return Example(keys, guarded=True, unit=world.here)


@example("GET /api/v1/queue/halls/{slug}/figures")
def _api_figures(world: World) -> Example:
    return Example({"slug": _hall(world).slug}, guarded=True, unit=world.here)
