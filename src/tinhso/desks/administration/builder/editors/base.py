"""What every editor of an item does alike: a form filled from the item, and the item made again from the form."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ValidationError

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder.content import Content
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kits.procedures.problems import problems_of
from tinhso.kits.procedures.questions import choices_of, kind_of

SHORT, LONG = 250, 2000


class Editor(forms.Form):
    """A form over one kind of item; a subclass says how its fields and the item belong together."""

    kind: ClassVar[str]
    slug: ClassVar[str]
    """The kind in addresses."""
    tab: ClassVar[str]
    noun: ClassVar[Any]
    model: ClassVar[type[BaseModel] | None] = None
    """What the item must satisfy."""
    fields_of: ClassVar[Mapping[str, str]] = {}
    """Which field of the form shows what is wrong at a place of the item."""
    bears: ClassVar[tuple[str, ...]] = ()
    """What may be wrong for a while: the place of things that are added inside the item later."""
    defaults: ClassVar[Mapping[str, Any]] = {}
    """What the form of a new item shows."""
    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    """Fields that the page folds away under a title."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, content: Content, item: Content | None, parent: str = "", **options: Any
    ) -> None:
        self.content, self.item, self.parent = content, item, parent
        self.variant: str = options.pop("variant", "")
        initial = {**self.defaults, **(self.read(item) if item is not None else {})}
        super().__init__(data, initial={**initial, **options.pop("initial", {})}, **options)
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to what is written: choices, fields that this item does not have."""

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of an item."""
        raise NotImplementedError

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put what the form says into the item; what the form does not know stays in it."""
        raise NotImplementedError

    def title_of(self, item: Content) -> str:
        """Return what the item is called."""
        return str(item.get("name") or item.get("title") or item.get("label") or "")

    def made(self) -> Content:
        """Return the item as the form says; raise ``Invalid`` with what is wrong, by field of the form."""
        item: Content = json.loads(json.dumps(self.item)) if self.item else {}
        self.write(self.cleaned_data, item)
        for name in [name for name, value in item.items() if value in ("", None, [], {})]:
            if self.model is None or name not in _needed(self.model):
                del item[name]
        self.check(item)
        return item

    def check(self, item: Content) -> None:
        """Raise ``Invalid`` unless the item is as the kit wants it."""
        if self.model is None:
            return
        try:
            self.model.model_validate(item)
        except ValidationError as error:
            problems = {
                self.fields_of.get(str(place[0]) if place else "", str(place[0]) if place else ""): words
                for place, words in problems_of(error)
                if not self.bearable(place)
            }
            if problems:
                raise Invalid(problems) from error

    def bearable(self, place: tuple[str | int, ...]) -> bool:
        """Tell whether something wrong at a place can wait until the whole is checked."""
        return place[: len(self.bears)] == self.bears if self.bears else False

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that the page shows at once."""
        folded = {name for _title, names in self.groups for name in names}
        return [field for field in self.visible_fields() if field.name not in folded and field.name != "when"]

    @property
    def folded_groups(self) -> list[dict[str, Any]]:
        """The fields that the page folds away: title, fields, and whether something in them asks to be seen."""
        found = []
        for title, names in self.groups:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                opened = any(field.errors or (self.item is not None and field.value()) for field in fields)
                found.append({"title": title, "fields": fields, "open": opened})
        return found


def _needed(model: type[BaseModel]) -> set[str]:
    return {name for name, field in model.model_fields.items() if field.is_required()}


