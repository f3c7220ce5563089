"""Definitions of linked versions, parsed once for each process: a published version never changes."""

from datetime import date
from uuid import UUID

from tinhso.kits.procedures.linked.definition import LinkedDefinition
from tinhso.kits.procedures.linked.models import LinkedVersion
from tinhso.kits.procedures.states import VersionState

_published: dict[UUID, LinkedDefinition] = {}


def definition_of(version: LinkedVersion) -> LinkedDefinition:
    """Return what ``version`` says."""
    if version.state == VersionState.DRAFT:
        return LinkedDefinition.model_validate(version.definition)
    parsed = _published.get(version.id)
    if parsed is None:
        parsed = _published[version.id] = LinkedDefinition.model_validate(version.definition)
    return parsed


def in_force(version: LinkedVersion, day: date) -> bool:
    """Tell whether applications may be made under ``version`` on ``day``."""
    return version.state == VersionState.PUBLISHED and version.holds_on(day)
