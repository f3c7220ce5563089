"""Linked procedures of a pack: each file of ``linked/`` is one version with its day and its decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from pydantic import ValidationError

from tinhso.cli.loading.blocks import expand
from tinhso.cli.loading.pack import Pack, PackError
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.linked.definition import LinkedDefinition
from tinhso.kits.procedures.linked.services import publishing

FOLDER = "linked"


@dataclass(frozen=True)
class LinkedFile:
    """One version of a linked procedure as a file says it."""

    path: Path
    valid_from: date
    decision: str
    content: dict[str, Any]
    definition: LinkedDefinition


def read_linked(pack: Pack) -> Iterator[LinkedFile]:
    """Yield every linked procedure of the pack, validated; raise ``PackError`` naming the file and the place."""
    for path in pack.files(FOLDER):
        wrapper = pack.read(path)
        missing = {"valid_from", "decision", "definition"} - set(wrapper)
        if missing:
            raise PackError(f"{path.name}: thiếu {', '.join(sorted(missing))}.")
        try:
            definition = LinkedDefinition.model_validate(expand(wrapper["definition"], pack.blocks))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise PackError(f"{path.name}: {place}: {first['msg']}") from error
        yield LinkedFile(
            path, wrapper["valid_from"], wrapper["decision"], definition.model_dump(mode="json"), definition
        )


def load_linked(pack: Pack) -> int:
    """Publish every linked procedure of the pack; return how many it has. The procedures they join are loaded first."""
    count = 0
    if not apps.is_installed("tinhso.kits.procedures.linked"):
        return count
    for file in read_linked(pack):
        try:
            publishing.load_definition(file.content, valid_from=file.valid_from, decision=file.decision, actor=SYSTEM)
        except Invalid as error:
            raise PackError(f"{file.path.name}: {error.message} {error.fields}") from error
        count += 1
    return count
