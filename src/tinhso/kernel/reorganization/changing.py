"""The tree of units changed by a plan: areas and units begin and end, successions are written; and all of it back."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from tinhso.kernel.areas.models import Area, AreaSuccession
from tinhso.kernel.areas.services import build_area
from tinhso.kernel.foundation.models import Dated
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession
from tinhso.kernel.organizations.services import build_unit
from tinhso.kernel.reorganization.ground import ONE_DAY, Ground
from tinhso.kernel.reorganization.models import Change, Run
from tinhso.kernel.reorganization.plan import DEFAULT, PART, WHOLE, Heir

UNITS, AREAS, UNIT_HEIRS, AREA_HEIRS = "units", "areas", "unit-successions", "area-successions"
SHARES = {WHOLE: "whole", PART: "part", DEFAULT: "part_default"}


class Changing:
    """One plan's changes to areas and units, each written into the ledger."""

    def __init__(self, run: Run, ground: Ground) -> None:
        self.run, self.ground, self.plan = run, ground, ground.plan
        self.day: date = ground.plan.effective_on
        self.basis = f"{self.plan.decision}; {self.plan.legal_basis}"[:200]
        self.made: dict[str, OrganizationUnit] = dict(ground.heirs)
        self.changes: list[Change] = []

    def apply(self) -> dict[str, OrganizationUnit]:
        """End what ends, begin what begins, write who took over; return the heirs by identifier."""
        self._end(UNITS, self.ground.ending)
        self._end(AREAS, self._ending_areas())
        units = self._begin_units()
        self._succeed(units)
        Change.objects.bulk_create(self.changes, batch_size=1000)
        return self.made

    def _note(self, kind: str, action: str, keys: list[UUID], was: str | None = None) -> None:
        self.changes.append(
            Change(run=self.run, position=self.run.position, kind=kind, action=action, row_ids=keys, was=was)
        )

    def _end(self, kind: str, rows: list[Any]) -> None:
        last_day = self.day - ONE_DAY
        by_end: dict[date | None, list[UUID]] = {}
        for row in rows:
            if row.valid_to is None or row.valid_to > last_day:
                by_end.setdefault(row.valid_to, []).append(row.pk)
                row.valid_to = last_day
        for before, keys in by_end.items():
            model = OrganizationUnit if kind == UNITS else Area
            model.objects.filter(pk__in=keys).update(valid_to=last_day)
            self._note(kind, "ended", keys, before.isoformat() if before else "")

    def _ending_areas(self) -> list[Area]:
        """The areas of the units that end with their land, where the plan names another area for the heir."""
        found = {}
        links = self.plan.by_source()
        for identifier, unit in self.ground.sources.items():
            source = self.plan.sources[identifier]
            named = source.verb == "end_tier" or any(self.plan.heirs[link.heir].area for link in links[identifier])
            if unit.area and source.ends and named and unit.area.valid_from < self.day and unit.area.tier == unit.tier:
                found[unit.area.pk] = unit.area
        return list(found.values())

    def _begin_units(self) -> list[OrganizationUnit]:
        """Begin the heirs that do not stand yet, parents before children; those of an undone run begin again."""
        wanted = [heir for identifier, heir in self.plan.heirs.items() if identifier not in self.made]
        areas = self._begin_areas(wanted)
        again = {
            unit.identifier: unit
            for unit in OrganizationUnit.objects.filter(valid_from=self.day, valid_to__lt=self.day).order_by(
                "created_at"
            )
        }
        fresh: list[OrganizationUnit] = []
        revived: list[OrganizationUnit] = []
        waiting = wanted
        while waiting:
            ready = [heir for heir in waiting if not heir.parent or self._parent(heir) is not None]
            if not ready:
                break
            for heir in ready:
                unit = self._begin(heir, areas.get(heir.identifier), again, fresh, revived)
                self.made[heir.identifier] = unit
                for group, name, kind in heir.divisions:
                    self._begin(self._division(heir, unit, group, name, kind), unit.area, again, fresh, revived, unit)
            waiting = [heir for heir in waiting if heir not in ready]
        OrganizationUnit.objects.filter(pk__in=[unit.pk for unit in revived]).update(valid_to=None)
        OrganizationUnit.objects.bulk_create(fresh, batch_size=1000)
        begun = fresh + revived
        if begun:
            self._note(UNITS, "begun", [unit.pk for unit in begun])
        return begun

    def _parent(self, heir: Heir) -> OrganizationUnit | None:
        return self.made.get(heir.parent) or self.ground.parents.get(heir.identifier)

    def _begin(
        self,
        heir: Heir,
        area: Area | None,
        again: dict[str, OrganizationUnit],
        fresh: list[OrganizationUnit],
        revived: list[OrganizationUnit],
        parent: OrganizationUnit | None = None,
    ) -> OrganizationUnit:
        first = self._first_source(heir.identifier)
        parent = parent or self._parent(heir) or (first.parent if first else None)
        old = again.get(heir.identifier)
        if old is not None and old.name == heir.values["name"] and old.parent_id == (parent.pk if parent else None):
            old.valid_to = None
            revived.append(old)
            return old
        unit = build_unit(
            parent=parent,
            identifier=heir.identifier,
            name=heir.values["name"],
            short_name=heir.values["short_name"],
            symbol=heir.values["symbol"] or (first.symbol if first else ""),
            kind=heir.values["kind"] or (first.kind if first else "agency"),
            tier=heir.values["tier"] or (first.tier if first else "province"),
            area=area or (first.area if first else None),
            valid_from=self.day,
            certainty=self.plan.certainty[:300],
        )
        fresh.append(unit)
        return unit

    def _first_source(self, heir: str) -> OrganizationUnit | None:
        found = [link.source for link in self.plan.links if link.heir == heir and link.source in self.ground.sources]
        return self.ground.sources[found[0]] if found else None

    @staticmethod
    def _division(heir: Heir, unit: OrganizationUnit, group: str, name: str, kind: str) -> Heir:
        place = unit.short_name.removeprefix("UBND ")
        values = {"name": name, "short_name": f"{name} {place}"[:100] if place else "", "symbol": unit.symbol}
        return Heir(f"{heir.identifier}.{group}", heir.line, values=values | {"kind": kind, "tier": unit.tier})

    def _begin_areas(self, heirs: list[Heir]) -> dict[str, Area]:
        """Return the area of each heir that names one: standing that day, begun again, or new."""
        named = {heir.identifier: heir for heir in heirs if heir.area}
        codes = {heir.area["code"] for heir in named.values() if heir.area}
        standing = {
            (area.code, area.tier): area
            for area in Area.objects.filter(code__in=codes)
            .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=self.day) | Q(valid_from=self.day))
            .exclude(valid_from__gt=self.day)
            .defer("boundary")
            .order_by("created_at")
        }
        found: dict[str, Area] = {}
        fresh, revived = [], []
        for identifier, heir in named.items():
            given = heir.area or {}
            tier = heir.values["tier"] or "commune"
            area = standing.get((given["code"], tier))
            if area is not None and area.valid_to is not None and area.valid_to < self.day:
                revived.append(area.pk)
            if area is None:
                parent = self.ground.parents.get(identifier)
                area = build_area(
                    code=given["code"],
                    tier=tier,
                    kind=given["kind"],
                    name=given["name"],
                    full_name=f"{given['kind']} {given['name']}",
                    parent_id=parent.area_id if parent else None,
                    latitude=given.get("latitude"),
                    longitude=given.get("longitude"),
                    surface_km2=Decimal(str(given["surface_km2"])).quantize(Decimal("0.01"))
                    if "surface_km2" in given
                    else None,
                    valid_from=self.day,
                )
                fresh.append(area)
            found[identifier] = area
        Area.objects.filter(pk__in=revived).update(valid_to=None)
        Area.objects.bulk_create(fresh, batch_size=1000)
        if fresh or revived:
            self._note(AREAS, "begun", [*(area.pk for area in fresh), *revived])
        return found

    def _succeed(self, begun: list[OrganizationUnit]) -> None:
        """Write who took over from whom, units and areas, where it is not written yet."""
        known = UnitSuccession.objects.filter(predecessor__in=[unit.pk for unit in self.ground.sources.values()])
        standing = set(known.values_list("predecessor_id", "successor_id"))
        # Who ended before, with an heir of that time, has one already; only what hangs there still goes by the plan.
        earlier = set(known.filter(effective_on__lt=self.day).values_list("predecessor_id", flat=True))
        rows, areas = [], {}
        for link in self.plan.links:
            before, after = self.ground.sources.get(link.source), self.made.get(link.heir)
            if before is None or after is None or before.pk == after.pk or before.pk in earlier:
                continue
            share = SHARES[link.share]
            if (before.pk, after.pk) not in standing:
                rows.append(
                    UnitSuccession(
                        predecessor=before,
                        successor=after,
                        effective_on=self.day,
                        legal_basis=self.basis,
                        share=share,
                        weight=link.weight,
                    )
                )
            if before.area_id and after.area_id and before.area_id != after.area_id and before.tier == after.tier:
                areas[before.area_id, after.area_id] = share
        UnitSuccession.objects.bulk_create(rows, batch_size=1000)
        if rows:
            self._note(UNIT_HEIRS, "begun", [row.pk for row in rows])
        self._succeed_areas(areas)
        del begun

    def _succeed_areas(self, wanted: dict[tuple[UUID, UUID], str]) -> None:
        known = set(
            AreaSuccession.objects.filter(predecessor__in={before for before, _after in wanted}).values_list(
                "predecessor_id", "successor_id"
            )
        )
        rows = [
            AreaSuccession(
                predecessor_id=before,
                successor_id=after,
                share=share,
                effective_on=self.day,
                legal_basis=self.basis,
            )
            for (before, after), share in wanted.items()
            if (before, after) not in known
        ]
        AreaSuccession.objects.bulk_create(rows, batch_size=1000)
        if rows:
            self._note(AREA_HEIRS, "begun", [row.pk for row in rows])


