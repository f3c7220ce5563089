"""How a bound field is drawn: which frame it needs, and its control with the attributes readers rely on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

from tinhso.kernel.web import inputs

_AUTOCOMPLETE = {
    "full_name": "name",
    "phone": "tel",
    "email": "email",
    "address": "street-address",
    "username": "username",
    "password": "current-password",
    "new_password": "new-password",
    "otp": "one-time-code",
}


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox of a group."""

    control: SafeString
    label: str
    hint: str
    id: str
    checked: bool


@dataclass(frozen=True)
class Control:
    """A form control and the words around it. ``kind`` names the frame: field, group, check, file or dates."""

    kind: str
    id: str
    name: str
    label: str
    hint: str
    hint_id: str
    error_id: str
    errors: Sequence[str]
    required: bool
    html: SafeString
    choices: Sequence[Choice] = ()
    described_by: str = ""
    cards: bool = False
    files: Mapping[str, Any] = field(default_factory=dict)


def control_of(bound: BoundField, *, hint: str = "", label: str = "", attributes: Mapping[str, Any]) -> Control:
    """Return the control of a bound field; ``attributes`` go to the input."""
    widget = bound.field.widget
    kind = _kind(widget)
    identity = bound.id_for_label or bound.auto_id or bound.html_name
    anchor = bound.auto_id or identity
    words = hint or str(bound.help_text or "")
    hint_id, error_id = f"{anchor}-hint", f"{anchor}-error"
    described = " ".join([*([hint_id] if words else []), *([error_id] if bound.errors else [])])
    attrs: dict[str, Any] = {name.replace("_", "-"): value for name, value in attributes.items() if value != ""}
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    complete = _AUTOCOMPLETE.get(bound.name.rpartition("-")[2])
    if complete and "autocomplete" not in widget.attrs:
        attrs["autocomplete"] = complete
    attrs["class"] = _classes(widget, str(attrs.get("class", "")), bool(bound.errors))
    grouped = kind in {"group", "dates"}
    return Control(
        kind=kind,
        id=anchor if grouped else identity,
        name=bound.html_name,
        label=label or str(bound.label),
        hint=words,
        hint_id=hint_id,
        error_id=error_id,
        errors=[str(error) for error in bound.errors],
        # Forms that leave the checking to services say on the input alone what is asked for.
        required=bound.field.required or widget.is_required,
        html=SafeString("") if kind == "group" else bound.as_widget(attrs=attrs),
        choices=_choices(bound, attrs) if kind == "group" else (),
        described_by=described,
        cards=isinstance(widget, inputs.Cards),
        files=_files(widget) if kind == "file" else {},
    )


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, inputs.PartialDayInput | inputs.Rows):
        return "dates"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "field"


def _classes(widget: forms.Widget, given: str, wrong: bool) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        base = "form-check-input"
    elif isinstance(widget, forms.Select):
        base = "form-select"
    else:
        base = "form-control"
    own = str(widget.attrs.get("class", ""))
    return " ".join(part for part in (base, own, given, "is-invalid" if wrong else "") if part)


def _choices(bound: BoundField, attrs: Mapping[str, Any]) -> list[Choice]:
    """Return the group's choices; a choice's label may carry its hint after a line break."""
    shared = {name: value for name, value in attrs.items() if name != "aria-describedby"}
    found = []
    for piece in bound.subwidgets:
        label, _, hint = str(piece.choice_label).partition("\n")
        data = piece.data
        kept = {**data["attrs"], **shared, "id": piece.id_for_label}
        html = bound.field.widget._render(
            data["template_name"], {"widget": {**data, "attrs": kept, "wrap_label": False}}
        )
        found.append(Choice(html, label, hint, piece.id_for_label, bool(data["selected"])))
    return found


def _files(widget: forms.Widget) -> dict[str, Any]:
    most = widget.attrs.get("data-most-bytes")
    return {"accept": widget.attrs.get("accept", ""), "most": int(most) if most else 0}
