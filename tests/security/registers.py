"""Examples of registers: a place of a commune, seen with every right over its register."""

from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.sectors.tourism.models import Place

_CODE = Place.definition.code
_RIGHTS = Place.definition.rights.all()
_API = "/api/v1/registers/{code}"


def _values(world: World) -> dict[str, Any]:
    return {"name": "Thành nhà Hồ", "kind": "heritage", "grade": "world", "unit": str(world.here.pk)}


def _row(world: World) -> Any:
    if "place" not in world.things:
        world.things["place"] = services.add(SYSTEM, Place.definition, _values(world))
    return world.things["place"]


@example("registers:index", "GET /api/v1/registers")
def _index(world: World) -> Example:
    return Example({}, unit=world.here, also=_RIGHTS)


@example("registers:bulk")
def _bulk(world: World) -> Example:
    return Example({"code": _CODE}, query=f"?ban_ghi={_row(world).pk}&muc=ticket", unit=world.here, also=_RIGHTS)


@example("search:view-save")
def _view(world: World) -> Example:
    body = {"name": "Của tôi", "query": "tim=ho"}
    return Example({"code": Place.definition.place.code}, method="POST", body=body, unit=world.here, also=_RIGHTS)


@example("registers:merge")
def _merge(world: World) -> Example:
    other = services.add(SYSTEM, Place.definition, _values(world))
    given = {"code": _CODE, "key": _row(world).pk, "other_key": other.pk}
    return Example(given, guarded=True, unit=world.here, also=_RIGHTS)


@example("registers:split")
def _split(world: World) -> Example:
    other = services.add(SYSTEM, Place.definition, _values(world))
    made = services.merge(SYSTEM, _row(world), [other])
    return Example({"code": _CODE, "key": made.pk}, method="POST", guarded=True, unit=world.here, also=_RIGHTS)


@example("registers:extract")
def _extract(world: World) -> Example:
    given = {"code": _CODE, "key": _row(world).pk}
    return Example(given, method="POST", guarded=True, unit=world.here, also=_RIGHTS)


@example(
    "registers:list",
    "registers:map",
    f"GET {_API}",
    f"GET {_API}/export",
    f"GET {_API}/open-data",
    f"GET {_API}/records",
)
def _register(world: World) -> Example:
    return Example({"code": _CODE}, unit=world.here, also=_RIGHTS)


@example("registers:add")
def _add(world: World) -> Example:
    return Example({"code": _CODE}, body=_values(world), unit=world.here, also=_RIGHTS)


@example(f"POST {_API}/records")
def _post(world: World) -> Example:
    return Example({"code": _CODE}, body={"values": _values(world)}, unit=world.here, also=_RIGHTS)


@example("registers:row", "registers:history", "registers:change", "registers:end", "registers:duplicates")
def _one(world: World) -> Example:
    return Example({"code": _CODE, "key": _row(world).pk}, guarded=True, unit=world.here, also=_RIGHTS)


@example("registers:comment", "registers:follow")
def _around(world: World) -> Example:
    given = {"code": _CODE, "key": _row(world).pk}
    body = {"text": "Ghi chú", "theo": "1"}
    return Example(given, method="POST", body=body, guarded=True, unit=world.here, also=_RIGHTS)


@example("registers:reveal")
def _reveal(world: World) -> Example:
    given = {"code": _CODE, "key": _row(world).pk}
    return Example(given, method="POST", body={"purpose": "Kiểm tra"}, guarded=True, unit=world.here, also=_RIGHTS)


@example(f"GET {_API}/records/{{record_id}}", f"GET {_API}/records/{{record_id}}/history")
def _record(world: World) -> Example:
    return Example({"code": _CODE, "record_id": _row(world).pk}, guarded=True, unit=world.here, also=_RIGHTS)


@example(f"PATCH {_API}/records/{{record_id}}")
def _patch(world: World) -> Example:
    given = {"code": _CODE, "record_id": _row(world).pk}
    body = {"values": {"ticket": 40_000}, "revision": 1}
    return Example(given, body=body, guarded=True, unit=world.here, also=_RIGHTS)


@example(f"POST {_API}/records/{{record_id}}/end")
def _end(world: World) -> Example:
    given = {"code": _CODE, "record_id": _row(world).pk}
    return Example(given, body={"reason": "Thử", "revision": 1}, guarded=True, unit=world.here, also=_RIGHTS)
