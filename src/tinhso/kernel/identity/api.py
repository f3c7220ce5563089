"""The API of who one is, of units and of areas. People are not exposed."""

import re
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import BeforeValidator

from tinhso.kernel.areas import queries as areas
from tinhso.kernel.areas.models import Area, Tier
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.access import PUBLIC, SIGNED_IN, api_requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations import queries as organizations
from tinhso.kernel.organizations.identifiers import to_old
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind

PREFIX = ""
router = Router()


def _iso(value: object) -> object:
    """Take a date in words only: a bare number would pass for seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("Phải là ngày dạng 2026-11-21.")
    return value


Day = Annotated[date, BeforeValidator(_iso)]
"""A date as ``2026-11-21``."""

_LIMIT = Query(50, ge=1, le=200, description="Số dòng mỗi trang.")
_AFTER = Query(None, description="Giá trị next của trang trước; bỏ trống để lấy trang đầu.")
_ON = Query(None, description="Ngày xét hiệu lực; bỏ trống là hôm nay.")


class PostOut(Schema):
    """A role held at a unit."""

    unit_id: UUID
    unit: str
    role: str
    position: str
    permissions: list[str]


class MeOut(Schema):
    """Whose key this is, and what it may do."""

    account_id: UUID | None
    name: str
    kind: str
    posts: list[PostOut]


class UnitOut(Schema):
    """A unit as it stands in a time."""

    id: UUID
    identifier: str
    identifier_old: str
    name: str
    short_name: str
    kind: UnitKind
    tier: Tier
    parent_id: UUID | None
    area_id: UUID | None
    valid_from: date
    valid_to: date | None

    @staticmethod
    def resolve_identifier_old(unit: OrganizationUnit) -> str:
        return to_old(unit.identifier)


class UnitPage(Schema):
    """Units of one page, and where the next begins."""

    items: list[UnitOut]
    next: UUID | None


class AreaOut(Schema):
    """An area as it stands in a time; its code means something only together with a date."""

    id: UUID
    code: str
    name: str
    full_name: str
    kind: str
    tier: Tier
    parent_id: UUID | None
    latitude: float | None
    longitude: float | None
    valid_from: date
    valid_to: date | None


class SuccessorOut(Schema):
    """Who took over all or part of an area."""

    area_id: UUID
    code: str
    full_name: str
    share: str
    effective_on: date
    legal_basis: str


class AreaDetailOut(AreaOut):
    """An area with its successors on the day asked for, and its boundary (GeoJSON, WGS84) when wanted."""

    successors: list[SuccessorOut]
    boundary: dict[str, Any] | None


class AreaPage(Schema):
    """Areas of one page, and where the next begins."""

    items: list[AreaOut]
    next: UUID | None


def _page(rows: QuerySet[Any], model: type[Model], after: UUID | None, limit: int) -> dict[str, Any]:
    """Return ``limit`` rows after the one with key ``after``, in the alphabet's order."""
    if after is not None:
        last = model._default_manager.filter(pk=after).values_list("sort_key", flat=True).first()
        if last is None:
            raise Invalid({"after": "Không có dòng nào mang mã này. Hãy lấy lại từ trang đầu."})
        rows = rows.filter(Q(sort_key__gt=last) | Q(sort_key=last, id__gt=after))
    found = list(rows.order_by("sort_key", "id")[: limit + 1])
    return {"items": found[:limit], "next": found[limit - 1].pk if len(found) > limit else None}


@router.get("/me", response=MeOut, tags=["identity"], operation_id="me", summary="Khóa này là của ai")
@api_requires(SIGNED_IN)
def me(request: HttpRequest) -> dict[str, Any]:
    """Return the account behind the key and the roles it holds."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {
        "account_id": actor.account_id,
        "name": actor.name,
        "kind": actor.kind,
        "posts": [
            {
                "unit_id": post.unit_id,
                "unit": post.unit_name,
                "role": post.role_code,
                "position": post.position,
                "permissions": sorted(post.permissions),
            }
            for post in actor.posts
        ],
    }


@router.get("/units", response=UnitPage, tags=["units"], operation_id="list_units", summary="Cơ quan, đơn vị")
@api_requires(PUBLIC)
def list_units(
    request: HttpRequest,
    on: Annotated[Day | None, _ON] = None,
    kind: Annotated[UnitKind | None, Query(description="Loại đơn vị.")] = None,
    parent: Annotated[UUID | None, Query(description="Đơn vị cấp trên trực tiếp.")] = None,
    after: Annotated[UUID | None, _AFTER] = None,
    limit: Annotated[int, _LIMIT] = 50,
) -> dict[str, Any]:
    """Return the units that stand on a day, in the alphabet's order."""
    rows = organizations.units(on, kinds=[kind] if kind else ())
    if parent is not None:
        rows = rows.filter(parent_id=parent)
    return _page(rows, OrganizationUnit, after, limit)


@router.get("/units/{uuid:unit_id}", response=UnitOut, tags=["units"], operation_id="get_unit", summary="Một đơn vị")
@api_requires(PUBLIC)
def get_unit(request: HttpRequest, unit_id: UUID) -> OrganizationUnit:
    """Return a unit of any time."""
    return organizations.unit_by_key(unit_id)


@router.get("/areas", response=AreaPage, tags=["areas"], operation_id="list_areas", summary="Địa bàn")
@api_requires(PUBLIC)
def list_areas(
    request: HttpRequest,
    on: Annotated[Day | None, _ON] = None,
    tier: Annotated[Tier | None, Query(description="Cấp.")] = None,
    parent: Annotated[UUID | None, Query(description="Địa bàn cấp trên trực tiếp.")] = None,
    after: Annotated[UUID | None, _AFTER] = None,
    limit: Annotated[int, _LIMIT] = 50,
) -> dict[str, Any]:
    """Return the areas that stand on a day, in the alphabet's order, without boundaries."""
    rows = areas.areas(on, tier=tier or "")
    if parent is not None:
        rows = rows.filter(parent_id=parent)
    return _page(rows, Area, after, limit)


@router.get(
    "/areas/{tier}/{code}",
    response=AreaDetailOut,
    tags=["areas"],
    operation_id="get_area",
    summary="Địa bàn mang một mã vào một ngày",
)
@api_requires(PUBLIC)
def get_area(
    request: HttpRequest,
    tier: Tier,
    code: str,
    on: Annotated[Day | None, _ON] = None,
    today: Annotated[Day | None, Query(description="Ngày cần biết ai kế thừa; bỏ trống là hôm nay.")] = None,
    boundary: Annotated[bool, Query(description="Kèm ranh giới.")] = False,
) -> dict[str, Any]:
    """Return the area that bore ``code`` on the day, and who has taken it over since."""
    area = areas.area_on(code, tier, on)
    shown = {name: getattr(area, name) for name in AreaOut.model_fields}
    return {
        **shown,
        "successors": [
            {
                "area_id": step.successor_id,
                "code": step.successor.code,
                "full_name": step.successor.full_name,
                "share": step.share,
                "effective_on": step.effective_on,
                "legal_basis": step.legal_basis,
            }
            for step in areas.successors(area, today)
        ],
        "boundary": area.boundary if boundary else None,
    }
