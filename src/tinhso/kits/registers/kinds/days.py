"""Kinds that are days and moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kits.registers.kinds.base import Kind

if TYPE_CHECKING:
    from tinhso.kits.registers.definition import Field

_LOCAL = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_MONTH = re.compile(r"(?:(\d{1,2})[/.\-](\d{4})|(\d{4})-(\d{1,2}))", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_FIRST, _LAST = 1850, 2200


def read_day(raw: Any) -> date:
    """Return a day from ``21/11/2026``, ``2026-11-21`` or a cell of a spreadsheet; raise ``ValueError``."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = str(raw).strip()
    if found := _LOCAL.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise ValueError(_("Hãy nhập ngày theo dạng dd/mm/yyyy, ví dụ 21/11/2026."))
    try:
        result = date(year, month, day)
    except ValueError:
        raise ValueError(_("Không có ngày này trong lịch. Hãy xem lại ngày và tháng.")) from None
    if not _FIRST <= year <= _LAST:
        raise ValueError(_("Năm phải từ {first} đến {last}.").format(first=_FIRST, last=_LAST))
    return result


class Day(Kind):
    """A day."""

    code = "date"

    def read(self, field: Field, raw: Any) -> Any:
        return read_day(raw)

    def show(self, field: Field, value: Any) -> str:
        return "" if value is None else value.strftime("%d/%m/%Y")

    def plain(self, field: Field, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        """Read ``21/11/2026`` and ``01/01/2026..31/12/2026``: a day, or from and to."""
        condition = Q(pk__in=[])
        for text in raw:
            low, dots, high = text.partition("..")
            if not dots:
                condition |= Q(**{field.name: read_day(text)})
                continue
            part = Q()
            if low.strip():
                part &= Q(**{f"{field.name}__gte": read_day(low)})
            if high.strip():
                part &= Q(**{f"{field.name}__lte": read_day(high)})
            condition |= part
        return condition


class Moment(Day):
    """A moment, kept in UTC."""

    code = "datetime"

    def read(self, field: Field, raw: Any) -> Any:
        moment = raw if isinstance(raw, datetime) else None
        if moment is None:
            try:
                moment = parse_datetime(str(raw).strip())
            except ValueError:
                moment = None
        if moment is None:
            day = read_day(raw)
            moment = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)

    def show(self, field: Field, value: Any) -> str:
        return "" if value is None else value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")

    def write(self, field: Field, value: Any) -> Any:
        return "" if value is None else value.astimezone(VIETNAM).isoformat()

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        condition = Q(pk__in=[])
        for text in raw:
            low, dots, high = text.partition("..")
            part = Q()
            if low.strip():
                part &= Q(**{f"{field.name}__date__gte": read_day(low)})
            if high.strip() or not dots:
                part &= Q(**{f"{field.name}__date__lte": read_day(high if dots else low)})
            condition |= part
        return condition


class PartialDate(Kind):
    """A day of which only the year, or year and month, may be known; kept as ISO 8601 text."""

    code = "partial_date"
    empty = ""

    def read(self, field: Field, raw: Any) -> Any:
        if isinstance(raw, date):
            return read_day(raw).isoformat()
        text = str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw).strip()
        year, month = 0, 0
        if _YEAR.fullmatch(text):
            year = int(text)
            result = text
        elif found := _MONTH.fullmatch(text):
            year, month = int(found[2] or found[3]), int(found[1] or found[4])
            if not 1 <= month <= 12:
                raise ValueError(_("Tháng phải từ 1 đến 12."))
            result = f"{year:04d}-{month:02d}"
        else:
            try:
                return read_day(text).isoformat()
            except ValueError as error:
                if _LOCAL.fullmatch(text) or _ISO.fullmatch(text):
                    raise
                raise ValueError(_("Hãy nhập ngày (21/11/1987), tháng (11/1987) hoặc năm (1987).")) from error
        if not _FIRST <= year <= _LAST:
            raise ValueError(_("Năm phải từ {first} đến {last}.").format(first=_FIRST, last=_LAST))
        return result

    def show(self, field: Field, value: Any) -> str:
        return "/".join(reversed(value.split("-"))) if value else ""

    def mask(self, field: Field, value: Any) -> str:
        return f"**/**/{value[:4]}" if value else ""

    def words(self, field: Field, value: Any) -> str:
        # By the year alone, and by the whole day.
        return f"{value[:4]} {self.show(field, value)}" if value else ""

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        condition = Q(pk__in=[])
        for text in raw:
            condition |= Q(**{f"{field.name}__startswith": self.read(field, text)})
        return condition