def restore_ended(run: Run) -> int:
    """Let the areas and units that a run ended stand again, as long as they stood before; return how many."""
    count = 0
    for change in run.changes.filter(action="ended", kind__in=(UNITS, AREAS), undone=False):
        model = OrganizationUnit if change.kind == UNITS else Area
        end = date.fromisoformat(change.was) if change.was else None
        count += model.objects.filter(pk__in=change.row_ids or []).update(valid_to=end)
    return count


def void_begun(run: Run, keep: set[UUID]) -> int:
    """Let the areas and units that a run began end before they began, but for those to ``keep``; return how many.

    What ends the day before it began never held, and stands in nobody's way; a later run begins it again.
    """
    count = 0
    for change in run.changes.filter(action="begun", kind__in=(UNITS, AREAS), undone=False):
        model: type[Dated] = OrganizationUnit if change.kind == UNITS else Area
        keys = [key for key in change.row_ids or [] if key not in keep]
        count += model.objects.filter(pk__in=keys).update(valid_to=run.plan.effective_on - ONE_DAY)  # type: ignore[attr-defined]
    return count


def forget_successions(run: Run) -> int:
    """Take back who took over from whom, as the run wrote it; the ledger keeps it. Return how many."""
    count = 0
    for change in run.changes.filter(action="begun", kind__in=(UNIT_HEIRS, AREA_HEIRS), undone=False):
        model = UnitSuccession if change.kind == UNIT_HEIRS else AreaSuccession
        count += model.objects.filter(pk__in=change.row_ids or []).delete()[0]
    return count
