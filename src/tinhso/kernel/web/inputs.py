"""Inputs that Vietnamese forms need: days as dd/mm/yyyy, partial days, money, telephone, personal number, areas.

Use the fields in forms; ``<c-field>`` draws them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """A day typed as dd/mm/yyyy; nobody has to hunt through a calendar for a birthday."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "maxlength": "10", "class": "input-day"}
        super().__init__(attrs={**base, "data-day": "", "autocomplete": "off", **(attrs or {})}, format="%d/%m/%Y")


class DayField(forms.DateField):
    """A day."""

    widget = DayInput
    default_error_messages = {"invalid": _("Hãy nhập ngày theo dạng dd/mm/yyyy, ví dụ 21/11/2026.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"])
        super().__init__(**options)


@dataclass(frozen=True)
class PartialDay:
    """A day of which only the year, or the year and month, may be known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{part:02d}" for part in (self.day, self.month) if part]
        return "/".join([*parts, f"{self.year:04d}"])


class PartialDayInput(forms.MultiWidget):
    """Three inputs: day, month, year."""

    template_name = "web/widgets/partial_day.html"
    labels = (_("Ngày"), _("Tháng"), _("Năm"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        small = {"inputmode": "numeric", "autocomplete": "off"}
        widgets = [
            forms.TextInput(attrs={**small, "maxlength": "2"}),
            forms.TextInput(attrs={**small, "maxlength": "2"}),
            forms.TextInput(attrs={**small, "maxlength": "4"}),
        ]
        super().__init__(widgets, attrs)

    def decompress(self, value: PartialDay | None) -> list[Any]:
        """Split a value over the inputs."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each input its label."""
        context = super().get_context(name, value, attrs)
        for piece, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            piece["label"] = label
        return context

    def id_for_label(self, id_: str) -> str:
        """Lead error links to the first input."""
        return f"{id_}_0" if id_ else id_


class PartialDayField(forms.MultiValueField):
    """A partial day; gives a ``PartialDay`` or ``None``."""

    widget = PartialDayInput

    def __init__(self, **options: Any) -> None:
        pieces = [forms.CharField(required=False) for _piece in range(3)]
        super().__init__(pieces, require_all_fields=False, **options)

    def compress(self, data_list: Sequence[Any]) -> PartialDay | None:
        """Join the inputs; raise ``ValidationError`` for a day that no calendar has."""
        texts = [str(piece or "").strip() for piece in data_list or []]
        if not any(texts):
            return None
        if not all(not text or text.isdigit() for text in texts):
            raise ValidationError(_("Ngày, tháng, năm chỉ gồm chữ số."))
        day, month, year = (int(text) if text else None for text in texts)
        if year is None or year < 1850:
            raise ValidationError(_("Hãy nhập đủ bốn chữ số của năm, ví dụ 1987."))
        if day and not month:
            raise ValidationError(_("Đã nhập ngày thì phải nhập cả tháng."))
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            raise ValidationError(_("Không có ngày này trong lịch. Hãy xem lại ngày và tháng.")) from None
        return PartialDay(year, month, day)


class MoneyInput(forms.TextInput):
    """An amount in đồng, grouped by dots."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"inputmode": "numeric", "autocomplete": "off", "data-money": "", "class": "input-money"}
        super().__init__(attrs={**base, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Group whole amounts; leave what somebody typed as it is."""
        if isinstance(value, int):
            return f"{value:,}".replace(",", ".")
        shown: str | None = super().format_value(value)
        return shown


