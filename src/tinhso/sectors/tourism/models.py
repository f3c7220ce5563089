"""Registers of tourism."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kits.registers.definition import Open, Panel
from tinhso.kits.registers.dependent import Narrowed, When
from tinhso.kits.registers.fields import AreaField, NameField, PhoneField, PointField
from tinhso.kits.registers.models import Register
from tinhso.sectors.tourism.models_around import CommentState, Picture, Rating

__all__ = ["CommentState", "Grade", "Lodging", "LodgingKind", "Picture", "Place", "PlaceKind", "Rating"]


class LodgingKind(models.TextChoices):
    """Kinds of places to stay (Luật Du lịch 09/2017/QH14, Điều 48)."""

    HOTEL = "hotel", gettext_lazy("Khách sạn")
    VILLA = "villa", gettext_lazy("Biệt thự du lịch")
    APARTMENT = "apartment", gettext_lazy("Căn hộ du lịch")
    SHIP = "ship", gettext_lazy("Tàu thủy lưu trú du lịch")
    GUEST_HOUSE = "guest_house", gettext_lazy("Nhà nghỉ du lịch")
    HOMESTAY = "homestay", gettext_lazy("Nhà ở có phòng cho khách du lịch thuê")
    CAMP = "camp", gettext_lazy("Bãi cắm trại du lịch")


STARRED = (LodgingKind.HOTEL, LodgingKind.VILLA, LodgingKind.APARTMENT, LodgingKind.SHIP)
"""Kinds that are graded by stars (Luật Du lịch 09/2017/QH14, Điều 50)."""


class Lodging(Register):
    """Cơ sở lưu trú du lịch: a place where tourists may stay."""

    name = NameField(gettext_lazy("tên cơ sở"))
    kind = models.CharField(gettext_lazy("loại"), max_length=12, choices=LodgingKind.choices)
    area = AreaField(verbose_name=gettext_lazy("xã, phường"))
    address = models.CharField(gettext_lazy("địa chỉ"), max_length=250, blank=True)
    location = PointField(gettext_lazy("vị trí"), null=True)
    stars = models.PositiveSmallIntegerField(
        gettext_lazy("hạng sao"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(5)],
        help_text=gettext_lazy("Từ 1 đến 5 sao; để trống nếu chưa xếp hạng."),
    )
    rooms = models.PositiveIntegerField(gettext_lazy("số phòng"), null=True, blank=True)
    beds = models.PositiveIntegerField(gettext_lazy("số giường"), null=True, blank=True)
    recognised_on = models.DateField(gettext_lazy("ngày công nhận hạng"), null=True, blank=True)
    phone = PhoneField(gettext_lazy("điện thoại"), blank=True)
    website = models.URLField(gettext_lazy("trang web"), blank=True)
    description = models.TextField(gettext_lazy("giới thiệu"), max_length=3000, blank=True)
    manager = NameField(gettext_lazy("người quản lý"), blank=True, personal=True)
    manager_phone = PhoneField(gettext_lazy("điện thoại người quản lý"), blank=True, personal=True)
    source = models.CharField(gettext_lazy("nguồn"), max_length=300, blank=True)

    class Meta:
        verbose_name = gettext_lazy("cơ sở lưu trú")

    class Registry:
        code = "tourism.lodging"
        title = gettext_lazy("Cơ sở lưu trú du lịch")
        icon = "bed"
        columns = "name kind area stars rooms status"
        filters = "area kind stars rooms status unit"
        find_by = "name address phone"
        panels = (
            Panel(gettext_lazy("Cơ sở"), "name kind stars recognised_on rooms beds description"),
            Panel(gettext_lazy("Nơi ở"), "address area location"),
            Panel(gettext_lazy("Liên hệ"), "phone website manager manager_phone"),
            Panel(gettext_lazy("Quản lý nhà nước"), "unit source"),
        )
        card = "kind stars area rooms"
        alike = "name area"
        depends = (When("kind", STARRED, fields="stars recognised_on"),)
        publish = Open("name kind area address location stars rooms phone website description source")
        menu_order = 510

    def check_row(self) -> Mapping[str, str]:
        """Only what is graded by stars has a day of grading; a room has a bed."""
        wrong = {}
        if self.recognised_on and not self.stars:
            wrong["stars"] = _("Đã ghi ngày công nhận hạng thì phải ghi hạng sao.")
        if self.rooms and self.beds and self.beds < self.rooms:
            wrong["beds"] = _("Số giường không thể ít hơn số phòng.")
        return wrong


class PlaceKind(models.TextChoices):
    """Kinds of places to see."""

    HERITAGE = "heritage", gettext_lazy("Di tích lịch sử, văn hóa")
    NATURE = "nature", gettext_lazy("Danh lam thắng cảnh, khu bảo tồn")
    BEACH = "beach", gettext_lazy("Bãi biển")
    SPIRITUAL = "spiritual", gettext_lazy("Du lịch tâm linh")
    CRAFT = "craft", gettext_lazy("Làng nghề, du lịch cộng đồng")
    RESORT = "resort", gettext_lazy("Khu du lịch")


class Grade(models.TextChoices):
    """How high a place stands in the lists of heritage (Luật Di sản văn hóa 45/2024/QH15)."""

    WORLD = "world", gettext_lazy("Di sản thế giới")
    SPECIAL = "special", gettext_lazy("Di tích quốc gia đặc biệt")
    NATIONAL = "national", gettext_lazy("Di tích quốc gia")
    PROVINCIAL = "provincial", gettext_lazy("Di tích cấp tỉnh")
    NONE = "none", gettext_lazy("Chưa xếp hạng")


UNGRADED = (PlaceKind.RESORT,)
"""Kinds that never stand in the lists of heritage, which know sites, scenery and what people hand down, but no
businesses (Luật Di sản văn hóa 45/2024/QH15); a beach may be scenery: Sầm Sơn's is part of a special national site."""
GRADES = (Grade.WORLD, Grade.SPECIAL, Grade.NATIONAL, Grade.PROVINCIAL)


