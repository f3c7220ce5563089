"""Procedures of a pack: each file is one version with its day and its decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tinhso.cli.loading.pack import Pack, PackError
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.files import read_text
from tinhso.kits.procedures.services import publishing


@dataclass(frozen=True)
class ProcedureFile:
    """One version of a procedure as a file says it."""

    path: Path
    valid_from: date
    decision: str
    content: dict[str, Any]
    definition: Definition


def read_procedures(pack: Pack) -> Iterator[ProcedureFile]:
    """Yield every procedure of the pack, validated; raise ``PackError`` naming the file and the place."""
    for path in pack.procedure_files():
        yield read_procedure(pack, path)


def read_procedure(pack: Pack, path: Path) -> ProcedureFile:
    """Return the procedure of one of the pack's files, validated; raise ``PackError`` naming the place."""
    wrapper = pack.read(path)
    missing = {"valid_from", "decision", "definition"} - set(wrapper)
    if missing:
        raise PackError(f"{path.name}: thiếu {', '.join(sorted(missing))}.")
    read = read_text(path.name, pack.text(path), pack.blocks)
    if read.content is None or read.valid_from is None:
        raise PackError("\n".join(f"{path.name}, {fault}" for fault in read.faults))
    definition = Definition.model_validate(read.content)
    return ProcedureFile(
        path=path,
        valid_from=read.valid_from,
        decision=read.decision,
        content=definition.model_dump(mode="json"),
        definition=definition,
    )


def load_procedures(pack: Pack) -> int:
    """Lay the fields and publish every procedure of the pack; return how many procedures it has."""
    publishing.load_fields(pack.yaml("fields.yaml"))
    count = 0
    for file in read_procedures(pack):
        try:
            publishing.load_definition(file.content, valid_from=file.valid_from, decision=file.decision, actor=SYSTEM)
        except Invalid as error:
            words = "; ".join(f"{name}: {one}" for name, one in error.fields.items())
            raise PackError(f"{file.path.name}: {error.message} {words}") from error
        count += 1
    return count
