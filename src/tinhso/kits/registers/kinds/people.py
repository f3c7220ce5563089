"""Numbers by which people are known and called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from tinhso.kernel.identity.identifiers import check_personal_number, normalise_phone
from tinhso.kernel.web import masks
from tinhso.kits.registers.kinds.texts import Text

if TYPE_CHECKING:
    from tinhso.kits.registers.definition import Field


class PersonalNumber(Text):
    """A personal number. It is found only when typed whole, so that nobody learns it digit by digit."""

    code = "personal_number"

    def read(self, field: Field, raw: Any) -> str:
        # A spreadsheet that took the number for one has lost its leading zero.
        text = str(int(raw)).zfill(12) if isinstance(raw, int | float) and not isinstance(raw, bool) else str(raw)
        return check_personal_number(text)

    def mask(self, field: Field, value: Any) -> str:
        return masks.number(value or "")

    def words(self, field: Field, value: Any) -> str:
        return ""

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        return Q(**{f"{field.name}__in": [self.read(field, text) for text in raw]})


class Phone(Text):
    """A telephone number, kept in E.164."""

    code = "phone"

    def read(self, field: Field, raw: Any) -> str:
        text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
        if text.strip().isdigit() and not text.strip().startswith("0"):
            text = f"0{text.strip()}"
        return normalise_phone(text)

    def show(self, field: Field, value: Any) -> str:
        if not value or not value.startswith("+84"):
            return value or ""
        national = f"0{value[3:]}"
        return f"{national[:4]} {national[4:7]} {national[7:]}"

    def mask(self, field: Field, value: Any) -> str:
        return masks.number(value or "")

    def words(self, field: Field, value: Any) -> str:
        if field.personal or not value:
            return ""
        return f"0{value[3:]}" if value.startswith("+84") else value

    def matches(self, field: Field, raw: Sequence[str]) -> Q:
        return Q(**{f"{field.name}__in": [self.read(field, text) for text in raw]})