class Place(Register):
    """Điểm tham quan: a place that tourists come to see."""

    name = NameField(gettext_lazy("tên điểm"))
    kind = models.CharField(gettext_lazy("loại"), max_length=12, choices=PlaceKind.choices)
    grade = models.CharField(gettext_lazy("xếp hạng di tích"), max_length=10, choices=Grade.choices, default=Grade.NONE)
    graded_year = models.PositiveSmallIntegerField(gettext_lazy("năm xếp hạng, ghi danh"), null=True, blank=True)
    area = AreaField(verbose_name=gettext_lazy("xã, phường"), null=True, blank=True)
    address = models.CharField(gettext_lazy("địa chỉ"), max_length=250, blank=True)
    former_place = models.CharField(gettext_lazy("địa danh trước 1/7/2025"), max_length=200, blank=True)
    location = PointField(gettext_lazy("vị trí"), null=True)
    description = models.TextField(gettext_lazy("giới thiệu"), max_length=3000, blank=True)
    opening = models.CharField(
        gettext_lazy("giờ mở cửa"), max_length=200, blank=True, help_text=gettext_lazy("Ví dụ: 7:00–17:30 mọi ngày.")
    )
    ticket = models.PositiveIntegerField(gettext_lazy("giá vé người lớn (đồng)"), null=True, blank=True)
    phone = PhoneField(gettext_lazy("điện thoại"), blank=True)
    website = models.URLField(gettext_lazy("trang web"), blank=True)
    source = models.CharField(gettext_lazy("nguồn"), max_length=300, blank=True)

    class Meta:
        verbose_name = gettext_lazy("điểm tham quan")

    class Registry:
        code = "tourism.place"
        title = gettext_lazy("Điểm tham quan du lịch")
        icon = "map-pin"
        columns = "name kind grade area status"
        filters = "kind grade area status unit"
        find_by = "name former_place"
        panels = (
            Panel(gettext_lazy("Điểm tham quan"), "name kind grade graded_year opening ticket description"),
            Panel(gettext_lazy("Ở đâu"), "address area former_place location"),
            Panel(gettext_lazy("Liên hệ"), "phone website"),
            Panel(gettext_lazy("Quản lý nhà nước"), "unit source"),
        )
        card = "kind grade area"
        alike = "name area"
        depends = (Narrowed("grade", by="kind"), When("grade", GRADES, fields="graded_year"))
        publish = Open(
            "name kind grade graded_year address area former_place location description opening ticket phone website "
            "source"
        )
        menu_order = 500

    @classmethod
    def options_for(cls, name: str, value: Any) -> Collection[Any] | None:  # noqa: ARG003 - grade alone is narrowed
        """What is no heritage by its kind is never graded."""
        return (Grade.NONE,) if value in UNGRADED else None
