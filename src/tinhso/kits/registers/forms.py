"""Forms of registers: they only draw and carry text. Services read the values, by the one rule of ``validation``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.kernel.areas.models import Tier
from tinhso.kernel.areas.queries import areas
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import units
from tinhso.kernel.web import inputs
from tinhso.kits.registers import catalogues
from tinhso.kits.registers.definition import Definition, Field
from tinhso.kits.registers.dependent import Dependents
from tinhso.kits.registers.models import Status

Choices = list[tuple[str, Any]]
MOST_CHOICES = 2000
_HINTS = {
    "point": gettext_noop("Vĩ độ, kinh độ, ví dụ 19.807, 105.776."),
    "partial_date": gettext_noop("Cả ngày (21/11/1987), tháng (11/1987), hoặc chỉ năm (1987)."),
}


class RowForm(forms.Form):
    """A row being added or changed: one input for each field that the actor may fill in."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(required=False, max_length=300)

    def __init__(self, actor: Actor, definition: Definition, right: str, *args: Any, **options: Any) -> None:
        self.hidden_personal: bool = options.pop("hide_personal", False)
        self.definition = definition
        super().__init__(*args, **options)
        dependents = Dependents(definition)
        told = self._told(dependents)
        self.unasked = dependents.unasked(told)
        """The names of the fields that are not asked with what was chosen."""
        needed, options = dependents.needed(told), dependents.options(told)
        own = {}
        for field in definition.fields:
            if (field.personal and self.hidden_personal) or field.name in self.unasked:
                continue
            made = own[field.name] = _input(field, actor, right)
            if field.name in needed:
                _demand(field, made)
            if field.name in options:
                _narrow(made, options[field.name])
            if field.name in dependents.telling:
                made.widget.attrs.update(SHOWN_ANEW)
        self.fields = {**own, **self.fields}
        self.fields["reason"].label = _("Lý do sửa")

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field; nothing for what is not asked."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"revision", "reason"}}
        fields = (self.definition.field(name) for name in sorted(self.unasked))
        return given | {found.name: found.default for found in fields if not (found.personal and self.hidden_personal)}

    @property
    def depends(self) -> bool:
        """Whether choosing something asks other fields."""
        return bool(self.definition.depends)

    def _told(self, dependents: Dependents) -> dict[str, Any]:
        """Return the typed values upon which other fields depend, as they were sent or stand."""
        told: dict[str, Any] = {}
        for name in dependents.telling:
            field = self.definition.field(name)
            sent = self.is_bound and not (field.personal and self.hidden_personal)
            raw = self.data.get(name) if sent else self.initial.get(name, field.default)
            try:
                told[name] = field.kind.clean(field, raw)
            except ValueError:
                told[name] = None
        return told

    def refuse(self, invalid: Invalid) -> None:
        """Put what services found wrong beside its inputs."""
        for name, words in invalid.fields.items():
            self.add_error(name if name in self.fields else None, words)


SHOWN_ANEW = {
    "hx-post": "", "hx-vals": '{"nhap": "hien"}', "hx-trigger": "change", "hx-target": "#cac-muc",
    "hx-select": "#cac-muc", "hx-swap": "outerHTML",
}  # fmt: skip
"""Attributes of an input upon which others depend: the form is shown anew when something else is chosen."""


class BulkForm(forms.Form):
    """A new value of one field, and why."""

    use_required_attribute = False


def bulk_form(actor: Actor, definition: Definition, name: str, data: Any) -> BulkForm | None:
    """Return the form of a field for many rows; none for a field that cannot be changed so."""
    field = definition.by_name.get(name)
    if field is None or field.kit or field.personal:
        return None
    form = BulkForm(data)
    form.fields[name] = _input(field, actor, definition.rights.change)
    form.fields["reason"] = forms.CharField(label=_("Lý do sửa"), required=False, max_length=300)
    return form


def written(definition: Definition, row: Any) -> dict[str, Any]:
    """Return what the inputs show of a row."""
    return {field.name: field.kind.write(field, field.kind.value_of(field, row)) for field in definition.fields}


def _input(field: Field, actor: Actor, right: str) -> forms.Field:
    code = field.kind.code
    options: dict[str, Any] = {
        "label": field.title,
        "required": False,
        "help_text": field.hint or (_(_HINTS[code]) if code in _HINTS else ""),
    }
    made: forms.Field
    if code == "unit":
        chosen = standing_units(actor, right)
        made = forms.CharField(widget=inputs.Chooser(choices=_blank(chosen, field.required)), **options)
        made.initial = chosen[0][0] if len(chosen) == 1 else _own_unit(field, actor, right, chosen)
    elif code == "area":
        made = forms.CharField(widget=inputs.Chooser(choices=_blank(standing_communes())), **options)
    elif code == "choice":
        made = forms.CharField(widget=forms.Select(choices=_blank([*field.choices])), **options)
    elif code == "catalogue":
        entries = list(catalogues.entries(field.catalogue).items())
        made = forms.CharField(widget=inputs.Chooser(choices=_blank(entries)), **options)
    elif code == "boolean" and not field.null:
        return forms.BooleanField(**options)
    elif code == "boolean":
        made = forms.CharField(widget=forms.Select(choices=_blank([("co", _("có")), ("khong", _("không"))])), **options)
    elif code == "long_text":
        made = forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), **options)
    else:
        made = forms.CharField(widget=forms.TextInput(attrs=_attributes(code)), **options)
    # ``required`` is services' affair; readers are told nevertheless.
    made.widget.is_required = field.required
    if field.default is not None and made.initial is None:
        made.initial = field.kind.write(field, field.default)
    if field.required:
        _demand(field, made)
    return made


