"""The commune where somebody lives or sits: also found by the name of the district that it belonged to."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tinhso.kernel.areas import queries as areas
from tinhso.kernel.foundation.text import fold
from tinhso.kits.registers.fields import AreaField
from tinhso.kits.registers.kinds import KINDS
from tinhso.kits.registers.kinds.places import AreaKind

if TYPE_CHECKING:
    from tinhso.kits.registers.definition import Field

_MOST_COMMUNES = 10_000


class ResidenceField(AreaField):
    """An area whose words are its own name and those of the districts of its predecessors."""

    kind = "residence"


class Residence(AreaKind):
    """The kind of ``ResidenceField``; in all else an area."""

    def words(self, field: "Field", value: Any) -> str:  # noqa: ARG002 - as every kind is asked
        return place_words(value.pk) if value is not None else ""


@lru_cache(maxsize=_MOST_COMMUNES)
def place_words(key: UUID) -> str:
    """Return the words by which a commune is found. Kept in the process: the past of an area does not change."""
    return " ".join(dict.fromkeys(fold(name) for name in areas.names_of(key)))


KINDS.setdefault("residence", Residence())
