"""Examples of national systems: a register that exists."""

from security.examples import Example, example
from security.world import World


@example("connectors:ask")
def _ask(_world: World) -> Example:
    return Example({"code": "business"})
