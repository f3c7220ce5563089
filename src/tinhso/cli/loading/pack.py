"""A data pack: a folder of YAML, CSV and GeoJSON files that a province fills in.

What holds in every province (procedures of the national list, fields, roles) stands in ``packs/common``. A pack has
these too, and takes the place of any by a file of the same name; ``{province}`` in them is the identifier of the pack's
province, ``{name}`` its name.
"""

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
COMMON = PACKS / "common"
SHARED = "procedures/_shared.yaml"
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

    def file(self, name: str) -> Path:
        """Return the pack's own file, or the common one where it has none."""
        own = self.folder / name
        return own if own.is_file() else COMMON / name

    def files(self, folder: str) -> list[Path]:
        """Return the YAML files of a folder, the pack's and the common ones, in the order of their names."""
        found = {path.name: path for place in (COMMON, self.folder) for path in (place / folder).glob("*.yaml")}
        return [found[name] for name in sorted(found)]

    def text(self, path: Path) -> str:
        """Return the text of a file, with the province in its places."""
        text = path.read_text(encoding="utf-8")
        if path.is_relative_to(COMMON):
            text = text.replace("{province}", self.about["province_unit"]).replace("{name}", self.about["name"])
        return text

    def read(self, path: Path) -> Any:
        """Return the content of a YAML file."""
        try:
            return yaml.load(self.text(path), Loader=_Loader)  # noqa: S506 - a SafeLoader
        except yaml.YAMLError as error:
            raise PackError(f"{path.name}: {error}") from error

    def yaml(self, name: str) -> Any:
        """Return the content of the YAML file of that name."""
        return self.read(self.file(name))

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file; none when the pack has no such file."""
        path = self.folder / name
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def shapes(self, name: str) -> dict[str, Any]:
        """Return the geometries of a GeoJSON file by the id of their features; none when the pack has no such file."""
        path = self.folder / name
        if not path.is_file():
            return {}
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return {feature["id"]: feature["geometry"] for feature in features}

    def procedure_files(self) -> Iterator[Path]:
        """Yield the files of the procedures, in order; names that begin with ``_`` hold shared blocks."""
        yield from (path for path in self.files("procedures") if path.name[0] != "_")

    @cached_property
    def blocks(self) -> dict[str, Any]:
        """The blocks that procedures share: the common ones, and the pack's own in their place."""
        return {
            name: block
            for path in (COMMON / SHARED, self.folder / SHARED)
            if path.is_file()
            for name, block in self.read(path).items()
        }


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads ``on``, ``yes`` and ``off`` as words, and only true and false as truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
