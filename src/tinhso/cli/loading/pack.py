"""A data pack: a folder of YAML, CSV and GeoJSON files that a province fills in."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml

import tinhso.packs

PACKS = Path(tinhso.packs.__file__).parent
_KEYS = uuid5(NAMESPACE_URL, "urn:tinhso:pack")


class PackError(Exception):
    """A pack that cannot be loaded; the message says which file and why."""


def stable_id(kind: str, *parts: object) -> UUID:
    """Return the key of a row of a pack, the same at every load."""
    return uuid5(_KEYS, ":".join([kind, *(str(part) for part in parts)]))


@dataclass(frozen=True)
class Pack:
    """The folder of a pack and what its files say."""

    folder: Path

    @classmethod
    def named(cls, name: str) -> "Pack":
        """Return the pack of that name (``thanh_hoa`` or ``thanh-hoa``), or the pack in that folder."""
        folder = PACKS / name.replace("-", "_")
        if not (folder / "pack.yaml").is_file():
            folder = Path(name)
        if not (folder / "pack.yaml").is_file():
            known = ", ".join(sorted(path.parent.name for path in PACKS.glob("*/pack.yaml")))
            raise PackError(f"Không có gói dữ liệu {name!r}. Các gói hiện có: {known}.")
        return cls(folder)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What ``pack.yaml`` says."""
        return dict(self.yaml("pack.yaml"))

    def yaml(self, name: str) -> Any:
        """Return the content of a YAML file."""
        try:
            return yaml.load((self.folder / name).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
        except yaml.YAMLError as error:
            raise PackError(f"{name}: {error}") from error

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def shapes(self, name: str) -> dict[str, Any]:
        """Return the geometries of a GeoJSON file by the id of their features."""
        features = json.loads((self.folder / name).read_text(encoding="utf-8"))["features"]
        return {feature["id"]: feature["geometry"] for feature in features}

    def procedure_files(self) -> Iterator[Path]:
        """Yield the files of the procedures, in order; names that begin with ``_`` hold shared blocks."""
        yield from sorted(path for path in (self.folder / "procedures").glob("*.yaml") if path.name[0] != "_")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads ``on``, ``yes`` and ``off`` as words, and only true and false as truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
