"""What every kind answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.text import fold, normalise_tones

if TYPE_CHECKING:
    from tinhso.kits.registers.definition import Field

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
EMPTY: tuple[Any, ...] = (None, "")


@dataclass
class Cleaned:
    """A column that was read: ``values`` stands in the column's order, None where ``errors`` has that place."""

    values: list[Any]
    errors: dict[int, str] = field(default_factory=dict)


class Kind:
    """A kind of field. Subclasses say what differs; ``field`` is the field's definition."""

    code = "text"
    sortable = True
    scalar = True
    """Whether a value is written as one text or number, not as parts."""
    chosen = False
    """Whether people choose a value rather than type it."""
    empty: Any = None
    """What an empty value is kept as."""

    def clean(self, field: Field, raw: Any) -> Any:
        """Return the value of one cell; raise ``ValueError`` with what is wrong and how to mend it."""
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if field.required:
                raise ValueError(self.wanted(field))
            return self.empty
        if self.scalar and isinstance(raw, list | dict | tuple | set):
            raise ValueError(_("Mục này chỉ nhận một giá trị."))
        return self.read(field, raw)

    def wanted(self, field: Field) -> str:
        """Return the sentence for a value that is missing."""
        words = _("Hãy chọn {label}.") if self.chosen else _("Hãy nhập {label}.")
        return words.format(label=field.low_label)

    def read(self, field: Field, raw: Any) -> Any:
        """Return the value of a cell that is not empty; raise ``ValueError``."""
        raise NotImplementedError

    def prepare(self, field: Field, raws: Sequence[Any]) -> None:
        """Look up at once what reading these cells will need."""

    def clean_column(self, field: Field, raws: Sequence[Any]) -> Cleaned:
        """Return a column's values and the errors by place; each different cell is read once."""
        self.prepare(field, raws)
        known: dict[Any, Any] = {}
        wrong: dict[Any, str] = {}
        clean = self.clean
        for raw in dict.fromkeys(raws):
            try:
                known[raw] = clean(field, raw)
            except ValueError as error:
                wrong[raw] = str(error)
        if not wrong:
            return Cleaned([known[raw] for raw in raws])
        errors = {place: wrong[raw] for place, raw in enumerate(raws) if raw in wrong}
        return Cleaned([known.get(raw) for raw in raws], errors)

    def spread(self, field: Field, value: Any) -> tuple[Any, ...]:
        """Return what stands in each of the field's columns, in the order of ``field.columns``."""
        return (value,)

    def spread_column(self, field: Field, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Return the field's columns, in the order of ``field.columns``, for many values at once."""
        if type(self).spread is Kind.spread:
            return (values,)
        # Equal cells give one and the same value; asking a row of a table for its hash costs more than spreading it.
        known = {id(value): value for value in values}
        spread = {key: self.spread(field, value) for key, value in known.items()}
        pieces = [spread[id(value)] for value in values]
        return list(zip(*pieces, strict=True)) if pieces else [()] * len(field.columns)

    def value_of(self, field: Field, row: Any) -> Any:
        """Return the field's value in a row."""
        return getattr(row, field.name)

    def show(self, field: Field, value: Any) -> str:
        """Return the words for people."""
        return "" if value in EMPTY else str(value)

    def plain(self, field: Field, value: Any) -> Any:
        """Return the value as JSON can carry it; ``clean`` reads it back."""
        return value

    def write(self, field: Field, value: Any) -> Any:
        """Return what a form's input shows."""
        return self.show(field, value)

    def mask(self, field: Field, value: Any) -> str:
        """Return what stands for the value before those who may not see personal data."""
        return "" if value in EMPTY else "***"

    def words(self, field: Field, value: Any) -> str:
        """Return by which words a row is found."""
        return fold(self.show(field, value))

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        """Return the condition of a filter; raise ``ValueError`` for what cannot be asked."""
        return Q(**{f"{field.name}__in": [self.clean(field, text) for text in raw]})


def line(raw: Any, most: int | None) -> str:
    """Return one line of text: NFC, single spaces, no control characters; raise ``ValueError``."""
    text = unicodedata.normalize("NFC", raw if isinstance(raw, str) else str(raw))
    if _CONTROL.search(text):
        raise ValueError(_("Có ký tự điều khiển không lưu được; hãy xóa và nhập lại."))
    text = " ".join(text.split())
    if most and len(text) > most:
        raise ValueError(_("Dài quá {most} ký tự.").format(most=most))
    return text


def lines(raws: Sequence[Any], most: int | None) -> list[str] | None:
    """Return ``line`` of many texts at once; None when one of them needs a closer look."""
    if set(map(type, raws)) - {str}:
        return None
    joined = "\n".join(raws)
    if _CONTROL.search(joined) or not unicodedata.is_normalized("NFC", joined):
        return None
    texts = [" ".join(raw.split()) for raw in raws]
    return None if most and any(len(text) > most for text in texts) else texts


def key_of(raw: Any) -> str:
    """Return a form of a name in which old and new tone marks, case and spaces do not differ."""
    return " ".join(normalise_tones(str(raw)).lower().split())
