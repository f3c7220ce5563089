"""Examples of the statistics: the figures of a commune, which those of another do not see."""

from security.examples import Example, example
from security.world import World
from tinhso.kits.procedures.permissions import SUPERVISE, VIEW


@example("statistics:form", "statistics:dossiers", "statistics:holding", "statistics:today")
def _figures(world: World) -> Example:
    return Example(query=f"?don_vi={world.here.pk}", guarded=True, unit=world.here, also=(VIEW,))


@example("statistics:book")
def _book(world: World) -> Example:
    return Example(query=f"?don_vi={world.here.pk}", guarded=True, unit=world.here)


@example("statistics:paper")
def _paper(world: World) -> Example:
    return Example(body={"don_vi": str(world.here.pk)}, method="POST", guarded=True, unit=world.here, also=(VIEW,))


@example("statistics:book-paper")
def _book_paper(world: World) -> Example:
    return Example(body={"don_vi": str(world.here.pk)}, method="POST", guarded=True, unit=world.here)


@example("statistics:close", "statistics:correct")
def _close(_world: World) -> Example:
    return Example(body={"ky": "thang-2026-10", "reason": "Sửa"}, method="POST", also=(SUPERVISE, VIEW))
