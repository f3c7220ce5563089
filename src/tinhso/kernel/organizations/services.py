"""The only place that writes units."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.kernel.foundation.bulk import Laid, lay
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.organizations.identifiers import check_identifier
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession

PATH_SEPARATOR = "."


def build_unit(*, parent: OrganizationUnit | None, id: UUID | None = None, **values: Any) -> OrganizationUnit:
    """Return an unsaved unit under ``parent`` with its derived columns set; raise ``Invalid`` on a bad identifier."""
    key = id or new_id()
    unit = OrganizationUnit(id=key, parent=parent, **values)
    try:
        unit.identifier = check_identifier(unit.identifier)
    except ValueError as error:
        raise Invalid({"identifier": str(error)}) from error
    unit.path = f"{parent.path if parent else ''}{key.hex[-12:]}{PATH_SEPARATOR}"
    unit.folded = fold(f"{unit.name} {unit.short_name}")[:250]
    unit.sort_key = sort_key(unit.name)[:500]
    return unit


@transaction.atomic
def add_unit(*, parent: OrganizationUnit | None, valid_from: date, **values: Any) -> OrganizationUnit:
    """Add a unit under ``parent``; raise ``Invalid`` when its identifier is malformed or taken on that day."""
    unit = build_unit(parent=parent, valid_from=valid_from, **values)
    if OrganizationUnit.objects.on(valid_from).filter(identifier=unit.identifier).exists():
        raise Invalid({"identifier": f"Mã {unit.identifier} đã có đơn vị khác sử dụng. Hãy kiểm tra lại mã."})
    unit.full_clean(exclude=["path", "folded", "sort_key"])
    unit.save(force_insert=True)
    return unit


@transaction.atomic
def end_unit(
    unit: OrganizationUnit,
    *,
    last_day: date,
    successor: OrganizationUnit | None = None,
    legal_basis: str = "",
) -> None:
    """End a unit after ``last_day``; record who takes over, when somebody does."""
    if last_day < unit.valid_from:
        raise Invalid({"last_day": "Ngày kết thúc phải từ ngày đơn vị bắt đầu hoạt động trở đi."})
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])
    if successor is not None:
        UnitSuccession.objects.create(
            predecessor=unit, successor=successor, effective_on=successor.valid_from, legal_basis=legal_basis
        )


@transaction.atomic
def load_units(units: Sequence[OrganizationUnit], successions: Sequence[UnitSuccession]) -> Laid:
    """Lay units from ``build_unit``, parents before children, and who took over from whom; again changes nothing."""
    return lay(OrganizationUnit, units) + lay(UnitSuccession, successions)
