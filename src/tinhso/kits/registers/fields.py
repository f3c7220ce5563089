"""Columns that Vietnamese registers need. Each states its kind; ``kinds`` says how a value is read and shown.

Options of every field here: ``personal=True`` marks data of a person (masked unless the right to see them is held).
A field of Django's own may be marked in the register's ``Registry.personal``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models

from tinhso.kernel.areas.models import Area
from tinhso.kernel.organizations.models import OrganizationUnit

VIETNAM = (8.0, 102.0, 23.6, 117.9)
"""South, west, north, east: the land and the islands of Viet Nam (degrees, WGS84), with a margin at sea."""


class Point(NamedTuple):
    """A place on the earth, in degrees (WGS84)."""

    lat: float
    lon: float

    def __str__(self) -> str:
        return f"{self.lat:g}, {self.lon:g}"


class _Kept:
    """Remembers that a field holds data of a person; migrations need not know."""

    personal = False

    def __init__(self, *args: Any, personal: bool = False, **options: Any) -> None:
        self.personal = personal
        super().__init__(*args, **options)


class NameField(_Kept, models.CharField):  # type: ignore[type-arg]
    """A name of a thing or a person. The first of a register gives its rows their order in the alphabet."""

    kind = "name"

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 200)
        super().__init__(*args, **options)


class PhoneField(_Kept, models.CharField):  # type: ignore[type-arg]
    """A telephone number, kept in E.164."""

    kind = "phone"

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 15)
        super().__init__(*args, **options)


class PersonalNumberField(_Kept, models.CharField):  # type: ignore[type-arg]
    """A personal number: twelve digits (Luật 26/2023/QH15, Điều 12). Always data of a person."""

    kind = "personal_number"
    pattern = r"^\d{12}$"

    def __init__(self, *args: Any, **options: Any) -> None:
        options["personal"] = True
        options.setdefault("max_length", 12)
        super().__init__(*args, **options)


class PartialDateField(_Kept, models.CharField):  # type: ignore[type-arg]
    """A day of which only the year, or year and month, may be known.

    Kept as ISO 8601 text, ``1987``, ``1987-05`` or ``1987-05-02``: the order of texts is the order in time.
    """

    kind = "partial_date"
    pattern = r"^\d{4}(-\d{2}(-\d{2})?)?$"

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 10)
        super().__init__(*args, **options)


class CatalogueField(_Kept, models.CharField):  # type: ignore[type-arg]
    """A code of a catalogue (danh mục dùng chung); ``catalogue`` is its code, see ``catalogues``."""

    kind = "catalogue"

    def __init__(self, *args: Any, catalogue: str = "", **options: Any) -> None:
        self.catalogue = catalogue
        options.setdefault("max_length", 30)
        super().__init__(*args, **options)


class AreaField(_Kept, models.ForeignKey):  # type: ignore[type-arg]
    """A commune, district or province (``Area``)."""

    kind = "area"

    def __init__(self, *args: Any, **options: Any) -> None:
        _foreign(args, options, Area)
        super().__init__(*args, **options)


class UnitField(_Kept, models.ForeignKey):  # type: ignore[type-arg]
    """A unit of government (``OrganizationUnit``) that a row names besides the one whose record it is."""

    kind = "unit"

    def __init__(self, *args: Any, **options: Any) -> None:
        _foreign(args, options, OrganizationUnit)
        super().__init__(*args, **options)


def _foreign(args: tuple[Any, ...], options: dict[str, Any], model: type[models.Model]) -> None:
    # A label alone may be given in front, as with other fields.
    if args and isinstance(args[0], str) and "to" not in options:
        raise TypeError("give the label of AreaField and UnitField as verbose_name=…")
    if not args:
        options.setdefault("to", model)
    options.setdefault("on_delete", models.PROTECT)
    options.setdefault("related_name", "+")


class PointField:
    """A place: two columns, ``<name>_lat`` and ``<name>_lon``, both filled or both empty, within Viet Nam.

    Reading the attribute gives a ``Point`` or None; a ``Point`` or a pair may be assigned.
    """

    kind = "point"
    concrete = False

    def __init__(
        self, verbose_name: Any = "vị trí", *, null: bool = False, help_text: Any = "", personal: bool = False
    ) -> None:
        self.verbose_name, self.null, self.help_text, self.personal = verbose_name, null, help_text, personal
        self.name = ""
        # The two columns stand where the class puts the point.
        self._place = models.Field.creation_counter
        models.Field.creation_counter += 2

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Put the two columns on the model, and this descriptor in front of them."""
        self.name = name
        for place, (part, label) in enumerate((("lat", "vĩ độ"), ("lon", "kinh độ"))):
            column: models.Field[Any, Any] = models.FloatField(
                f"{self.verbose_name}: {label}", null=self.null, blank=self.null
            )
            column.point = self  # type: ignore[attr-defined]
            column.creation_counter = self._place + place
            cls.add_to_class(f"{name}_{part}", column)  # type: ignore[attr-defined]
        setattr(cls, name, self)

    @property
    def columns(self) -> tuple[str, str]:
        """The names of the two columns."""
        return f"{self.name}_lat", f"{self.name}_lon"

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        lat, lon = (getattr(row, column) for column in self.columns)
        return None if lat is None or lon is None else Point(lat, lon)

    def __set__(self, row: Any, value: Any) -> None:
        lat, lon = (None, None) if value is None else value
        for column, part in zip(self.columns, (lat, lon), strict=True):
            setattr(row, column, part)
