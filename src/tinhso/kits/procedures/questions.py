"""Pages of an application as forms: drawn from the JSON Schema of the version, read back as answers.

What is right is for the kit to say (``forms.check``); here answers are only drawn, read and kept as typed.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from tinhso.kernel.web import inputs
from tinhso.kits.procedures.definition import Asking
from tinhso.kits.procedures.queries import communes

_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
MOST_ROWS = 10
"""How often a group may be repeated when its schema does not say."""
_MANY_CHOICES = 8
"""A select with more choices than this gets a search field."""


class KeptForm(forms.Form):
    """A form that shows what is kept and what is not right yet, and judges nothing itself."""

    use_required_attribute = False

    def __init__(self, fields: Mapping[str, forms.Field], kept: Mapping[str, Any], problems: Mapping[str, str]) -> None:
        super().__init__(initial=dict(kept))
        self.fields.update(fields)
        self._problems = ErrorDict({name: self.error_class([words]) for name, words in problems.items()})

    @property
    def errors(self) -> ErrorDict:
        """What is not right yet, by field."""
        return self._problems


class DayParts(inputs.PartialDayInput):
    """Day, month and year of which nothing may be missing, or of which the year alone may be known."""

    def decompress(self, value: Any) -> list[Any]:
        """Split a kept answer: a date as ISO writes it, or what was typed when it is none."""
        return split_day(str(value)) if value else [None, None, None]


def page_form(
    definition: Asking,
    names: Sequence[str],
    answers: Mapping[str, Any],
    applicant: Mapping[str, Any],
    problems: Mapping[str, str] | None = None,
) -> KeptForm:
    """Return the form of the fields ``names`` with the answers so far; unanswered ones are filled in beforehand."""
    required = set(definition.form.get("required", ()))
    fields: dict[str, forms.Field] = {}
    kept: dict[str, Any] = {}
    for name in names:
        schema = definition.form["properties"][name]
        value = answers.get(name)
        prefilled = value is None and not problems and _prefill(schema, applicant)
        if prefilled:
            value = prefilled
        field = field_for(schema)
        field.label = schema.get("title", name)
        field.help_text = schema.get("description", "")
        if prefilled:
            note = _("Đã điền sẵn từ thông tin người nộp; quý vị sửa được.")
            field.help_text = f"{field.help_text} {note}".strip()
        field.required = name in required
        fields[name] = field
        kept[name] = shown(schema, value)
    return KeptForm(fields, kept, problems or {})


def _prefill(schema: Mapping[str, Any], applicant: Mapping[str, Any]) -> Any:
    source = str(schema.get("x-prefill", ""))
    return applicant.get(source.removeprefix("applicant.")) if source.startswith("applicant.") else None


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the kind of input that a field asks for: its ``x-widget``, else what its type calls for."""
    if schema.get("x-widget"):
        return str(schema["x-widget"])
    if schema.get("type") == "boolean":
        return "checkbox"
    if schema.get("type") == "array":
        return "checkboxes"
    if "enum" in schema:
        return "radio" if len(schema["enum"]) <= 5 else "select"
    if schema.get("format") in ("date", "email"):
        return str(schema["format"])
    return "number" if schema.get("type") in ("integer", "number") else "text"


def order_of(schema: Mapping[str, Any]) -> list[str]:
    """Return the names of a repeated group's inputs in their order; the database keeps none for an object's keys."""
    items = schema.get("items", {})
    return list(items.get("x-order", items.get("properties", ())))


def rows_of(schema: Mapping[str, Any]) -> inputs.Rows:
    """Return the rows of inputs that draw a repeated group."""
    members = schema.get("items", {}).get("properties", {})
    named = [(name, str(members[name].get("title", name))) for name in order_of(schema)]
    return inputs.Rows(named, int(schema.get("maxItems", MOST_ROWS)))


