"""Examples of importing: a file of some commune on its way into a register, matched and checked."""

from typing import Any

from security.examples import Example, example
from security.world import World
from tinhso.kernel.files import kinds
from tinhso.kernel.files.services import store_made
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers.definition import REGISTERS
from tinhso.kits.registers.imports.models import ImportRun
from tinhso.kits.registers.imports.states import State

_SPACE = "registers_imports:"
_API = "/api/v1/register-imports/{run_id}"


def _example(world: World, state: str, name: str = "key", **more: Any) -> Example:
    """Return an example over an import of the commune, in ``state``."""
    definition = REGISTERS[next(iter(REGISTERS))]
    file = store_made(b"a,b\n1,2\n", "so-lieu.csv", kinds.TABLE, actor=SYSTEM)
    run = ImportRun.objects.create(
        register=definition.code, unit=world.here, actor_name="Thử", file=file, state=state, headings=["a", "b"],
        columns=["", ""], rows_total=5, marked=file,
    )  # fmt: skip
    rights = definition.rights
    also = (rights.add, rights.end, rights.view, rights.see_personal)
    return Example({name: run.pk, **more.pop("kwargs", {})}, guarded=True, also=also, **more)


@example(*(f"{_SPACE}{name}" for name in ("run", "changes", "faults", "kept", "marked")))
def _look(world: World) -> Example:
    return _example(world, State.CHECKED)


@example(f"{_SPACE}match")
def _match(world: World) -> Example:
    return _example(world, State.CHECKED, kwargs={"what": "doc-lai"}, method="POST", body={"header_row": "1"})


@example(f"{_SPACE}act")
def _act(world: World) -> Example:
    return _example(world, State.CHECKED, kwargs={"what": "nhap"}, method="POST")


@example(f"GET {_API}", f"GET {_API}/changes", f"GET {_API}/faults")
def _api_look(world: World) -> Example:
    return _example(world, State.CHECKED, "run_id")


@example(f"POST {_API}/check")
def _api_check(world: World) -> Example:
    return _example(world, State.CHECKED, "run_id", body={"columns": ["", ""]})


@example(f"POST {_API}/{{verb}}")
def _api_act(world: World) -> Example:
    return _example(world, State.CHECKED, "run_id", kwargs={"verb": "store"}, body={})
