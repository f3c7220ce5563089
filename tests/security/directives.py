"""Examples of directives and of the leader's desk: an order to a commune, which another commune does not see."""

from datetime import timedelta
from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.government.directives.services import assigning, recurring
from tinhso.government.directives.services.making import Order
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM


def _given(world: World) -> Any:
    """Return the directive of the commune to itself, made once for a test."""
    if "directive" not in world.things:
        world.things["directive"] = assigning.assign(
            SYSTEM,
            Order(
                order="Rà soát hộ nghèo",
                unit=world.here,
                lead=world.here,
                ordered_name="Chủ tịch",
                ordered_at=clock.now(),
                source_label="12/UBND",
                due_at=clock.now() + timedelta(days=9),
            ),
        )
    return world.things["directive"]


def _template(world: World) -> Any:
    values = {"name": "Báo cáo tuần", "order": "Báo cáo", "ordered_name": "Chủ tịch"}
    if "directive-template" not in world.things:
        world.things["directive-template"] = recurring.keep(SYSTEM, None, world.here, values, [world.here])
    return world.things["directive-template"]


@example("directives:directive")
def _directive(world: World) -> Example:
    return Example({"directive_id": _given(world).pk}, guarded=True, unit=world.here)


@example("directives:act")
def _act(world: World) -> Example:
    # Who only sees it is refused: noting takes the right to work on it.
    keys = {"directive_id": _given(world).pk, "slug": "tien-do"}
    return Example(keys, guarded=True, unit=world.here, also=("directives.do",))


@example("directives:urge")
def _urge(world: World) -> Example:
    keys = {"directive_id": _given(world).pk}
    return Example(keys, guarded=True, unit=world.here, method="POST", also=("directives.urge",))


@example("directives:assign", "directives:extract", "directives:overdue", "directives:template-add")
def _in_the_name_of(world: World) -> Example:
    return Example(unit=world.here)


@example("directives:close-ranking")
def _close(world: World) -> Example:
    return Example(body={"ky": "2025-Q4"}, method="POST", unit=world.root)


@example("directives:rule")
def _rule(_world: World) -> Example:
    return Example({"kind": "entry"})


@example("directives:template")
def _edit_template(world: World) -> Example:
    return Example({"template_id": _template(world).pk}, guarded=True, unit=world.here)


@example("directives:template-give")
def _give_template(world: World) -> Example:
    return Example({"template_id": _template(world).pk}, guarded=True, unit=world.here, method="POST")


@example("GET /api/v1/directives/ranking/{period}")
def _api_ranking(_world: World) -> Example:
    return Example({"period": "2026-Q3"})


@example("GET /api/v1/directives/{directive_id}")
def _api_one(world: World) -> Example:
    return Example({"directive_id": _given(world).pk}, guarded=True, unit=world.here)


@example("POST /api/v1/directives")
def _api_enter(world: World) -> Example:
    body = {
        "order": "Rà soát", "unit": world.here.identifier, "lead": world.here.identifier, "ordered_name": "Chủ tịch",
        "source_label": "12/UBND",
    }  # fmt: skip
    return Example(body=body, guarded=True, unit=world.here)


@example("POST /api/v1/directives/{directive_id}/report")
def _api_report(world: World) -> Example:
    keys = {"directive_id": _given(world).pk}
    return Example(keys, body={"label": "12/BC"}, guarded=True, unit=world.here, also=("directives.view",))


@example("POST /api/v1/directives/{directive_id}/confirm", "POST /api/v1/directives/{directive_id}/return")
def _api_decide(world: World) -> Example:
    keys = {"directive_id": _given(world).pk}
    return Example(keys, body={"text": "Được"}, guarded=True, unit=world.here, also=("directives.view",))


@example("leader:sign", "leader:review")
def _sign(_world: World) -> Example:
    return Example(method="POST")
