"""What an address of the statistics asks for: period, unit, rows, version; kept in the address, to be sent on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tinhso.government.statistics import queries, structure
from tinhso.government.statistics.models import Closing
from tinhso.government.statistics.periods import HALF, MONTH, QUARTER, YEAR, Days, Period, Span, period_of, read
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web import inputs

BY_FIELD, BY_UNIT = "linh-vuc", "don-vi"
LIVE = "hien-nay"
THEN, NOW = "luc-ay", "hom-nay"
"""Figures as then, under the units of their time, and as now, under those that stand in their place today."""
"""The version of a closed period that is counted now."""
HOW_MANY = {MONTH: 14, QUARTER: 6, HALF: 4, YEAR: 3}


class PeriodForm(forms.Form):
    """The filters of the form, read from the address: what is not right filters nothing."""

    use_required_attribute = False
    ky = forms.ChoiceField(label=_("Kỳ báo cáo"), required=False)
    don_vi = forms.ChoiceField(label=_("Đơn vị"), required=False, widget=inputs.Chooser)
    tu = inputs.DayField(label=_("Hoặc từ ngày"), required=False)
    den = inputs.DayField(label=_("Đến ngày"), required=False)
    theo = forms.ChoiceField(
        label=_("Mỗi dòng là"), required=False, choices=[(BY_FIELD, _("Lĩnh vực")), (BY_UNIT, _("Đơn vị"))]
    )
    don_vi_theo = forms.ChoiceField(
        label=_("Đơn vị tính theo"),
        required=False,
        choices=[(THEN, _("Đơn vị lúc phát sinh")), (NOW, _("Đơn vị hôm nay"))],
    )

    def __init__(self, data: Mapping[str, Any], units: list[tuple[str, str]], *, all_units: bool) -> None:
        super().__init__(data, auto_id="loc-%s")
        periods = choices()
        given = data.get("ky", "")
        if given and given not in dict(periods):
            periods = [(given, read(given).label), *periods]
        self.fields["ky"].choices = periods  # type: ignore[attr-defined]
        everything = _("Toàn tỉnh") if all_units else _("Tất cả đơn vị tôi theo dõi")
        self.fields["don_vi"].choices = [("", everything), *units]  # type: ignore[attr-defined]
        self.is_valid()


def choices() -> list[tuple[str, str]]:
    """Return the periods to choose from: the running one of each kind and those before it."""
    found = []
    for kind, count in HOW_MANY.items():
        period = period_of(clock.today(), kind)
        for _index in range(count):
            found.append((period.code, period.label))
            period = period.before
    return found


@dataclass(frozen=True)
class Asked:
    """What is asked for: the period, whose figures, what a row is, and which version of a closed period."""

    period: Span
    scope: queries.Scope
    by: str
    closing: Closing | None
    unit_id: UUID | None
    version: str
    closings: tuple[Closing, ...] = ()
    """The closed reports of the period."""
    units_of: str = THEN
    """Under which units the figures are told: those of their time, or those of today."""

    @property
    def until(self) -> datetime:
        """Until when the figures go: the period's end, or now while it runs."""
        return min(self.period.ends_at, clock.now())

    @property
    def running(self) -> bool:
        """Whether the period still runs."""
        return self.period.ends_at > clock.now()

    @property
    def reported(self) -> bool:
        """Whether this is a period of the law, which is closed, and not days of one's own choice."""
        return isinstance(self.period, Period)

    @property
    def as_now(self) -> bool:
        """Whether figures are told under the units of today."""
        return self.units_of == NOW

    @property
    def counted_scope(self) -> queries.Scope:
        """The units whose figures count: as now, also those in whose place the units asked for stand."""
        return structure.widened(self.scope) if self.as_now else self.scope

    def cells(self) -> queries.Cells:
        """Return the figures: of the closed report, or as they are known now."""
        scope = self.counted_scope
        if self.closing is not None:
            found = queries.closed_cells(scope, self.closing)
        else:
            found = queries.cells(scope, self.period.begins_at, self.until)
        return structure.as_now(found, self.scope) if self.as_now else found

    def kept(self) -> dict[str, str]:
        """Return what every address that goes on from here repeats."""
        kept = {"ky": self.period.code, "theo": self.by}
        if not self.reported:
            kept |= {"tu": f"{self.period.first_day:%d/%m/%Y}", "den": f"{self.period.last_day:%d/%m/%Y}"}
            del kept["ky"]
        if self.unit_id is not None:
            kept["don_vi"] = str(self.unit_id)
        if self.version:
            kept["ban"] = self.version
        if self.as_now:
            kept["don_vi_theo"] = NOW
        return kept

    def query(self, **more: str) -> str:
        """Return the query of an address that goes on from here."""
        return "?" + urlencode(self.kept() | more)