class MoneyField(forms.IntegerField):
    """An amount in whole đồng; takes ``1.688.000``, ``1 688 000 ₫`` and ``1688000``."""

    widget = MoneyInput
    default_error_messages = {"invalid": _("Hãy nhập số tiền bằng chữ số, ví dụ 1.688.000.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out the number input's limits, which a text input does not have."""
        return {}

    def to_python(self, value: Any) -> int | None:
        """Read an amount, with or without its marks."""
        if isinstance(value, str):
            value = re.sub(r"[.\s\u00a0₫đ]", "", value)
        return super().to_python(value)


class PhoneField(forms.CharField):
    """A Vietnamese telephone number, kept as ten digits from 0 (``+84`` becomes ``0``)."""

    default_error_messages = {"invalid": _("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678.")}
    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "input-phone"})

    def clean(self, value: Any) -> str:
        """Return the number's digits; raise ``ValidationError`` for what is none."""
        text = re.sub(r"[\s.\-()]", "", str(super().clean(value) or ""))
        if not text:
            return ""
        text = re.sub(r"^(\+84|0084)", "0", text)
        if not re.fullmatch(r"0\d{9,10}", text):
            raise ValidationError(self.error_messages["invalid"])
        return text


class PersonalNumberField(forms.CharField):
    """A personal number: twelve digits (Law 26/2023/QH15, article 12)."""

    default_error_messages = {"invalid": _("Số định danh cá nhân gồm đúng 12 chữ số, in trên thẻ căn cước.")}
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "15", "class": "input-personal-number"}
    )

    def clean(self, value: Any) -> str:
        """Return the twelve digits; spaces between them are forgiven."""
        text = re.sub(r"\s", "", str(super().clean(value) or ""))
        if text and not re.fullmatch(r"\d{12}", text):
            raise ValidationError(self.error_messages["invalid"])
        return text


class Cards(forms.RadioSelect):
    """Radio buttons as cards; a choice's label may carry a hint after a line break."""


class Rows(forms.Widget):
    """Rows of text inputs for something that occurs several times: people of a household, plots of land.

    ``members`` are the inputs of a row: key and label. Every row but the first is folded away until it is opened, so
    nothing needs a script; a row in which nothing was typed is none.
    """

    template_name = "web/widgets/rows.html"

    def __init__(self, members: Sequence[tuple[str, str]], most: int, attrs: dict[str, Any] | None = None) -> None:
        self.members, self.most = members, most
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each row its inputs with what they hold."""
        context = super().get_context(name, value, attrs)
        kept = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        identity = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["rows"] = [
            {
                "number": number + 1,
                "open": number <= len(kept) - 1 or number == 0,
                "inputs": [
                    {
                        "name": f"{name}.{number}.{key}",
                        "id": identity if number == 0 and place == 0 else f"{identity}_{number}_{key}",
                        "label": label,
                        "value": kept[number].get(key, "") if number < len(kept) else "",
                    }
                    for place, (key, label) in enumerate(self.members)
                ],
            }
            for number in range(self.most)
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """Return the rows in which something was typed."""
        rows = [
            {key: text for key, _label in self.members if (text := str(data.get(f"{name}.{number}.{key}", "")).strip())}
            for number in range(self.most)
        ]
        return [row for row in rows if row]


class Chooser(forms.Select):
    """A select with a search field above it; without script it is a plain select."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(attrs={"data-chooser": "", **(attrs or {})}, choices=choices)


class Upload(forms.FileInput):
    """A file, or several, sent in resumable pieces; without script a plain file input.

    ``address`` is where pieces go. The finished upload's key comes in the hidden input ``<name>-tai-len``.
    """

    def __init__(
        self, *, accept: str = "", most_bytes: int = 0, several: bool = False, address: str = "/tep/tai-len/"
    ) -> None:
        attrs: dict[str, Any] = {"data-upload": address}
        if accept:
            attrs["accept"] = accept
        if most_bytes:
            attrs["data-most-bytes"] = str(most_bytes)
        self.allow_multiple_selected = several
        if several:
            attrs["multiple"] = True
        super().__init__(attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the files of a plain form; pieces sent before are read by ``uploaded``."""
        if self.allow_multiple_selected and hasattr(files, "getlist"):
            return files.getlist(name)
        return files.get(name)


def uploaded(data: Any, name: str) -> list[str]:
    """Return the keys of resumable uploads that a form names; each is claimed from ``files`` by its view."""
    values = data.getlist(f"{name}-tai-len") if hasattr(data, "getlist") else []
    return [str(value) for value in values if value]
