"""The sections of the public pages: which rows of which register stand in each, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kits.registers.definition import Definition
from tinhso.sectors.tourism.models import Grade, Lodging, Place, PlaceKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Section:
    """A list of the public pages."""

    code: str
    title: StrOrPromise
    lead: StrOrPromise
    icon: str
    definition: Definition
    condition: Q = field(default_factory=Q)
    """Which rows of the register stand in it."""


_HERITAGE = Q(kind=PlaceKind.HERITAGE) | ~Q(grade=Grade.NONE)
PLACES = Section(
    "diem-den", pgettext_lazy("section", "Điểm tham quan"), _("Bãi biển, danh thắng, làng nghề, khu du lịch của tỉnh."),
    icon="map-pin", definition=Place.definition,
)  # fmt: skip
HERITAGE = Section(
    "di-san", _("Di sản, di tích"), _("Di sản thế giới, di tích quốc gia đặc biệt và các di tích được xếp hạng."),
    icon="building-monument", definition=Place.definition, condition=_HERITAGE,
)  # fmt: skip
LODGINGS = Section(
    "luu-tru",
    _("Nơi lưu trú"),
    _("Khách sạn, nhà nghỉ, nhà dân cho khách ở."),
    icon="bed",
    definition=Lodging.definition,
)
SECTIONS = {section.code: section for section in (PLACES, HERITAGE, LODGINGS)}


def section_of(code: str) -> Section:
    """Return a section; raise ``NotFound``."""
    if code not in SECTIONS:
        raise NotFound
    return SECTIONS[code]


def of_register(code: str) -> Section:
    """Return the section that shows every row of a register; raise ``NotFound``."""
    for section in (PLACES, LODGINGS):
        if section.definition.code == code:
            return section
    raise NotFound


def address_of(register: str, key: UUID) -> str:
    """Return the address of a row's public page."""
    return reverse("tourism:place", args=[of_register(register).code, key])


def page_of(row: Any) -> str:
    """Return the address of a row's public page."""
    return address_of(row.definition.code, row.pk)
