"""Kinds that are numbers."""

from __future__ import annotations

import decimal
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.text import fold
from tinhso.kits.registers.kinds.base import Kind

if TYPE_CHECKING:
    from tinhso.kits.registers.definition import Field

_GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,18}([.,]\d{1,10})?", re.ASCII)
_YES = {"co", "yes", "true", "1", "x", "dung"}
_NO = {"khong", "no", "false", "0", "sai"}


def _within(field: Field, value: Any) -> None:
    if field.least is not None and value < field.least:
        raise ValueError(_("Phải từ {least} trở lên.").format(least=field.least))
    if field.most is not None and value > field.most:
        raise ValueError(_("Phải từ {most} trở xuống.").format(most=field.most))


class Integer(Kind):
    """A whole number; dots may group thousands."""

    code = "integer"

    def read(self, field: Field, raw: Any) -> Any:
        if isinstance(raw, bool):
            raise ValueError(_("Hãy nhập số nguyên, ví dụ 24."))
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        text = re.sub(r"[\s\u00a0]", "", str(raw))
        if _GROUPED.fullmatch(text):
            text = text.replace(".", "")
        if not _WHOLE.fullmatch(text):
            raise ValueError(_("Hãy nhập số nguyên, ví dụ 24."))
        value = int(text)
        _within(field, value)
        return value

    def show(self, field: Field, value: Any) -> str:
        if value is None:
            return ""
        # A year is no amount.
        return str(value) if field.name.endswith("year") else number_format(value, use_l10n=True, force_grouping=True)

    def write(self, field: Field, value: Any) -> Any:
        return "" if value is None else value

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        """Read ``5``, ``3-5``, ``3-`` and ``-5``: a number, or from and to."""
        condition = Q(pk__in=[])
        for text in raw:
            low, dash, high = text.partition("-")
            if not dash:
                condition |= Q(**{field.name: self.read(field, text)})
                continue
            part = Q()
            if low.strip():
                part &= Q(**{f"{field.name}__gte": self.read(field, low)})
            if high.strip():
                part &= Q(**{f"{field.name}__lte": self.read(field, high)})
            condition |= part
        return condition


class Decimal(Integer):
    """A number with a part below one; a comma or a dot stands before it."""

    code = "decimal"

    def read(self, field: Field, raw: Any) -> Any:
        text = re.sub(r"[\s\u00a0]", "", str(raw))
        if text.count(".") > 1 or ("," in text and "." in text):
            text = text.replace(".", "")
        if isinstance(raw, bool) or not _DECIMAL.fullmatch(text):
            raise ValueError(_("Hãy nhập số, ví dụ 12,5."))
        value = decimal.Decimal(text.replace(",", "."))
        if field.places is not None:
            value = round(value, field.places)
        _within(field, value)
        return value

    def plain(self, field: Field, value: Any) -> Any:
        return None if value is None else str(value)

    def show(self, field: Field, value: Any) -> str:
        return "" if value is None else number_format(value, use_l10n=True)

    def write(self, field: Field, value: Any) -> Any:
        return "" if value is None else str(value).replace(".", ",")


class YesNo(Kind):
    """Yes or no."""

    chosen = True
    code = "boolean"

    def read(self, field: Field, raw: Any) -> Any:
        if isinstance(raw, bool):
            return raw
        word = fold(str(raw))
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise ValueError(_("Hãy nhập “có” hoặc “không”."))

    def clean(self, field: Field, raw: Any) -> Any:
        if raw in (None, ""):
            return None if field.null else False
        return self.read(field, raw)

    def show(self, field: Field, value: Any) -> str:
        return "" if value is None else (_("có") if value else _("không"))

    def write(self, field: Field, value: Any) -> Any:
        return value
