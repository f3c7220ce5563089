"""What screens and other modules read of work files; rows start from what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.government.work_files import law, permissions
from tinhso.government.work_files.models import (
    CatalogueEntry,
    FileState,
    HandOver,
    HandOverState,
    Item,
    WorkFile,
)
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit

_IN_ARCHIVE = (FileState.OFFERED, FileState.ARCHIVED)


def visible_to(actor: Actor) -> QuerySet[WorkFile]:
    """Return the files that the actor may see: of units where he uses or keeps files; the archive, what came to it."""
    if actor.is_system:
        return WorkFile.objects.all()
    units = actor.unit_ids(permissions.USE) | actor.unit_ids(permissions.KEEP)
    archive = Q(unit_id__in=actor.unit_ids(permissions.ARCHIVE), state__in=_IN_ARCHIVE)
    return WorkFile.objects.filter(Q(unit_id__in=units) | archive)


def files(
    actor: Actor,
    *,
    find: str = "",
    state: str = "",
    year: int | None = None,
    unit: UUID | None = None,
    online: str = "",
) -> QuerySet[WorkFile]:
    """Return the files of the list; page by ``-created_at``, ``-id``. ``online``: ``yes``, ``no`` or nothing."""
    rows = visible_to(actor).select_related("unit", "keeper__person")
    if find.strip():
        for word in fold(find).split():
            rows = rows.filter(folded__contains=word)
    if state:
        rows = rows.filter(state=state)
    if year:
        rows = rows.filter(year=year)
    if unit:
        rows = rows.filter(unit_id=unit)
    if online == "yes":
        rows = rows.filter(documents__gt=0, on_paper=0)
    elif online == "no":
        rows = rows.filter(Q(documents=0) | Q(on_paper__gt=0))
    return rows


def file_for(actor: Actor, key: UUID) -> WorkFile:
    """Return a file that the actor may see; raise ``NotFound``."""
    found = visible_to(actor).filter(id=key).select_related("unit", "keeper__person", "entry").first()
    if found is None:
        raise NotFound
    return found


def items_of(file: WorkFile) -> list[Item]:
    """Return a file's documents in order, with their files."""
    return list(Item.objects.filter(work_file=file, out_at=None).prefetch_related("files__file").order_by("ordinal"))


def item_for(actor: Actor, key: UUID) -> Item:
    """Return a document in a file that the actor may see; raise ``NotFound``."""
    item = Item.objects.select_related("work_file").filter(id=key, work_file__in=visible_to(actor)).first()
    if item is None:
        raise NotFound
    return item


def files_with(actor: Actor, kind: str, key: str | UUID) -> list[WorkFile]:
    """Return the files, of those the actor may see, in which a document lies."""
    rows = visible_to(actor).filter(items__kind=kind, items__key=str(key), items__out_at=None)
    return list(rows.select_related("unit").distinct())


def open_files(actor: Actor, *, year: int | None = None) -> QuerySet[WorkFile]:
    """Return the files into which the actor may put something, the newest first."""
    rows = visible_to(actor).filter(unit_id__in=actor.unit_ids(permissions.USE), state=FileState.OPEN)
    return (rows.filter(year=year) if year else rows).select_related("unit").order_by("-created_at", "-id")


def free_entries(actor: Actor, year: int) -> QuerySet[CatalogueEntry]:
    """Return entries of the catalogues of the actor's units under which no file was opened yet."""
    used = WorkFile.objects.filter(entry__year=year, entry__isnull=False).values("entry_id")
    rows = CatalogueEntry.objects.filter(unit_id__in=actor.unit_ids(permissions.USE), year=year, status="in_force")
    return rows.exclude(id__in=used).select_related("unit").order_by("unit_id", "symbol")


def hand_overs(actor: Actor) -> QuerySet[HandOver]:
    """Return hand-overs of units where the actor keeps files, and to the archive what was offered."""
    rows = HandOver.objects.select_related("unit").annotate(count=Count("parts"))
    if actor.is_system:
        return rows
    offered = ~Q(state=HandOverState.NOTICED)
    archive = Q(unit_id__in=actor.unit_ids(permissions.ARCHIVE)) & offered
    return rows.filter(Q(unit_id__in=actor.unit_ids(permissions.KEEP)) | archive)


def hand_over_for(actor: Actor, key: UUID) -> HandOver:
    """Return a hand-over that the actor may see; raise ``NotFound``."""
    found = hand_overs(actor).filter(id=key).select_related("unit", "package").first()
    if found is None:
        raise NotFound
    return found


