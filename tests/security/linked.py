"""Examples of linked applications: one with a branch that lies with a commune."""

from security.examples import Example, example
from security.procedures import procedures_world
from security.world import World
from tinhso.kits.procedures import permissions as rights
from tinhso.kits.procedures.linked.models import LinkedApplication
from tinhso.kits.procedures.linked.tests import town


def application(world: World) -> LinkedApplication:
    """Return a linked application of a commune, made once for a test."""
    if "linked" not in world.things:
        procedures = town.make_town(procedures_world(world))
        world.things |= {"linked": town.send(procedures, town.DEATH), "linked_commune": procedures.commune}
    made: LinkedApplication = world.things["linked"]
    return made


_WHOLE = "/api/v1/linked/applications/{application_id}"


@example(f"GET {_WHOLE}", f"POST {_WHOLE}/withdraw")
def _of_an_application(world: World) -> Example:
    key = application(world).pk
    return Example(
        {"application_id": key},
        body={"reason": "Nộp nhầm"},
        guarded=True,
        unit=world.things["linked_commune"],
        also=(rights.RECEIVE,),
    )


@example("workspace:linked-application")
def _page_of_an_application(world: World) -> Example:
    key = application(world).pk
    return Example({"application_id": key}, guarded=True, unit=world.things["linked_commune"])
