"""Areas of a pack: the province, its districts, its communes before and after 1 July 2025."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tinhso.cli.loading.pack import Pack, stable_id
from tinhso.kernel.areas.models import Area, AreaSuccession, Tier
from tinhso.kernel.areas.services import build_area

PROVINCE_LENGTH = 2
ONE_DAY = timedelta(days=1)


class Areas:
    """The areas of a pack and their successions, built in memory."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.rules: dict[str, Any] = pack.about["areas"]
        self.province = self._area(
            pack.about["province_area"],
            Tier.PROVINCE,
            self.rules["province_from"],
            kind=pack.about.get("province_kind", "Tỉnh"),
            name=pack.about["name"],
            parent=None,
            boundary=next(iter(pack.shapes("province.geojson").values()), None),
        )
        self.districts: dict[str, Area] = {}
        self.communes_before: dict[str, Area] = {}
        self.communes: dict[str, Area] = {}
        self.successions: list[AreaSuccession] = []
        self._build_districts()
        self._build_communes()
        self._build_successions()

    @property
    def all(self) -> list[Area]:
        """Every area, parents before children."""
        return [
            self.province,
            *self.districts.values(),
            *self.communes_before.values(),
            *self.communes.values(),
        ]

    def _area(self, code: str, tier: Tier, valid_from: date, *, kind: str, name: str, **values: Any) -> Area:
        return build_area(
            id=stable_id("area", tier.value, code, valid_from),
            code=code,
            tier=tier,
            kind=kind,
            name=name,
            full_name=f"{kind} {name}",
            valid_from=valid_from,
            **values,
        )

    def _build_districts(self) -> None:
        for row in self.pack.rows("districts.csv"):
            self.districts[row["code"]] = self._area(
                row["code"],
                Tier.DISTRICT,
                self.rules["districts_from"],
                kind=row["kind"],
                name=row["name"],
                parent=self.province,
                valid_to=date.fromisoformat(row["valid_to"]),
                latitude=float(row["latitude"]) if row["latitude"] else None,
                longitude=float(row["longitude"]) if row["longitude"] else None,
            )

    def _build_communes(self) -> None:
        for row in self.pack.rows("communes_before.csv"):
            self.communes_before[row["code"]] = self._area(
                row["code"],
                Tier.COMMUNE,
                self.rules["communes_before_from"],
                kind=row["kind"],
                name=row["name"],
                parent=self.districts[row["district"]],
                valid_to=self.rules["communes_before_to"],
            )
        shapes = self.pack.shapes("boundaries.geojson")
        for row in self.pack.rows("communes.csv"):
            self.communes[row["code"]] = self._area(
                row["code"],
                Tier.COMMUNE,
                self.rules["communes_from"],
                kind=row["kind"],
                name=row["name"],
                parent=self.province,
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                surface_km2=Decimal(row["surface_km2"]).quantize(Decimal("0.01")),
                boundary=shapes.get(row["code"]),
            )

    def _build_successions(self) -> None:
        for row in self.pack.rows("commune_successions.csv"):
            self._succeed(
                self.communes_before[row["code_before"]],
                self.communes[row["code_after"]],
                row["share"],
                self.rules["communes_from"],
                self.rules["commune_basis"],
            )
        for merger in self.rules.get("district_mergers", ()):
            self._succeed(
                self.districts[merger["before"]],
                self.districts[merger["after"]],
                "whole",
                self.districts[merger["before"]].valid_to + ONE_DAY,
                merger["basis"],
            )

    def _succeed(self, before: Area, after: Area, share: str, day: date, basis: str) -> None:
        self.successions.append(
            AreaSuccession(
                id=stable_id("area-succession", before.id, after.id),
                predecessor=before,
                successor=after,
                share=share,
                effective_on=day,
                legal_basis=basis,
            )
        )