def _demand(field: Field, made: forms.Field) -> None:
    made.required = made.widget.is_required = True
    made.validators = []
    made.error_messages["required"] = field.kind.wanted(field)


def _narrow(made: forms.Field, options: Collection[Any]) -> None:
    """Leave of an input's choices those that go with what was chosen elsewhere, and the empty one."""
    known = {str(option) for option in options}
    made.widget.choices = [  # type: ignore[attr-defined]
        (value, label)
        for value, label in made.widget.choices
        if value == "" or str(value) in known  # type: ignore[attr-defined]
    ]


def _own_unit(field: Field, actor: Actor, right: str, chosen: Choices) -> str | None:
    """Return the unit at which the actor holds the right, for the unit whose record it will be; none when several."""
    own = {str(post.unit_id) for post in actor.posts if right in post.permissions}
    if field.name != "unit" or len(own) != 1:
        return None
    [key] = own
    return key if any(key == known for known, _name in chosen) else None


def _attributes(code: str) -> dict[str, str]:
    numeric = {"inputmode": "numeric", "autocomplete": "off"}
    known = {
        "date": {"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "class": "input-day", "autocomplete": "off"},
        "integer": numeric,
        "decimal": {"inputmode": "decimal", "autocomplete": "off"},
        "phone": {"type": "tel", "inputmode": "tel", "class": "input-phone", "autocomplete": "off"},
        "personal_number": {**numeric, "class": "input-personal-number"},
        "email": {"type": "email", "autocomplete": "off"},
        "url": {"type": "url", "autocomplete": "off"},
    }
    return known.get(code, {"autocomplete": "off"})


def _blank(choices: Choices, required: bool = False) -> Choices:
    return choices if required and len(choices) == 1 else [("", _("– Chọn –")), *choices]


def standing_units(actor: Actor, right: str) -> Choices:
    """Return the units that stand today and over which the actor holds ``right``, for a chooser."""
    rows = units()
    if not actor.is_system:
        rows = rows.filter(pk__in=actor.unit_ids(right))
    return [(str(key), name) for key, name in rows.values_list("pk", "name")[:MOST_CHOICES]]


def standing_communes() -> Choices:
    """Return the communes that stand today, for a chooser."""
    rows = areas(tier=Tier.COMMUNE).values_list("pk", "full_name")
    return [(str(key), name) for key, name in rows[:MOST_CHOICES]]


class FilterForm(forms.Form):
    """The filters of a list, kept in the address so that a view can be sent to a colleague."""

    use_required_attribute = False

    def __init__(self, actor: Actor, definition: Definition, data: Any, wrong: Mapping[str, str]) -> None:
        super().__init__(data, auto_id="loc-%s")
        for name in definition.filters:
            field = definition.field(name)
            if not field.personal or field.kind.code in {"personal_number", "phone"}:
                self.fields[name] = self._filter(field, actor, definition)
        self.is_valid()
        for name, words in wrong.items():
            self.add_error(name if name in self.fields else None, words)

    def _filter(self, field: Field, actor: Actor, definition: Definition) -> forms.Field:
        code = field.kind.code
        options: dict[str, Any] = {"label": field.title, "required": False}
        everything: Choices = [("", _("Tất cả"))]
        if field.name == "status":
            choices: Choices = [("", Status.IN_FORCE.label), (Status.ENDED.value, Status.ENDED.label)]
            choices += [(Status.MERGED.value, Status.MERGED.label), ("*", _("Tất cả"))]
            return forms.CharField(widget=forms.Select(choices=choices), **options)
        if code == "choice":
            return forms.CharField(widget=forms.Select(choices=[*everything, *field.choices]), **options)
        if code == "boolean":
            pair = [*everything, ("co", _("có")), ("khong", _("không"))]
            return forms.CharField(widget=forms.Select(choices=pair), **options)
        if code == "catalogue":
            known = [*everything, *catalogues.entries(field.catalogue).items()]
            return forms.CharField(widget=inputs.Chooser(choices=known), **options)
        if code == "area":
            return forms.CharField(widget=inputs.Chooser(choices=[*everything, *standing_communes()]), **options)
        if code == "unit":
            seen = standing_units(actor, definition.rights.view)
            return forms.CharField(widget=inputs.Chooser(choices=[*everything, *seen]), **options)
        hints = {"integer": "3-5", "decimal": "3-5", "date": "01/01/2026..31/12/2026", "partial_date": "1987"}
        box = forms.TextInput(attrs={"placeholder": hints.get(code, ""), "autocomplete": "off"})
        return forms.CharField(widget=box, max_length=200, **options)


class ReasonForm(forms.Form):
    """A reason, and the revision that the actor saw."""

    use_required_attribute = False
    reason = forms.CharField(max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = label