class ConditionalEditor(Editor):
    """An editor of items that hold under conditions: answers are ticked, nothing is typed."""

    when = forms.MultipleChoiceField(
        label=gettext_lazy("Chỉ khi người dân trả lời"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """Offer the answers that can be conditions."""
        self.fields["when"].choices = [  # type: ignore[attr-defined]
            (value, label) for group in self.answers() for value, label in group["choices"]
        ]

    def names(self) -> Iterable[str]:
        """Return the questions that conditions may be about, in the order of the form."""
        return [name for page in self.content.get("pages", ()) for name in page.get("fields", ())]

    def answers(self) -> list[dict[str, Any]]:
        """Return the questions with the answers that can be conditions."""
        properties = contents.properties(self.content)
        kept = {key for one in (self.item or {}).get("when", ()) for key in condition_keys(one)}
        groups = []
        for name in self.names():
            schema = properties.get(name, {})
            choices = [*_closed(name, schema), *_open(name)]
            own = {value for value, _label in choices}
            choices += [(key, _kept_words(key)) for key in sorted(kept - own) if json.loads(key)[0] == name]
            groups.append({"name": name, "title": str(schema.get("title", name)), "choices": choices})
        lost = [key for key in sorted(kept) if json.loads(key)[0] not in {group["name"] for group in groups}]
        if lost:
            words = [(key, _kept_words(key)) for key in lost]
            groups.append({"name": "", "title": _("Điều kiện về câu hỏi không còn"), "choices": words})
        return groups

    @property
    def condition_groups(self) -> list[dict[str, Any]]:
        """The answers for the page: with what is ticked, and whether the group stands open."""
        ticked = set(self["when"].value() or ())
        groups = self.answers()
        number = 0
        for group in groups:
            rows = []
            for value, label in group["choices"]:
                rows.append({"value": value, "label": label, "on": value in ticked, "id": f"id_when_{number}"})
                number += 1
            group["choices"] = rows
            group["open"] = any(row["on"] for row in rows)
        return groups

    def read(self, item: Content) -> dict[str, Any]:
        """Return the conditions as ticked answers."""
        return {"when": [key for one in item.get("when", ()) for key in condition_keys(one)]}

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Make conditions of the ticked answers: several of one question mean any of them, others mean all."""
        found: dict[str, list[list[Any]]] = {}
        for key in given["when"]:
            name, word, value = json.loads(key)
            found.setdefault(name, []).append([word, value])
        item["when"] = [condition for name, ticks in found.items() for condition in _conditions(name, ticks)]


def _conditions(name: str, ticks: list[list[Any]]) -> list[Content]:
    values = [value for word, value in ticks if word == "is"]
    answered = [{"field": name, "answered": value} for word, value in ticks if word == "answered"]
    if len(values) > 1:
        return [{"field": name, "among": values}, *answered]
    return [*({"field": name, "equals": value} for value in values), *answered]


def condition_keys(condition: Content) -> list[str]:
    """Return the ticked answers that a condition stands for."""
    name = condition["field"]
    if condition.get("answered") is not None:
        return [json.dumps([name, "answered", condition["answered"]], ensure_ascii=False)]
    values = condition.get("among") or [condition.get("equals")]
    return [json.dumps([name, "is", value], ensure_ascii=False) for value in values]


def _closed(name: str, schema: Content) -> list[tuple[str, str]]:
    kind = kind_of(schema) if schema else ""
    if kind == "checkbox":
        values: list[tuple[Any, str]] = [(True, _("Có đánh dấu")), (False, _("Không đánh dấu"))]
    elif "enum" in schema:
        labels = dict(choices_of(schema))
        values = [(value, labels[str(value)]) for value in schema["enum"]]
    else:
        values = []
    return [(json.dumps([name, "is", value], ensure_ascii=False), label) for value, label in values]


def _open(name: str) -> list[tuple[str, str]]:
    return [
        (json.dumps([name, "answered", True]), _("Có trả lời")),
        (json.dumps([name, "answered", False]), _("Để trống")),
    ]


def _kept_words(key: str) -> str:
    name, word, value = json.loads(key)
    return _("“{name}” là {value}").format(name=name, value=value) if word == "is" else name


def lines(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def renamed(labels: list[str], kept: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (code, label) for each label: codes of labels that stay are kept, and of those that were only reworded.

    ``kept`` maps codes to the labels they had, in order.
    """
    by_label = {label: code for code, label in kept.items()}
    left = [code for code, label in kept.items() if label not in labels]
    fresh = [label for label in labels if label not in by_label]
    # As many new words as old ones gone: they were reworded, in order.
    reworded = dict(zip(fresh, left, strict=True)) if len(fresh) == len(left) else {}
    taken = set(kept)
    found = []
    for label in labels:
        code = by_label.get(label) or reworded.get(label)
        if code is None:
            code = contents.free(contents.code_for(label).replace("-", "_"), taken, "_")
            taken.add(code)
        found.append((code, label))
    return found
