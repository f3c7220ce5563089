"""What the public pages of tourism read: published rows and their published fields only, and pictures of such rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, ExpressionWrapper, F, FloatField, Q, QuerySet

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.maps import Spot
from tinhso.kits.registers import maps
from tinhso.kits.registers.definition import Field
from tinhso.kits.registers.opendata import published_names, published_rows
from tinhso.kits.registers.queries import within_right
from tinhso.sectors.tourism.models import CommentState, Picture, Rating
from tinhso.sectors.tourism.permissions import MODERATE
from tinhso.sectors.tourism.sections import LODGINGS, PLACES, Section, of_register, page_of

NEAR_KM = 40
MOST_NEAR = 6
LEAST_RATINGS = 3
MOST_COMMENTS = 20
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Near:
    """A published row near another, and how far it is as the crow flies (km)."""

    row: Any
    url: str
    kilometres: float


def rows_of(section: Section) -> QuerySet[Any]:
    """Return the published rows of a section, as lists order them."""
    return published_rows(section.definition).filter(section.condition)


def found(section: Section, text: str, *, kind: str = "", area: str = "") -> QuerySet[Any]:
    """Return the published rows of a section that match words, a kind and an area's key; the likest first."""
    rows = rows_of(section)
    if kind:
        rows = rows.filter(kind=kind)
    if area:
        rows = rows.filter(area_id=area)
    # What is searched is all published: nobody learns an unpublished value by searching for it.
    return section.definition.model.rows_found(rows, text) if text else rows  # type: ignore[no-any-return]


def row_of(section: Section, key: UUID) -> Any:
    """Return a published row of the section; raise ``NotFound``."""
    row = rows_of(section).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def heir_of(section: Section, key: UUID) -> Any | None:
    """Return the published row into which a duplicate went over, none when there is none."""
    into = section.definition.model._default_manager.filter(pk=key).values("merged_into_id")
    return published_rows(section.definition).filter(pk__in=into).first()


def areas_of(section: Section) -> list[Area]:
    """Return the areas in which the section has rows, in the alphabet's order."""
    keys = rows_of(section).order_by().values("area_id").distinct()
    return list(Area.objects.filter(pk__in=keys).defer("boundary").order_by("sort_key", "id"))


def field_of(section: Section, name: str) -> Field | None:
    """Return a field that is published; none for one that is not, or that the register does not have."""
    return section.definition.field(name) if name in published_names(section.definition) else None


def spots(section: Section, rows: QuerySet[Any]) -> list[Spot]:
    """Return the rows that have a place, as a map shows them."""
    return maps.spots(section.definition, rows, page_of)


def near(row: Any) -> list[Near]:
    """Return the published places and lodgings nearest to a row, at most ``MOST_NEAR`` of each, within ``NEAR_KM``."""
    if row.location is None:
        return []
    lat, lon = row.location
    shrink = math.cos(math.radians(lat))
    high, wide = NEAR_KM / _KM_PER_DEGREE, NEAR_KM / (_KM_PER_DEGREE * shrink)
    north, east = F("location_lat") - lat, (F("location_lon") - lon) * shrink
    away = ExpressionWrapper(north * north + east * east, output_field=FloatField())
    everything = []
    for section in (PLACES, LODGINGS):
        rows = published_rows(section.definition).filter(
            location_lat__range=(lat - high, lat + high), location_lon__range=(lon - wide, lon + wide)
        )
        nearest = rows.exclude(pk=row.pk).annotate(away=away).order_by("away", "id")[:MOST_NEAR]
        everything += [Near(found, page_of(found), math.sqrt(found.away) * _KM_PER_DEGREE) for found in nearest]
    return sorted((found for found in everything if found.kilometres <= NEAR_KM), key=lambda found: found.kilometres)


def pictures_of(row: Any) -> list[Picture]:
    """Return the pictures of a row, the leading one first."""
    there = Picture.objects.filter(row_id=row.pk, removed_at=None).select_related("large", "small")
    return list(there.order_by("position", "id"))


def leading_pictures(rows: Iterable[Any]) -> dict[UUID, Picture]:
    """Return the leading picture of each row that has one."""
    keys: Sequence[UUID] = [row.pk for row in rows]
    led = Picture.objects.filter(row_id__in=keys, removed_at=None).order_by("row_id", "position", "id")
    return {picture.row_id: picture for picture in led.distinct("row_id")}


def published_picture(key: UUID) -> Picture:
    """Return a picture that anybody may see: that of a published row; raise ``NotFound``."""
    picture = Picture.objects.select_related("large", "small").filter(pk=key, removed_at=None).first()
    if picture is None:
        raise NotFound
    section = of_register(picture.register)
    if not published_rows(section.definition).filter(pk=picture.row_id).exists():
        raise NotFound
    return picture


@dataclass(frozen=True)
class Stars:
    """How many citizens rated a row, and the average of their stars; none until enough did."""

    count: int
    average: float | None


def stars_of(rows: Iterable[Any]) -> dict[UUID, Stars]:
    """Return the ratings of each row that was rated; the average stands from ``LEAST_RATINGS`` on.

    Of fewer, an average would tell what one of them thinks.
    """
    given = Rating.objects.filter(row_id__in=[row.pk for row in rows]).values("row_id")
    return {
        line["row_id"]: Stars(line["count"], line["average"] if line["count"] >= LEAST_RATINGS else None)
        for line in given.annotate(count=Count("id"), average=Avg("stars"))
    }


def comments_on(row: Any) -> list[Rating]:
    """Return the last comments on a row that anybody may read; who wrote them is not told."""
    shown = Rating.objects.filter(row_id=row.pk, state=CommentState.SHOWN)
    return list(shown.order_by("-rated_at", "-id")[:MOST_COMMENTS])


def own_rating(actor: Actor, row: Any) -> Rating | None:
    """Return what the actor thinks of a row, if he said so."""
    if actor.account_id is None:
        return None
    return Rating.objects.filter(row_id=row.pk, account_id=actor.account_id).first()


def comments_for(actor: Actor, state: str) -> QuerySet[Rating]:
    """Return the ratings whose comments stand so, of rows over which the actor may let comments through."""
    mine = Q()
    for section in (PLACES, LODGINGS):
        rows = within_right(actor, section.definition.model._default_manager.all(), MODERATE)
        mine |= Q(register=section.definition.code, row_id__in=rows.values("pk"))
    return Rating.objects.filter(mine, state=state)


def comment_for(actor: Actor, key: UUID) -> tuple[Rating, Any]:
    """Return a rating with words and its row; raise ``NotFound`` when the actor may not decide on it."""
    found = Rating.objects.filter(pk=key).exclude(state=CommentState.NONE).first()
    if found is None:
        raise NotFound
    row = rated_row(found)
    if not actor.may(MODERATE, row.unit):
        raise NotFound
    return found, row


def rated_row(rating: Rating) -> Any:
    """Return the row that was rated, whatever has become of it; raise ``NotFound``."""
    model = of_register(rating.register).definition.model
    row = model._default_manager.select_related("unit").filter(pk=rating.row_id).first()
    if row is None:
        raise NotFound
    return row


def rated_rows(ratings: Iterable[Rating]) -> dict[UUID, Any]:
    """Return the rows of ratings by their keys: one question for each register."""
    wanted = list(ratings)
    found: dict[UUID, Any] = {}
    for section in (PLACES, LODGINGS):
        keys = {rating.row_id for rating in wanted if rating.register == section.definition.code}
        if keys:
            found |= section.definition.model._default_manager.in_bulk(keys)
    return found
