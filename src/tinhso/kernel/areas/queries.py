"""What screens and services read about areas. A code means something only together with a date."""

from datetime import date
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.areas.models import Area, AreaSuccession, Tier
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold


def areas(day: date | None = None, *, tier: str = "", parent: Area | None = None) -> QuerySet[Area]:
    """Return the areas that stand on ``day`` (today when not given), in the alphabet's order.

    Boundaries are left out: they are large, and read one by one.
    """
    rows: QuerySet[Area] = Area.objects.on(day).defer("boundary").order_by("sort_key", "id")
    if tier:
        rows = rows.filter(tier=tier)
    if parent is not None:
        rows = rows.filter(parent=parent)
    return rows


def area_on(code: str, tier: str, day: date | None = None) -> Area:
    """Return the area that bore ``code`` on ``day`` (today when not given); raise ``NotFound``."""
    area = Area.objects.on(day).filter(code=code, tier=tier).first()
    if area is None:
        raise NotFound(
            _("Không có địa bàn {tier} nào mang mã {code} tại thời điểm này.").format(
                tier=str(Tier(tier).label).lower(), code=code
            )
        )
    return area


def successors(area: Area, day: date | None = None) -> list[AreaSuccession]:
    """Return who took over ``area``'s land by ``day`` and still stands then, with what share; the default first.

    Successions are followed as far as needed: when a successor itself ended by ``day``, its own successors
    stand in its place, with the share of the first step unless a later step took only a part. An area that
    still stands has no successors, and the list is empty.
    """
    if area.holds_on(day):
        return []
    found: dict[str, AreaSuccession] = {}
    seen = {area.pk}
    open_steps = list(_steps(area))
    while open_steps:
        step = open_steps.pop(0)
        if step.successor_id in seen:
            continue
        seen.add(step.successor_id)
        if step.successor.holds_on(day):
            found[str(step.successor_id)] = step
            continue
        for later in _steps(step.successor):
            if later.share == AreaSuccession.Share.WHOLE:
                later.share = step.share
            open_steps.append(later)
    order = {AreaSuccession.Share.WHOLE: 0, AreaSuccession.Share.PART_DEFAULT: 1, AreaSuccession.Share.PART: 2}
    return sorted(found.values(), key=lambda step: (order[AreaSuccession.Share(step.share)], step.successor.sort_key))


def _steps(area: Area) -> QuerySet[AreaSuccession]:
    return AreaSuccession.objects.filter(predecessor=area).select_related("successor").order_by("id")


def successor(area: Area, day: date | None = None) -> Area | None:
    """Return the one area to take for ``area`` on ``day``: itself, its only or default heir, or none when unsure."""
    if area.holds_on(day):
        return area
    heirs = successors(area, day)
    if len(heirs) == 1 or (heirs and heirs[0].share != AreaSuccession.Share.PART):
        return heirs[0].successor
    return None


def predecessors(area: Area) -> QuerySet[AreaSuccession]:
    """Return from whom ``area`` took over land, and with what share."""
    return (
        AreaSuccession.objects.filter(successor=area)
        .select_related("predecessor")
        .order_by("predecessor__sort_key", "id")
    )


def names_of(key: UUID) -> list[str]:
    """Return the full name of an area, then the names of the districts to which its predecessors belonged."""
    past = AreaSuccession.objects.filter(successor_id=key, predecessor__parent__tier=Tier.DISTRICT)
    districts = past.order_by("predecessor__parent__sort_key").values_list("predecessor__parent__name", flat=True)
    own = Area.objects.filter(pk=key).values_list("full_name", flat=True)
    return [*own, *dict.fromkeys(districts)]


def default_heirs() -> dict[UUID, UUID]:
    """Return, by the key of each area that has ended, that of the one area to take for it by default, followed to its
    end; areas of which no heir is the default are left out."""
    shares = (AreaSuccession.Share.WHOLE, AreaSuccession.Share.PART_DEFAULT)
    rows = AreaSuccession.objects.filter(share__in=shares).order_by("-share", "id")
    next_of: dict[UUID, UUID] = dict(rows.values_list("predecessor_id", "successor_id"))
    found = {}
    for area in next_of:
        heir, seen = area, {area}
        while heir in next_of and next_of[heir] not in seen:
            heir = next_of[heir]
            seen.add(heir)
        found[area] = heir
    return found


def count() -> int:
    """Return how many areas there ever were: what was read of all of them stands until this changes."""
    return Area.objects.count()


def every_name() -> list[str]:
    """Return the names, without the word for their kind, that areas bear or ever bore."""
    return list(Area.objects.order_by("name").values_list("name", flat=True).distinct())


def names_today() -> dict[str, tuple[str, ...]]:
    """Return, by each folded name that a commune or district bears or bore, the names by which to look for it today.

    A commune or a district stands for itself; a former commune for the communes that took it over. Names are given
    with and without the word for their kind.
    """
    rows = list(Area.objects.exclude(tier=Tier.PROVINCE).only("name", "folded", "tier", "valid_from", "valid_to"))
    heirs: dict[UUID, list[str]] = {}
    for before, name in AreaSuccession.objects.values_list("predecessor_id", "successor__name"):
        heirs.setdefault(before, []).append(fold(name))
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        own = fold(row.name)
        former = row.tier == Tier.COMMUNE and not row.holds_on()
        for name in {own, row.folded}:
            for today in heirs.get(row.pk, []) if former else [own]:
                found.setdefault(name, {}).setdefault(today)
    return {name: tuple(sorted(today)) for name, today in found.items()}


def search(text: str, day: date | None = None, *, tier: str = "", most: int = 20) -> list[Area]:
    """Return areas of ``day`` whose names are like ``text``, the likest first; marks and case do not matter."""
    wanted = fold(text)[:120]
    if not wanted:
        return []
    rows = areas(day, tier=tier).annotate(likeness=TrigramWordSimilarity(wanted, "folded"))
    return list(rows.filter(likeness__gte=0.4).order_by("-likeness", "sort_key", "id")[:most])
