"""What stands beside a person's row: numbers and names of before, likely duplicates, the way to who looked."""

from typing import Any

from tinhso.government.masterdata import permissions
from tinhso.government.masterdata.models import DuplicatePair, NameChange, Person, PersonIdentifier, Verdict
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web import masks
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.models import Status
from tinhso.kits.registers.panels import RowPanel, register

_MOST = 20


def _beside(actor: Actor, definition: Definition, row: Person) -> dict[str, Any] | None:
    identifiers = PersonIdentifier.objects.filter(person=row, status=Status.IN_FORCE).order_by("id")[:_MOST]
    merges = actor.may(definition.rights.merge, row.unit)
    pairs = DuplicatePair.objects.filter(verdict=Verdict.OPEN)
    filled = {
        "key": row.pk,
        "identifiers": [
            {
                "kind": one.get_kind_display(),
                "value": masks.number(one.value),
                "replaced_by": masks.number(one.replaced_by),
            }
            for one in identifiers
        ],
        "names": list(NameChange.objects.filter(person=row, status=Status.IN_FORCE).order_by("changed_on")[:_MOST]),
        "pairs": [*pairs.filter(first=row)[:5], *pairs.filter(second=row)[:5]] if merges else [],
        "may_see_readers": actor.may(permissions.READERS, row.unit),
    }
    return filled if any(value for name, value in filled.items() if name != "key") else None


PERSON = register(RowPanel("masterdata.person", frozenset({"masterdata.person"}), "masterdata/row_panel.html", _beside))
