"""Forms of searching, recording and blocking: they draw and carry text; services read the values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.notary import keys
from tinhso.government.notary.models import Act, Notice, Property
from tinhso.government.notary.persons import Asked
from tinhso.government.notary.services import blocking, recording
from tinhso.government.notary.words import Role
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.web import inputs
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.forms import standing_communes

ROWS_OF_PERSONS = 4
Choices = list[tuple[str, Any]]
_BLANK: Choices = [("", _("– Chọn –"))]


class Typed(forms.Form):
    """A form whose values services read."""

    use_required_attribute = False

    def refuse(self, invalid: Invalid) -> None:
        """Put what services found wrong beside its inputs."""
        for name, words in invalid.fields.items():
            self.add_error(name if name in self.fields else None, words)

    def draw(self, definition: Definition, names: tuple[str, ...], choices: dict[str, Choices] | None = None) -> None:
        """Add the inputs of a register's fields."""
        for name in names:
            field = definition.field(name)
            widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
            if choices and name in choices:
                widget = inputs.Chooser(choices=[*_BLANK, *choices[name]])
            elif field.choices:
                widget = forms.Select(choices=[*_BLANK, *field.choices])
            elif field.kind.code == "date":
                widget = inputs.DayInput()
            elif field.kind.code == "long_text":
                widget = forms.Textarea(attrs={"rows": 3})
            elif field.kind.code in {"integer", "personal_number"}:
                widget.attrs["inputmode"] = "numeric"
            made = forms.CharField(
                label=field.title, help_text=field.hint, widget=widget, required=False, max_length=field.most_letters
            )
            made.widget.is_required = field.required
            self.fields[name] = made

    def taken(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return what was typed into the inputs ``names``."""
        return {name: self.cleaned_data.get(name, "") for name in names}

    def drawn(self, names: tuple[str, ...]) -> list[Any]:
        """Return the inputs ``names`` for the page."""
        return [self[name] for name in names if name in self.fields]


def _communes() -> Choices:
    return [*standing_communes()]


class SearchForm(Typed):
    """What is searched for: a property by any of its numbers, and persons."""

    def __init__(self, offices: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = offices if len(offices) == 1 else [*_BLANK, *offices]
        self.fields["office"] = forms.ChoiceField(
            label=_("Tổ chức hành nghề công chứng"), choices=chosen,
            error_messages={"required": _("Chọn tổ chức hành nghề công chứng.")},
        )  # fmt: skip
        self.fields["for_act"] = forms.ChoiceField(
            label=_("Tra cứu để làm gì"), initial="yes", widget=forms.RadioSelect,
            choices=[("yes", _("Lập văn bản công chứng")), ("no", _("Chỉ xem thông tin"))],
        )  # fmt: skip
        self.draw(Property.definition, keys.IDENTIFIERS, {"area": _communes()})
        for place in range(ROWS_OF_PERSONS):
            plain = {"autocomplete": "off"}
            digits = {**plain, "inputmode": "numeric"}
            for name, label, most, attrs in (
                ("name", _("Họ và tên"), 200, plain),
                ("number", _("Số định danh cá nhân"), 20, digits),
                ("birth_year", _("Năm sinh"), 4, digits),
            ):
                self.fields[f"person-{place}-{name}"] = forms.CharField(
                    label=label, max_length=most, required=False, widget=forms.TextInput(attrs=attrs)
                )

    @property
    def things(self) -> list[Any]:
        """The inputs of the property."""
        return self.drawn(keys.IDENTIFIERS)

    @property
    def people(self) -> list[list[Any]]:
        """The inputs of each person."""
        return [
            [self[f"person-{place}-{name}"] for name in ("name", "number", "birth_year")]
            for place in range(ROWS_OF_PERSONS)
        ]

    def persons(self) -> list[dict[str, Any]]:
        """What was typed of each person."""
        return [
            {name: self.cleaned_data.get(f"person-{place}-{name}", "") for name in ("name", "number", "birth_year")}
            for place in range(ROWS_OF_PERSONS)
        ]


class ActForm(Typed):
    """An act about what was searched for."""

    def __init__(self, people: list[Asked], notaries: Choices, earlier: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = range(len(people))
        self.draw(Act.definition, recording.TYPED, {"notary": notaries})
        if earlier:
            self.fields["refers_to"] = forms.CharField(
                label=_("Dẫn văn bản"), required=False, widget=forms.Select(choices=[*_BLANK, *earlier]),
                help_text=_("Chỉ với văn bản hủy bỏ, sửa lỗi, chấm dứt thế chấp: văn bản đã lập tại tổ chức này."),
            )  # fmt: skip
        for place, person in enumerate(people):
            self.fields[f"role-{place}"] = forms.CharField(
                label=person.name, required=False, widget=forms.Select(choices=[*_BLANK, *Role.choices]),
                help_text=" · ".join(filter(None, (person.number, str(person.birth_year or "")))),
            )  # fmt: skip
        self.fields["explanation"].help_text = _("Khi cảnh báo cần giải trình: ghi lý do và căn cứ.")

    @property
    def main(self) -> list[Any]:
        """The inputs of the act."""
        return self.drawn(("kind", "number", "signed_on", "notary", "refers_to", "summary", "value", "explanation"))

    @property
    def roles(self) -> list[Any]:
        """The inputs of the persons' roles."""
        return self.drawn(tuple(f"role-{place}" for place in self.places))

    def chosen_roles(self) -> list[str]:
        """The role of each person."""
        return [self.cleaned_data.get(f"role-{place}", "") for place in self.places]


class BlockForm(Typed):
    """A blocking notice as it came."""

    def __init__(self, units: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = forms.ChoiceField(
            label=_("Đơn vị nhập"), choices=units if len(units) == 1 else [*_BLANK, *units],
            error_messages={"required": _("Chọn đơn vị nhập.")},
        )  # fmt: skip
        self.draw(Notice.definition, blocking.TYPED)
        self.draw(Property.definition, keys.IDENTIFIERS, {"area": _communes()})

    @property
    def paper(self) -> list[Any]:
        """The inputs of the notice itself."""
        return self.drawn(("number", "issued_on", "issuer_kind", "issuer", "content", "holds_to", "unit"))

    @property
    def things(self) -> list[Any]:
        """The inputs of the property."""
        return self.drawn(keys.IDENTIFIERS)

    @property
    def person(self) -> list[Any]:
        """The inputs of the person."""
        return self.drawn(("person_name", "person_number", "person_birth_year"))


class LiftForm(Typed):
    """The paper that lifts a notice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.draw(Notice.definition, blocking.LIFTING)


class PeriodForm(forms.Form):
    """From which day to which."""

    use_required_attribute = False
    first = inputs.DayField(label=_("Từ ngày"), required=False)
    last = inputs.DayField(label=_("Đến ngày"), required=False)
