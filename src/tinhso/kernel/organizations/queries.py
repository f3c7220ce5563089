"""What screens and services read about units."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.organizations.models import OrganizationUnit


def unit_by_identifier(identifier: str, day: date | None = None) -> OrganizationUnit:
    """Return the unit that bears ``identifier`` on ``day`` (today when not given); raise ``NotFound``."""
    unit = OrganizationUnit.objects.on(day).filter(identifier=identifier).first()
    if unit is None:
        raise NotFound(f"Không có cơ quan, đơn vị nào mang mã định danh {identifier} tại thời điểm này.")
    return unit


def subtree_ids(paths: Iterable[str]) -> set[UUID]:
    """Return the keys of every unit, of any time, in the subtrees that begin at ``paths``."""
    condition = Q()
    for path in paths:
        condition |= Q(path__startswith=path)
    if not condition:
        return set()
    return set(OrganizationUnit.objects.filter(condition).values_list("id", flat=True))


def is_root(path: str) -> bool:
    """Tell whether ``path`` is that of the unit at the top: its subtree is the whole province."""
    return path.count(".") == 1