def field_for(schema: Mapping[str, Any]) -> forms.Field:
    """Return the form field that draws a question."""
    kind = kind_of(schema)
    length = schema.get("maxLength")
    if kind in ("date", "partial-date"):
        return inputs.PartialDayField(widget=DayParts)
    if kind == "radio":
        return forms.ChoiceField(choices=choices_of(schema), widget=forms.RadioSelect)
    if kind == "select":
        options = choices_of(schema)
        widget = inputs.Chooser if len(options) > _MANY_CHOICES else forms.Select
        return forms.ChoiceField(choices=[("", _("Chọn một mục")), *options], widget=widget)
    if kind == "area":
        options = [("", _("Chọn xã, phường")), *communes()]
        return forms.ChoiceField(choices=options, widget=inputs.Chooser)
    if kind == "checkboxes":
        return forms.MultipleChoiceField(
            choices=choices_of(schema.get("items", {})), widget=forms.CheckboxSelectMultiple
        )
    if kind == "checkbox":
        return forms.BooleanField()
    if kind == "group":
        return forms.Field(widget=rows_of(schema))
    if kind == "money":
        return inputs.MoneyField()
    if kind == "phone":
        return inputs.PhoneField()
    if kind == "personal-number":
        return inputs.PersonalNumberField()
    if kind == "email":
        return forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    if kind == "textarea":
        return forms.CharField(max_length=length, widget=forms.Textarea(attrs={"rows": 5}))
    if kind == "number":
        mode = "numeric" if schema.get("type") == "integer" else "decimal"
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"}))
    return forms.CharField(max_length=length)


def choices_of(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the choices of a question with their words."""
    labels = schema.get("x-labels", {})
    return [(str(value), str(labels.get(str(value), value))) for value in schema.get("enum", ())]


def read(definition: Asking, names: Sequence[str], data: Any) -> dict[str, Any]:
    """Return the answers that a sent form gives; what cannot be read stays as it was typed."""
    properties = definition.form["properties"]
    return {name: _read_one(properties[name], name, data) for name in names}


def _read_one(schema: Mapping[str, Any], name: str, data: Any) -> Any:
    kind = kind_of(schema)
    if kind in ("date", "partial-date"):
        return join_day([str(data.get(f"{name}_{index}", "")).strip() for index in range(3)])
    if kind == "checkboxes":
        return data.getlist(name) or None
    if kind == "checkbox":
        return bool(data.get(name))
    if kind == "group":
        return rows_of(schema).value_from_datadict(data, None, name) or None
    text = str(data.get(name, "")).replace("\r\n", "\n").strip()
    if not text:
        return None
    if schema.get("type") in ("integer", "number"):
        return read_number(text, whole=schema["type"] == "integer")
    if kind in ("phone", "personal-number"):
        return re.sub(r"[\s.\-()]", "", text)
    if "enum" in schema:
        return next((value for value in schema["enum"] if str(value) == text), text)
    return text


def read_number(text: str, *, whole: bool) -> int | float | str:
    """Read a number as Vietnamese write it (``1.688.000``, ``120,5``); return the text when it is none."""
    plain = re.sub(r"[\s\u00a0₫đ]", "", text)
    if _GROUPED.fullmatch(plain) or (whole and "," not in plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    if re.fullmatch(r"-?\d{1,15}", plain):
        return int(plain)
    if not whole and re.fullmatch(r"-?\d{1,15}\.\d{1,9}", plain):
        return float(plain)
    return text


def shown(schema: Mapping[str, Any], value: Any) -> Any:
    """Return a kept answer as the inputs show it."""
    if isinstance(value, bool) or value is None:
        return value
    if kind_of(schema) == "number" and isinstance(value, int | float):
        return str(value).replace(".", ",")
    return value


def join_day(parts: Sequence[str]) -> str | None:
    """Join day, month and year to an ISO date, whole or partial; what is none is kept as typed, with slashes."""
    day, month, year = parts
    if not any(parts):
        return None
    typed = "/".join(parts)
    if not re.fullmatch(r"\d{4}", year) or any(part and not re.fullmatch(r"\d{1,2}", part) for part in (day, month)):
        return typed
    if day and not month:
        return typed
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return typed
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])


def split_day(value: str) -> list[Any]:
    """Split a kept day into day, month and year."""
    if "/" in value:
        return [*value.split("/"), "", "", ""][:3]
    return ["", "", "", *reversed(value.split("-"))][-3:]
