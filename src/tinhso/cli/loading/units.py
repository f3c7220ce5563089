"""Units of a pack: the province's agencies, districts and communes with their divisions."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tinhso.cli.loading.areas import Areas
from tinhso.cli.loading.pack import Pack, PackError, stable_id
from tinhso.kernel.areas.models import Area, Tier
from tinhso.kernel.organizations.models import OrganizationUnit, Share, UnitKind, UnitSuccession
from tinhso.kernel.organizations.services import build_unit

FIRST_COMMUNE = 101
FIRST_DISTRICT = 50
ONE_DAY = timedelta(days=1)
WARD = "Phường"


def commune_name(area: Area) -> str:
    """Return the name of the people's committee of a commune or district: the kind in small letters."""
    return f"Ủy ban nhân dân {area.kind.lower()} {area.name}"


class Units:
    """The units of a pack and their successions, built in memory."""

    def __init__(self, pack: Pack, areas: Areas) -> None:
        self.rules = pack.yaml("units.yaml")
        self.basis: str = pack.about["units"]["district_basis"]
        self.certainty: str = pack.about["units"]["identifier_certainty"].strip()
        self.pack = pack
        self.areas = areas
        self.all: list[OrganizationUnit] = []
        self.successions: list[UnitSuccession] = []
        self.by_area: dict[Any, OrganizationUnit] = {}
        self.province = self._unit(
            None, UnitKind.PROVINCE, Tier.PROVINCE, area=areas.province, known=True, **self.rules["province"]
        )
        self._build_departments()
        self._build_districts()
        self._build_communes()
        self._build_divisions()
        self._build_land_branches()
        self._build_successions()

    def at(self, identifier: str, day: date | None = None) -> OrganizationUnit:
        """Return the unit that bears ``identifier`` on ``day``, or still bears it when no day is given."""
        for unit in self.all:
            if unit.identifier == identifier and (unit.valid_to is None if day is None else unit.holds_on(day)):
                return unit
        raise PackError(f"units.yaml: không có đơn vị nào mang mã {identifier} {day or 'hôm nay'}.")

    def _unit(
        self,
        parent: OrganizationUnit | None,
        kind: UnitKind,
        tier: Tier,
        *,
        known: bool = False,
        certainty: str = "",
        **values: Any,
    ) -> OrganizationUnit:
        note = " ".join(filter(None, ["" if known else self.certainty, certainty]))
        unit = build_unit(
            parent=parent,
            id=stable_id("unit", values["identifier"], values["valid_from"]),
            kind=kind,
            tier=tier,
            certainty=note[:300],
            **values,
        )
        self.all.append(unit)
        return unit

    def _build_departments(self) -> None:
        for group, kind in (("departments", UnitKind.DEPARTMENT), ("agencies", UnitKind.AGENCY)):
            for row in self.rules[group]:
                self._unit(self.province, kind, Tier.PROVINCE, area=self.areas.province, **row)
        for row in self.rules["one_stop"]:
            self._unit(self.province, UnitKind.ONE_STOP, Tier.PROVINCE, area=self.areas.province, **row)

    def _build_districts(self) -> None:
        staff = {row["code"]: int(row["staff_2010"]) for row in self.pack.rows("districts.csv")}
        for position, (code, area) in enumerate(sorted(self.areas.districts.items())):
            self.by_area[area.id] = self._unit(
                self.province,
                UnitKind.DISTRICT,
                Tier.DISTRICT,
                identifier=f"{self.province.identifier}.{FIRST_DISTRICT + position}",
                name=commune_name(area),
                short_name=f"UBND {area.kind.lower()} {area.name}",
                symbol="UBND",
                area=area,
                valid_from=area.valid_from,
                valid_to=area.valid_to,
                staff_2010=staff[code],
            )
        counts: dict[Any, int] = {}
        for _code, area in sorted(self.areas.communes_before.items()):
            district = self.by_area[area.parent_id]
            counts[district.id] = counts.get(district.id, 0) + 1
            self.by_area[area.id] = self._commune(area, district, f"{district.identifier}.{counts[district.id]:02d}")

    def _commune(self, area: Area, parent: OrganizationUnit, identifier: str) -> OrganizationUnit:
        return self._unit(
            parent,
            UnitKind.COMMUNE,
            Tier.COMMUNE,
            identifier=identifier,
            name=commune_name(area),
            short_name=f"UBND {area.kind.lower()} {area.name}",
            symbol=self.rules["commune"]["symbol"],
            area=area,
            valid_from=area.valid_from,
            valid_to=area.valid_to,
        )

    def _build_communes(self) -> None:
        for position, (_code, area) in enumerate(sorted(self.areas.communes.items())):
            unit = self._commune(area, self.province, f"{self.province.identifier}.{FIRST_COMMUNE + position}")
            self.by_area[area.id] = unit
            for group, name, ward_name, kind in self.rules["commune"]["divisions"]:
                self._division(unit, group, ward_name if area.kind == WARD else name, kind)

    def _division(self, parent: OrganizationUnit, group: str, name: str, kind: str) -> OrganizationUnit:
        return self._unit(
            parent,
            UnitKind(kind),
            Tier(parent.tier),
            identifier=f"{parent.identifier}.{group}",
            name=name,
            short_name=f"{name} {parent.area.kind.lower()} {parent.area.name}"[:100]
            if parent.kind == UnitKind.COMMUNE and parent.area
            else "",
            symbol=parent.symbol,
            area=parent.area,
            valid_from=parent.valid_from,
            valid_to=parent.valid_to,
        )

    def _build_divisions(self) -> None:
        for identifier, rows in self.rules["divisions"].items():
            for group, name, kind in rows:
                self._division(self.at(identifier), group, name, kind)

    def _build_land_branches(self) -> None:
        rules = self.rules.get("land_branches")
        if rules is None:
            return
        parent = self.at(rules["parent"])
        ended = self.pack.about["areas"]["communes_before_to"]
        districts = [area for _code, area in sorted(self.areas.districts.items()) if area.valid_to == ended]
        for position, area in enumerate(districts):
            self._unit(
                parent,
                UnitKind.AGENCY,
                Tier.PROVINCE,
                identifier=f"{parent.identifier}.{11 + position}",
                name=rules["name"].format(name=area.name),
                area=self.areas.province,
                valid_from=rules["valid_from"],
                certainty=rules["certainty"],
            )

    def _build_successions(self) -> None:
        for rules in self.rules["successions"]:
            for before, after in rules["pairs"]:
                self._succeed(
                    self.at(before, rules["on"] - ONE_DAY), self.at(after, rules["on"]), rules["on"], rules["basis"]
                )
        for area_succession in self.areas.successions:
            self._succeed(
                self.by_area[area_succession.predecessor_id],
                self.by_area[area_succession.successor_id],
                area_succession.effective_on,
                area_succession.legal_basis,
                area_succession.share,
            )
        heirs = list(self._district_heirs())
        rests = {row["code"]: row["heir"] for row in self.pack.rows("districts.csv")}
        for before, after in heirs:
            alone = sum(other.id == before.id for other, _heir in heirs) == 1
            rest = before.area is not None and after.area is not None and after.area.code == rests[before.area.code]
            share = Share.WHOLE if alone else Share.PART_DEFAULT if rest else Share.PART
            self._succeed(before, after, after.valid_from, self.basis, share)

    def _district_heirs(self) -> Iterator[tuple[OrganizationUnit, OrganizationUnit]]:
        """Yield each district's unit with the commune units that took over its work on its land."""
        for row in self.pack.rows("communes.csv"):
            for code in row["districts_before"].split():
                yield self.by_area[self.areas.districts[code].id], self.by_area[self.areas.communes[row["code"]].id]

    def _succeed(
        self, before: OrganizationUnit, after: OrganizationUnit, day: date, basis: str, share: str = Share.WHOLE
    ) -> None:
        self.successions.append(
            UnitSuccession(
                id=stable_id("unit-succession", before.id, after.id),
                predecessor=before,
                successor=after,
                effective_on=day,
                legal_basis=basis,
                share=share,
            )
        )
