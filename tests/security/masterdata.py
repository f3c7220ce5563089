"""Examples of master data: a pair of people's records here, which those elsewhere do not open."""

from datetime import date

from security.examples import Example, example
from security.world import World
from tinhso.government.masterdata.models import Catalogue, CatalogueEntry, DuplicatePair, Person
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers import services

_VIEW, _SEE = "masterdata.person.view", "masterdata.person.see-personal"


def _person(unit: OrganizationUnit, name: str) -> Person:
    made: Person = services.add(SYSTEM, Person.definition, {"full_name": name, "birth": "1987", "unit": unit})
    return made


def _pair(world: World, verdict: str = "open") -> DuplicatePair:
    first, second = (_person(world.here, name) for name in ("Nguyễn Thị Hoa", "Nguyễn Thị Hòa"))
    return DuplicatePair.objects.create(
        first=first, second=second, unit_id=world.here.pk, bits=40.0, reasons=[["name-marks", 7.9]], verdict=verdict
    )


@example("masterdata:pair")
def _side_by_side(world: World) -> Example:
    return Example(kwargs={"key": _pair(world).pk}, guarded=True, unit=world.here, also=(_VIEW, _SEE))


@example("masterdata:same", "masterdata:different")
def _judge(world: World) -> Example:
    return Example(
        kwargs={"key": _pair(world).pk}, body={"stays": "first", "reason": "đã đối chiếu"}, method="POST", guarded=True,
        unit=world.here, also=(_VIEW, _SEE),
    )  # fmt: skip


@example("masterdata:undo")
def _undo(world: World) -> Example:
    return Example(
        kwargs={"key": _pair(world, "different").pk}, method="POST", guarded=True, unit=world.here, also=(_VIEW, _SEE)
    )


@example("masterdata:readers")
def _readers(world: World) -> Example:
    key = _person(world.here, "Nguyễn Thị Hoa").pk
    return Example(kwargs={"key": key}, guarded=True, unit=world.here, also=(_VIEW,))


def _catalogue(world: World) -> Catalogue:
    """Return the catalogue that stands, or a new one: a code stands once."""
    standing: Catalogue | None = Catalogue.objects.filter(code="dan-toc").first()
    if standing is not None:
        return standing
    values = {"code": "dan-toc", "name": "Dân tộc", "unit": world.here}
    made: Catalogue = services.add(SYSTEM, Catalogue.definition, values)
    entry = {"catalogue": made, "code": "01", "name": "Kinh", "valid_from": date(2025, 7, 1), "unit": world.here}
    services.add(SYSTEM, CatalogueEntry.definition, entry)
    return made


@example("masterdata:catalogue")
def _shown(world: World) -> Example:
    return Example(kwargs={"code": _catalogue(world).code})


@example("masterdata:publish")
def _publish(world: World) -> Example:
    return Example(
        kwargs={"code": _catalogue(world).code}, body={"valid_from": "01/08/2026", "note": "Bản đầu"}, method="POST",
        guarded=True, unit=world.here,
    )  # fmt: skip
