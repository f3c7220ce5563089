"""Definitions of versions, parsed once for each process: a published version never changes."""

from datetime import date
from uuid import UUID

from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import ProcedureVersion
from tinhso.kits.procedures.states import VersionState

_published: dict[UUID, Definition] = {}


def definition_of(version: ProcedureVersion) -> Definition:
    """Return what ``version`` says."""
    if version.state == VersionState.DRAFT:
        return Definition.model_validate(version.definition)
    parsed = _published.get(version.id)
    if parsed is None:
        parsed = _published[version.id] = Definition.model_validate(version.definition)
    return parsed


def in_force(version: ProcedureVersion, day: date) -> bool:
    """Tell whether applications may be made under ``version`` on ``day``."""
    return version.state == VersionState.PUBLISHED and version.holds_on(day)