def files_of(hand_over: HandOver) -> list[WorkFile]:
    """Return the files of a hand-over."""
    rows = WorkFile.objects.filter(hand_overs__hand_over=hand_over).select_related("unit")
    return list(rows.order_by("year", "symbol"))


def closed_files(actor: Actor) -> QuerySet[WorkFile]:
    """Return closed files that may be noticed for the archive, the oldest first."""
    rows = WorkFile.objects.filter(unit_id__in=actor.unit_ids(permissions.KEEP), state=FileState.CLOSED)
    return rows.exclude(hand_overs__isnull=False).select_related("unit").order_by("closed_on", "id")


def ended_terms(actor: Actor, day: date | None = None) -> list[tuple[WorkFile, date]]:
    """Return archived files whose term has ended, with its last day: proposed for a council's examination, no more.

    Nothing is destroyed by the system: a list is proposed, people decide (Luật Lưu trữ 33/2024/QH15).
    """
    day = day or clock.today()
    limited = {code: years for code, _name in law.term_choices() if (years := _years(code)) is not None}
    wanted = Q()
    for code, years in limited.items():
        wanted |= Q(term=code, closed_on__lt=date(day.year - years, 1, 1))
    if not wanted:
        return []
    units = actor.unit_ids(permissions.ARCHIVE)
    rows = WorkFile.objects.filter(wanted, unit_id__in=units, state=FileState.ARCHIVED).select_related("unit")
    found = []
    for row in rows.order_by("closed_on", "id")[:500]:
        term = law.term(row.term)
        end = term.ends(row.closed_on) if term is not None and row.closed_on else None
        if end is not None and end < day:
            found.append((row, end))
    return found


def _years(code: str) -> int | None:
    term = law.term(code)
    return term.years if term else None


@dataclass(frozen=True)
class Share:
    """How many files of a tier, or of a unit, were processed online."""

    label: str
    key: str
    files: int
    online: int
    target: law.Rule | None = None

    @property
    def percent(self) -> float | None:
        """The share in per cent, one digit; ``None`` when there is no file."""
        return round(100 * self.online / self.files, 1) if self.files else None

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; ``None`` without target or files."""
        if self.target is None or self.percent is None:
            return None
        return self.percent >= self.target.value


_ONLINE = Count("id", filter=Q(documents__gt=0, on_paper=0))


def shares_by_tier(actor: Actor, year: int) -> list[Share]:
    """Return the share of files processed online by tier: files of the year, counted when all in them is electronic."""
    counted = _counted(actor, year).values("unit__tier").annotate(files=Count("id"), online=_ONLINE).order_by()
    rows: dict[str, dict[str, Any]] = {row["unit__tier"]: dict(row) for row in counted}
    day = min(clock.today(), date(year, 12, 31))
    found = []
    for tier in Tier.values:
        row, target = rows.get(tier), law.target(tier, day)
        if row is None and target is None:
            continue
        count, online = (row["files"], row["online"]) if row else (0, 0)
        found.append(Share(str(Tier(tier).label), tier, count, online, target))
    return found


def shares_by_unit(actor: Actor, year: int, tier: str) -> list[Share]:
    """Return the same share for each unit of a tier, the lowest first."""
    counted = _counted(actor, year).filter(unit__tier=tier)
    rows = counted.values("unit_id", "unit__name").annotate(files=Count("id"), online=_ONLINE).order_by()
    found = [_share_of(dict(row)) for row in rows]
    return sorted(found, key=lambda share: (share.percent or 0, -share.files, share.label))


def _share_of(row: dict[str, Any]) -> Share:
    return Share(row["unit__name"], str(row["unit_id"]), row["files"], row["online"])


def _counted(actor: Actor, year: int) -> QuerySet[WorkFile]:
    rows = WorkFile.objects.filter(year=year)
    return rows if actor.is_system else rows.filter(unit_id__in=actor.unit_ids(permissions.FIGURES))


def my_units(actor: Actor, permission: str) -> QuerySet[OrganizationUnit]:
    """Return the units at which the actor holds a right, for a list to choose from."""
    return OrganizationUnit.objects.filter(id__in=actor.unit_ids(permission)).order_by("sort_key")


def terms_note(rows: Sequence[law.Term]) -> str:
    """Return the source of terms, once, for showing."""
    return rows[0].source if rows else ""
