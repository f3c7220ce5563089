"""Examples of personnel: lists and figures of a commune, which those of another do not see."""

from security.examples import Example, example
from security.world import World


@example("personnel:ahead")
def _ahead(world: World) -> Example:
    return Example({"kind": "nang-bac"}, query=f"?don_vi={world.here.pk}", unit=world.here)


@example("personnel:figures", "personnel:own", "personnel:sync")
def _figures(world: World) -> Example:
    return Example({}, unit=world.here)
