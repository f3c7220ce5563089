"""Kinds that are kept as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.web import masks
from tinhso.kits.registers import catalogues
from tinhso.kits.registers.kinds.base import _CONTROL, Cleaned, Kind, line, lines

if TYPE_CHECKING:
    from tinhso.kits.registers.definition import Field

_web = URLValidator(schemes=["http", "https"])
_PLAIN_ADDRESS = re.compile(r"[a-z0-9_]{1,40}([.-][a-z0-9_]{1,20}){0,3}@([a-z0-9]{1,60}\.){1,5}[a-z]{2,20}", re.ASCII)
"""Addresses that the validator is sure to take: nearly all, told in a twentieth of its time."""


class Text(Kind):
    """A line of text."""

    code = "text"
    empty = ""

    def read(self, field: Field, raw: Any) -> Any:
        return line(raw, field.most_letters)

    def clean_column(self, field: Field, raws: Sequence[Any]) -> Cleaned:
        """Return a column's values; texts with nothing amiss are read all at once."""
        texts = lines(raws, field.most_letters) if type(self).read is Text.read else None
        if texts is None or (field.required and "" in texts):
            return super().clean_column(field, raws)
        return Cleaned(texts)

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        return Q(**{f"{field.name}__icontains": line(" ".join(raw), 200)})


class LongText(Text):
    """Text of several lines."""

    code = "long_text"
    sortable = False

    def read(self, field: Field, raw: Any) -> str:
        return self.tidy(raw, field.most_letters or 20_000)

    @staticmethod
    def tidy(raw: Any, most: int) -> str:
        """Return text with lines as they were typed; raise ``ValueError``."""
        text = unicodedata.normalize("NFC", str(raw)).replace("\r\n", "\n").replace("\r", "\n").strip()
        if _CONTROL.search(text):
            raise ValueError(_("Có ký tự điều khiển không lưu được; hãy xóa và nhập lại."))
        if len(text) > most:
            raise ValueError(_("Dài quá {most} ký tự.").format(most=most))
        return text


class Name(Text):
    """A name."""

    code = "name"

    def mask(self, field: Field, value: Any) -> str:
        return masks.name(value or "")


class Email(Text):
    """An e-mail address."""

    code = "email"

    def read(self, field: Field, raw: Any) -> str:
        text = line(raw, field.most_letters)
        if _PLAIN_ADDRESS.fullmatch(text):
            return text
        try:
            validate_email(text)
        except ValidationError:
            raise ValueError(_("Địa chỉ thư điện tử chưa đúng. Ví dụ: ten@thanhhoa.gov.vn.")) from None
        return text


class WebAddress(Text):
    """An address on the web."""

    code = "url"

    def read(self, field: Field, raw: Any) -> str:
        text = line(raw, field.most_letters)
        try:
            _web(text)
        except ValidationError:
            raise ValueError(_("Địa chỉ trang web phải bắt đầu bằng https:// hoặc http://.")) from None
        return text


class Choice(Kind):
    """One of the values that the class names; read by its code, its number or its words."""

    chosen = True
    code = "choice"

    def clean(self, field: Field, raw: Any) -> Any:
        value = super().clean(field, raw)
        # A column of words that is not filled in holds none; a column of numbers holds null.
        return "" if value is None and not field.null else value

    def read(self, field: Field, raw: Any) -> Any:
        text = str(raw).strip()
        for value, label in field.choices:
            if raw == value or text == str(value) or fold(text) == fold(str(label)):
                return value
        known = "; ".join(str(label) for _value, label in field.choices[:8])
        raise ValueError(_("Không có lựa chọn “{text}”. Chọn một trong: {known}.").format(text=text[:60], known=known))

    def show(self, field: Field, value: Any) -> str:
        return next((str(label) for known, label in field.choices if known == value), str(value or ""))

    def write(self, field: Field, value: Any) -> Any:
        return "" if value is None else value


class Catalogue(Choice):
    """A code of a catalogue that holds today."""

    code = "catalogue"
    empty = ""

    def read(self, field: Field, raw: Any) -> str:
        text = line(raw, 200)
        known = catalogues.entries(field.catalogue)
        if text in known:
            return text
        wanted = fold(text)
        for code, label in known.items():
            if fold(label) == wanted:
                return code
        raise ValueError(
            _("“{text}” không có trong danh mục {catalogue} đang có hiệu lực.").format(
                text=text[:60], catalogue=field.catalogue
            )
        )

    def show(self, field: Field, value: Any) -> str:
        return catalogues.entries(field.catalogue).get(value, value or "")

    def write(self, field: Field, value: Any) -> Any:
        return value or ""