def asked(actor: Actor, given: Mapping[str, Any]) -> Asked:
    """Return what an address asks for; raise ``NotFound`` for what is not there, ``Forbidden`` for others' units."""
    code = given.get("ky", "")
    period = _days(given) or (read(code) if code else period_of(clock.today(), MONTH))
    unit_id = key_of(given.get("don_vi", ""))
    scope = queries.scope_of(actor, unit_id)
    by = given.get("theo", "")
    if by not in (BY_FIELD, BY_UNIT):
        by = BY_UNIT if scope.unit_ids is None and unit_id is None else BY_FIELD
    version = given.get("ban", "")
    closings = () if isinstance(period, Days) else tuple(queries.closings_of(period.code))
    units_of = NOW if given.get("don_vi_theo") == NOW else THEN
    return Asked(period, scope, by, _closing(closings, version), unit_id, version, closings, units_of)


def _days(given: Mapping[str, Any]) -> Days | None:
    """Return the days that were typed, when both are days in their order."""
    first, last = (_day(given.get(name, "")) for name in ("tu", "den"))
    return Days(first, last) if first and last and first <= last else None


def _day(text: str) -> date | None:
    try:
        found = inputs.DayField(required=False).clean(text)
    except ValidationError:
        return None
    return found if found and 2000 <= found.year < 2200 else None


def _closing(closings: Sequence[Closing], version: str) -> Closing | None:
    """Return the closed report that is asked for, the latest when none is named; none for the figures of now."""
    if version == LIVE or (not version and not closings):
        return None
    found = [row for row in closings if not version or str(row.number) == version]
    if not found:
        raise NotFound
    return found[-1]


def key_of(text: str) -> UUID | None:
    """Return a key from the address, none when there is none; raise ``NotFound`` for what is no key."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


class UnitForm(PeriodForm):
    """The filter of the leader's page: whose day it is."""

    def __init__(self, data: Mapping[str, Any], units: list[tuple[str, str]], *, all_units: bool) -> None:
        super().__init__(data, units, all_units=all_units)
        for name in ("ky", "tu", "den", "theo", "don_vi_theo"):
            del self.fields[name]


class BookForm(forms.Form):
    """The filters of the running book: the desk, and the days; without days, today."""

    use_required_attribute = False
    don_vi = forms.ChoiceField(label=_("Nơi tiếp nhận"), required=False, widget=inputs.Chooser)
    tu = inputs.DayField(label=_("Từ ngày"), required=False)
    den = inputs.DayField(label=_("Đến ngày"), required=False)

    def __init__(self, data: Mapping[str, Any], desks: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="loc-%s")
        self.fields["don_vi"].choices = [("", _("Tất cả nơi tôi xem được")), *desks]  # type: ignore[attr-defined]
        self.is_valid()
        today = clock.today()
        self.days = _days(data) or Days(today, today)


class PublicForm(forms.Form):
    """The filters of the published figures: the period and the agency."""

    use_required_attribute = False
    ky = forms.ChoiceField(label=_("Kỳ"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="loc-%s")
        self.fields["ky"].choices = choices()  # type: ignore[attr-defined]
        self.is_valid()
        code = self.cleaned_data.get("ky") or period_of(clock.today(), MONTH).before.code
        self.period: Span = read(code)
        key = key_of(data.get("don_vi", ""))
        self.unit = queries.agency(key) if key else None
