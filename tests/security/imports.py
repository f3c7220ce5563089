"""Examples of importing: a file of some commune on its way into a register, matched and checked."""

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


def _example(world: World, state: str, **more: object) -> Example:
    """Return an example over an import of the commune, fresh for each try, in ``state``."""
    definition = REGISTERS[next(iter(REGISTERS))]
    file = store_made(b"a,b\n1,2\n", "so-lieu.csv", kinds.TABLE, actor=SYSTEM)
    run = ImportRun.objects.create(
        register=definition.code, unit=world.here, actor_name="Thử", file=file, state=state, headings=["a", "b"],
        columns=["", ""], rows_total=5, marked=file,
    )  # fmt: skip
    rights = (definition.rights.add, definition.rights.end, definition.rights.view, definition.rights.see_personal)
    key = more.pop("name", "key")
    return Example({str(key): run.pk}, guarded=True, also=rights, **more)  # type: ignore[arg-type]


@example(*(f"{_SPACE}{name}" for name in ("run", "faults", "kept", "marked")))
def _look(world: World) -> Example:
    return _example(world, State.CHECKED)


@example(*(f"{_SPACE}{name}" for name in ("match", "read-anew", "values", "drop", "start", "mark")))
def _checked(world: World) -> Example:
    return _example(world, State.CHECKED, method="POST", body={"header_row": "1"})


@example(f"{_SPACE}pause")
def _pause(world: World) -> Example:
    return _example(world, State.STORING, method="POST")


@example(f"{_SPACE}resume")
def _resume(world: World) -> Example:
    return _example(world, State.PAUSED, method="POST")


@example(f"{_SPACE}undo")
def _undo(world: World) -> Example:
    return _example(world, State.DONE, method="POST")


@example(f"GET {_API}", f"GET {_API}/faults")
def _api_look(world: World) -> Example:
    return _example(world, State.CHECKED, name="run_id")


@example(f"POST {_API}/check")
def _api_check(world: World) -> Example:
    return _example(world, State.CHECKED, name="run_id", body={"columns": ["", ""]})


@example(f"POST {_API}/store")
def _api_store(world: World) -> Example:
    return _example(world, State.CHECKED, name="run_id", body={})


@example(f"POST {_API}/pause")
def _api_pause(world: World) -> Example:
    return _example(world, State.STORING, name="run_id")


@example(f"POST {_API}/resume")
def _api_resume(world: World) -> Example:
    return _example(world, State.PAUSED, name="run_id")


@example(f"POST {_API}/undo")
def _api_undo(world: World) -> Example:
    return _example(world, State.DONE, name="run_id")
