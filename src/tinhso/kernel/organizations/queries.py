"""What screens and services read about units."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind, UnitSuccession


def unit_by_identifier(identifier: str, day: date | None = None) -> OrganizationUnit:
    """Return the unit that bears ``identifier`` on ``day`` (today when not given); raise ``NotFound``."""
    unit = OrganizationUnit.objects.on(day).filter(identifier=identifier).first()
    if unit is None:
        raise no_such_unit(identifier)
    return unit


def no_such_unit(identifier: str) -> NotFound:
    """Return the refusal that no unit bears ``identifier``."""
    return NotFound(
        _("Không có cơ quan, đơn vị nào mang mã định danh {code} tại thời điểm này.").format(code=identifier)
    )


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


def units(
    day: date | None = None, *, kinds: Iterable[str] = (), parent: OrganizationUnit | None = None
) -> QuerySet[OrganizationUnit]:
    """Return the units that stand on ``day`` (today when not given), in the alphabet's order, for pickers."""
    rows: QuerySet[OrganizationUnit] = OrganizationUnit.objects.on(day).order_by("sort_key", "id")
    wanted = list(kinds)
    if wanted:
        rows = rows.filter(kind__in=wanted)
    if parent is not None:
        rows = rows.filter(parent=parent)
    return rows


def every_name() -> list[str]:
    """Return the names that units bear or ever bore."""
    return list(OrganizationUnit.objects.order_by("name").values_list("name", flat=True).distinct())


def unit_by_key(key: UUID) -> OrganizationUnit:
    """Return the unit of any time; raise ``NotFound``."""
    unit = OrganizationUnit.objects.select_related("area", "parent").filter(pk=key).first()
    if unit is None:
        raise NotFound
    return unit


def subtree(unit: OrganizationUnit, day: date | None = None) -> QuerySet[OrganizationUnit]:
    """Return the unit and every unit below it that stand on ``day``, parents before children."""
    rows: QuerySet[OrganizationUnit] = OrganizationUnit.objects.on(day).filter(path__startswith=unit.path)
    return rows.order_by("path")


def paths_to(path: str) -> list[str]:
    """Return the paths from the root down to ``path``, itself the last."""
    paths: list[str] = []
    for part in path.rstrip(".").split("."):
        paths.append(f"{paths[-1] if paths else ''}{part}.")
    return paths


def paths_above(unit: OrganizationUnit) -> list[str]:
    """Return the paths from the root down to the unit's parent."""
    return paths_to(unit.path)[:-1]


def ancestors(unit: OrganizationUnit) -> list[OrganizationUnit]:
    """Return the chain from the root down to the unit's parent."""
    return list(OrganizationUnit.objects.filter(path__in=paths_above(unit)).order_by("path"))


def agencies_of(area: Area, day: date | None = None) -> QuerySet[OrganizationUnit]:
    """Return the agencies of an area: its people's committee and one-stop desk, not their divisions."""
    rows: QuerySet[OrganizationUnit] = (
        OrganizationUnit.objects.on(day).filter(area=area).exclude(kind=UnitKind.DIVISION).order_by("path")
    )
    return rows


def successors(unit: OrganizationUnit) -> QuerySet[UnitSuccession]:
    """Return who took over the work of ``unit``, and by which document."""
    return UnitSuccession.objects.filter(predecessor=unit).select_related("successor").order_by("effective_on", "id")


def search(text: str, day: date | None = None, *, most: int = 20) -> list[OrganizationUnit]:
    """Return units of ``day`` whose names or identifier are like ``text``, the likest first."""
    wanted = fold(text)[:200]
    if not wanted:
        return []
    rows = units(day).annotate(likeness=TrigramWordSimilarity(wanted, "folded"))
    rows = rows.filter(Q(likeness__gte=0.4) | Q(identifier__istartswith=text.strip()))
    return list(rows.order_by("-likeness", "sort_key", "id")[:most])
