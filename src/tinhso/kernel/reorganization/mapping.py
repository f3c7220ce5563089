"""Where everything that hangs on a unit goes, laid down once for a run, so that every step answers alike."""

from collections import defaultdict
from uuid import UUID

from tinhso.kernel.areas.models import AreaSuccession
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.reorganization.ground import Ground
from tinhso.kernel.reorganization.models import Mapping, Run
from tinhso.kernel.reorganization.plan import PART, Link


class Places:
    """The units below each heir, to find the division that goes on with the work of another."""

    def __init__(self, ground: Ground, made: dict[str, OrganizationUnit]) -> None:
        tops = {unit.path: unit.pk for unit in made.values()}
        self._below: dict[UUID, list[OrganizationUnit]] = defaultdict(list)
        for unit in OrganizationUnit.objects.on(ground.plan.effective_on).defer("certainty").order_by("path"):
            parts = unit.path.rstrip(".").split(".")
            for depth in range(1, len(parts)):
                top = tops.get(".".join(parts[:depth]) + ".")
                if top is not None:
                    self._below[top].append(unit)

    def like(self, unit: OrganizationUnit, heir: OrganizationUnit) -> OrganizationUnit:
        """Return the unit below ``heir`` that is like ``unit``: by kind and name, else by the end of its code."""
        own = [other for other in self._below[heir.pk] if other.kind == unit.kind]
        name, group = fold(unit.name), unit.identifier.rpartition(".")[2]
        for test in (
            lambda other: fold(other.name) == name,
            lambda other: other.identifier.rpartition(".")[2] == group,
        ):
            for other in own:
                if test(other):
                    return other
        if unit.kind == UnitKind.ONE_STOP:
            return self.desk(heir) or heir
        return heir

    def desk(self, heir: OrganizationUnit) -> OrganizationUnit | None:
        """Return the desk of an heir, where it has one of its own."""
        return next(
            (unit for unit in self._below[heir.pk] if unit.kind == UnitKind.ONE_STOP and unit.parent_id == heir.pk),
            None,
        )


def lay(run: Run, ground: Ground, made: dict[str, OrganizationUnit]) -> int:
    """Write where each unit's things go; return how many lines."""
    places = Places(ground, made)
    lands = _lands({unit.area_id for unit in made.values() if unit.area_id})
    rows: list[Mapping] = []
    for identifier, links in ground.plan.by_source().items():
        source = ground.sources.get(identifier)
        if source is None:
            continue
        ends = ground.plan.sources[identifier].ends
        taken = {code: link for link in links for code in link.takes}
        for unit in [source, *ground.below.get(identifier, [])]:
            own = _taken(unit, ground, identifier, taken)
            if own is not None:
                rows.append(_row(run, ground, places, source, unit, own, made))
            elif ends or unit.pk == source.pk:
                rows.append(_row(run, ground, places, source, unit, links[0], made))
                rows += _by_area(run, ground, places, source, unit, links, made, lands)
    # A unit that goes on and gives nothing away by area has no line: nothing of it moves.
    rows = [row for row in rows if row.successor_id != row.predecessor_id or _splits(rows, row)]
    Mapping.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _splits(rows: list[Mapping], row: Mapping) -> bool:
    return any(other.predecessor_id == row.predecessor_id and other.area_id for other in rows)


def _taken(unit: OrganizationUnit, ground: Ground, identifier: str, taken: dict[str, Link]) -> Link | None:
    if not taken:
        return None
    for other in ground.below.get(identifier, []):
        if other.identifier in taken and unit.path.startswith(other.path):
            return taken[other.identifier]
    return None


def _row(
    run: Run,
    ground: Ground,
    places: Places,
    source: OrganizationUnit,
    unit: OrganizationUnit,
    link: Link,
    made: dict[str, OrganizationUnit],
    area_id: UUID | None = None,
) -> Mapping:
    top = made[link.heir]
    whole = unit.pk == source.pk
    target = top if whole else places.like(unit, top)
    desk = places.desk(top) if whole or unit.kind == UnitKind.ONE_STOP else None
    heir = ground.plan.heirs[link.heir]
    same = heir.numbering != "restart" and unit.identifier == target.identifier
    continues = not heir.existing and link.share != PART and (heir.numbering == "continue" or same)
    return Mapping(
        run=run,
        predecessor=unit,
        area_id=area_id,
        successor=target,
        desk=desk if desk is not None and target.pk != unit.pk else target,
        heir=top,
        continues=continues,
        head=heir.head if whole else "",
        head_words=list(ground.plan.head_words) if whole and heir.head else [],
    )


def _by_area(
    run: Run,
    ground: Ground,
    places: Places,
    source: OrganizationUnit,
    unit: OrganizationUnit,
    links: list[Link],
    made: dict[str, OrganizationUnit],
    lands: dict[UUID, set[UUID]],
) -> list[Mapping]:
    """Return the lines of what lies in the land of one of several heirs: it goes there, whatever the rest does."""
    if len(links) < 2:
        return []
    rows, seen = [], set()
    for link in links:
        area_id = made[link.heir].area_id
        if area_id is None or area_id == source.area_id or sum(made[o.heir].area_id == area_id for o in links) > 1:
            continue
        for land in {area_id} | lands.get(area_id, set()):
            # The land of the source itself says nothing about which part of it a thing lies in.
            if land not in seen and land != source.area_id:
                seen.add(land)
                rows.append(_row(run, ground, places, source, unit, link, made, land))
    return rows


def _lands(areas: set[UUID]) -> dict[UUID, set[UUID]]:
    """Return the areas that went into each of ``areas`` wholly or, where they were split, as a rule."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for before, after in (
        AreaSuccession.objects.filter(successor__in=areas).exclude(share="part").values_list("predecessor", "successor")
    ):
        found[after].add(before)
    return found
