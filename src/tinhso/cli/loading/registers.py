"""Records of a pack's registers: ``registers/<code>.yaml``, each under the unit that it names."""

from typing import Any

import yaml
from django.db import transaction

from tinhso.cli.loading.pack import Pack, PackError
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers.definition import REGISTERS, Definition
from tinhso.kits.registers.services import add

FOLDER = "registers"


@transaction.atomic
def load_registers(pack: Pack) -> int:
    """Add the records that are not there yet, and return how many; one that stands is its unit's own."""
    made = 0
    for file in sorted((pack.folder / FOLDER).glob("*.yaml")):
        if file.stem in REGISTERS:
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            made += sum(_lay(REGISTERS[file.stem], content, row) for row in content["rows"])
    return made


def _lay(definition: Definition, content: dict[str, Any], row: dict[str, Any]) -> bool:
    name = definition.name_field
    if name is not None and definition.model.objects.filter(**{name.name: row[name.name]}).exists():
        return False
    common = {"unit": content["unit"]}
    if "source" in definition.by_name:
        common["source"] = content.get("source", "")
    try:
        add(SYSTEM, definition, {**common, **row})
    except Invalid as invalid:
        raise PackError(f"registers/{definition.code}.yaml: {row}: {invalid.fields}") from invalid
    return True
