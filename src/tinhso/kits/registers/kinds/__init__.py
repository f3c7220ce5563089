"""Kinds of fields: how a value of each is read from what people write, kept, found and shown.

One rule for forms, API and import: ``Kind.clean`` reads one value, ``Kind.clean_column`` a whole column.
"""

from tinhso.kits.registers.kinds.base import Cleaned, Kind
from tinhso.kits.registers.kinds.days import Day, Moment, PartialDate
from tinhso.kits.registers.kinds.numbers import Decimal, Integer, YesNo
from tinhso.kits.registers.kinds.people import PersonalNumber, Phone
from tinhso.kits.registers.kinds.places import AreaKind, PointKind, Reference, UnitKind
from tinhso.kits.registers.kinds.texts import Catalogue, Choice, Email, LongText, Name, Text, WebAddress

__all__ = ["KINDS", "Cleaned", "Kind"]

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Text(), LongText(), Name(), Email(), WebAddress(), Choice(), Catalogue(), Integer(), Decimal(), YesNo(), Day(),
        Moment(), PartialDate(), Phone(), PersonalNumber(), AreaKind(), UnitKind(), Reference(), PointKind(),
    )
}  # fmt: skip
