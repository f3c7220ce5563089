"""Kinds that point to something: an area, a unit, a row of another register, a place on the earth."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers.fields import VIETNAM, Point
from tinhso.kits.registers.kinds.base import Kind, key_of, line

if TYPE_CHECKING:
    from tinhso.kits.registers.definition import Field

_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)", re.ASCII)
MOST_OF_NAME = 300
_KIND_OF_AREA = re.compile(r"^(xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh|tp\.?)\s+")


def _uuid(raw: Any) -> UUID | None:
    try:
        return raw if isinstance(raw, UUID) else UUID(str(raw))
    except ValueError:
        return None


class Pointer(Kind):
    """A row of another table; the value is the row itself. Subclasses say how people name one."""

    chosen = True
    sortable = False
    scalar = False

    def candidates(self, field: Field) -> QuerySet[Any]:
        """Return the rows that may be named."""
        rows: QuerySet[Any] = field.target._default_manager.all()  # type: ignore[union-attr]
        return rows

    def found(self, field: Field, raw: Any) -> list[Any]:
        """Return the rows that ``raw`` may mean."""
        raise NotImplementedError

    def read(self, field: Field, raw: Any) -> Any:
        if isinstance(raw, Model):
            return raw
        if isinstance(raw, Mapping):
            raw = raw.get("id") or raw.get("code") or ""
        if not isinstance(raw, UUID):
            raw = line(raw, MOST_OF_NAME)
        key = _uuid(raw)
        rows = list(self.candidates(field).filter(pk=key)) if key else self.found(field, raw)
        if not rows:
            raise ValueError(_("Không tìm thấy “{text}”.").format(text=str(raw)[:80]))
        if len(rows) > 1:
            raise ValueError(
                _("Có {count} mục cùng tên “{text}”; hãy ghi mã.").format(count=len(rows), text=str(raw)[:80])
            )
        return rows[0]

    def clean_key(self, field: Field, raw: Any) -> Any:
        """Return the key that stands in the column."""
        return self.spread(field, self.clean(field, raw))[0]

    def spread(self, field: Field, value: Any) -> tuple[Any, ...]:
        return (value.pk if isinstance(value, Model) else value,)

    def plain(self, field: Field, value: Any) -> Any:
        return None if value is None else {"id": str(value.pk), "name": str(value)}

    def write(self, field: Field, value: Any) -> Any:
        return "" if value is None else str(value.pk)

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        return Q(**{f"{field.name}__in": [self.read(field, text).pk for text in raw]})


class AreaKind(Pointer):
    """An area, named by its code or its name, with or without the word for its kind; old names lead to none."""

    code = "area"

    def candidates(self, field: Field) -> QuerySet[Any]:
        return Area.objects.defer("boundary")

    def found(self, field: Field, raw: Any) -> list[Any]:
        text = raw.removesuffix(".0") if isinstance(raw, str) else str(raw)
        if text.isdigit():
            return list(self.candidates(field).on().filter(code__in=[text, text.zfill(5), text.zfill(2)])[:3])  # type: ignore[attr-defined]
        wanted = key_of(text)
        rows = list(self.candidates(field).on().filter(folded__endswith=fold(_KIND_OF_AREA.sub("", wanted)))[:200])  # type: ignore[attr-defined]
        whole = [row for row in rows if key_of(row.full_name) == wanted]
        named = [row for row in rows if key_of(row.name) == wanted or key_of(row.name) == _KIND_OF_AREA.sub("", wanted)]
        return whole or named

    def show(self, field: Field, value: Any) -> str:
        return value.full_name if value is not None else ""

    def plain(self, field: Field, value: Any) -> Any:
        return None if value is None else {"id": str(value.pk), "code": value.code, "name": value.full_name}


class UnitKind(Pointer):
    """A unit, named by its identifier or its name."""

    code = "unit"

    def candidates(self, field: Field) -> QuerySet[Any]:
        return OrganizationUnit.objects.all()

    def found(self, field: Field, raw: Any) -> list[Any]:
        text = " ".join(str(raw).split())
        standing = OrganizationUnit.objects.on()
        rows = list(standing.filter(identifier=text.upper())[:2])
        if rows:
            return rows
        wanted = key_of(text)
        return [row for row in standing.filter(folded=fold(text))[:20] if key_of(row.name) == wanted]

    def plain(self, field: Field, value: Any) -> Any:
        return None if value is None else {"id": str(value.pk), "code": value.identifier, "name": value.name}


class Reference(Pointer):
    """A row of another register, named by its key or one of that register's own ``keys``."""

    code = "reference"

    def candidates(self, field: Field) -> QuerySet[Any]:
        rows = super().candidates(field)
        return rows.exclude(status="merged") if hasattr(field.target, "definition") else rows

    def found(self, field: Field, raw: Any) -> list[Any]:
        other = getattr(field.target, "definition", None)
        if other is None or not other.keys:
            return []
        condition = Q()
        for names in other.keys:
            # A key of several names is none that one word can be.
            if len(names) == 1:
                condition |= Q(**{names[0]: str(raw).strip()})
        if not condition:
            return []
        return list(self.candidates(field).filter(condition)[:2])


class PointKind(Kind):
    """A place: latitude and longitude in degrees, within Viet Nam."""

    code = "point"
    sortable = False
    scalar = False

    def read(self, field: Field, raw: Any) -> Any:
        if isinstance(raw, str):
            found = _PAIR.fullmatch(raw.strip())
            if not found:
                raise ValueError(_("Hãy nhập vĩ độ, kinh độ, ví dụ 19.807, 105.776."))
            raw = found.groups()
        elif isinstance(raw, Mapping):
            raw = (raw.get("lat"), raw.get("lon"))
        try:
            lat, lon = (float(part) for part in raw)
        except (TypeError, ValueError):
            raise ValueError(_("Hãy nhập vĩ độ, kinh độ, ví dụ 19.807, 105.776.")) from None
        south, west, north, east = VIETNAM
        if not (math.isfinite(lat) and math.isfinite(lon)):
            raise ValueError(_("Hãy nhập vĩ độ, kinh độ, ví dụ 19.807, 105.776."))
        if south <= lon <= north and west <= lat <= east:
            raise ValueError(_("Vĩ độ và kinh độ bị đổi chỗ: vĩ độ đứng trước, ví dụ 19.807, 105.776."))
        if not (south <= lat <= north and west <= lon <= east):
            raise ValueError(_("Vị trí này không nằm ở Việt Nam. Hãy xem lại vĩ độ, kinh độ."))
        return Point(round(lat, 7), round(lon, 7))

    def spread(self, field: Field, value: Any) -> tuple[Any, ...]:
        return (None, None) if value is None else tuple(value)

    def plain(self, field: Field, value: Any) -> Any:
        return None if value is None else {"lat": value.lat, "lon": value.lon}

    def words(self, field: Field, value: Any) -> str:
        return ""

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        """Read ``south,west,north,east``: what stands within the box."""
        lat, lon = field.columns
        try:
            south, west, north, east = (float(part) for part in raw[-1].split(","))
        except ValueError:
            raise ValueError(_("Khung bản đồ gồm bốn số: nam, tây, bắc, đông.")) from None
        return Q(**{f"{lat}__range": (south, north), f"{lon}__range": (west, east)})
