"""Fields that depend on others: asked, needed or narrowed by what another field holds. One rule for forms, API, import.

A register says it in ``Registry.depends``:

    depends = (
        When("kind", ("hotel", "ship"), fields="recognised_on", required="stars"),
        Narrowed("grade", by="kind"),      # which choices go with which kind: the method ``options_for``
    )
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from tinhso.kits.registers.definition import Definition, Field

_TELLING = frozenset({"choice", "catalogue", "boolean"})
"""Kinds of fields by whose value others are asked."""
_NARROWABLE = frozenset({"choice", "catalogue", "area", "unit"})
_NARROWING = _TELLING | {"area", "unit", "reference"}
_MOST_NAMED = 8


@dataclass(frozen=True)
class When:
    """Fields that are asked only when the field ``by`` holds one of ``values``; otherwise they stay empty.

    ``fields`` may then be left out, ``required`` may not; both are names with spaces between them.
    """

    by: str
    values: Collection[Any]
    fields: str = ""
    required: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the fields that are asked."""
        return (*self.required.split(), *self.fields.split())


@dataclass(frozen=True)
class Narrowed:
    """A field whose choices depend on what the field ``by`` holds, as the register's ``options_for`` says."""

    field: str
    by: str


Depends = tuple[When | Narrowed, ...]


def check_depends(
    given: Any, where: str, by_name: Mapping[str, Field], refuse: Callable[[str], Exception], *, narrows: bool
) -> Depends:
    """Return what a class says of dependence; raise what ``refuse`` makes of words for what cannot be.

    ``narrows`` tells whether the class says which choices go with which value.
    """
    rules: Depends = tuple(given)
    asked: set[str] = set()
    narrowed: set[str] = set()
    for rule in rules:
        if not isinstance(rule, When | Narrowed):
            raise refuse(f"{where}.depends must be When(…) and Narrowed(…), not {rule!r}")
        names = rule.asked if isinstance(rule, When) else (rule.field,)
        for name in (rule.by, *names):
            if name not in by_name or by_name[name].kit:
                raise refuse(f"{where}.depends: no field is called {name!r}; fields: {', '.join(by_name)}")
        kinds = _TELLING if isinstance(rule, When) else _NARROWING
        if by_name[rule.by].kind.code not in kinds:
            raise refuse(f"{where}.depends: nothing can depend on {rule.by!r}, only on {', '.join(sorted(kinds))}")
        for name in names:
            if isinstance(rule, When) and by_name[name].required:
                raise refuse(f"{where}.depends: {name!r} is always required: let it be empty (blank, null)")
            if name in (asked if isinstance(rule, When) else narrowed):
                raise refuse(f"{where}.depends: {name!r} is named twice")
            if isinstance(rule, Narrowed) and by_name[name].kind.code not in _NARROWABLE:
                raise refuse(f"{where}.depends: {name!r} has no choices to be narrowed")
            if isinstance(rule, Narrowed) and not narrows:
                raise refuse(f"{where}.depends: say in options_for which choices of {name!r} go with which {rule.by}")
        if isinstance(rule, When):
            later = [one.by for one in rules[: rules.index(rule) + 1] if isinstance(one, When) and one.by in names]
            if later:
                raise refuse(f"{where}.depends: {later[0]!r} itself depends on {rule.by!r}: say that first")
        (asked if isinstance(rule, When) else narrowed).update(names)
    return rules


class Dependents:
    """Asks the rules of one register. It remembers which choices go with what, so one serves many rows."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._whens = [rule for rule in definition.depends if isinstance(rule, When)]
        self._narrows = [rule for rule in definition.depends if isinstance(rule, Narrowed)]
        self._options: dict[tuple[str, Any], Collection[Any] | None] = {}
        names: dict[str, None] = {}
        for rule in definition.depends:
            names.update(dict.fromkeys((rule.by, *(rule.asked if isinstance(rule, When) else (rule.field,)))))
        self.names = tuple(names)
        """The names of the fields that have to do with it."""
        self.telling = frozenset(rule.by for rule in definition.depends)
        """The names of those upon which others depend."""

    def unasked(self, values: Mapping[str, Any]) -> set[str]:
        """Return the names of the fields that are not asked with these typed values, and so stay empty."""
        found: set[str] = set()
        for rule in self._whens:
            if rule.by in found or values.get(rule.by) not in rule.values:
                found.update(rule.asked)
        return found

    def needed(self, values: Mapping[str, Any]) -> set[str]:
        """Return the names of the fields that may not be empty with these typed values."""
        unasked = self.unasked(values)
        return {name for rule in self._whens for name in rule.required.split()} - unasked

    def options(self, values: Mapping[str, Any]) -> dict[str, Collection[Any]]:
        """Return by narrowed field what may stand in its column with these typed values; not where all may."""
        found = {}
        for rule in self._narrows:
            value = values.get(rule.by)
            key = (rule.field, value)
            if key not in self._options:
                self._options[key] = self._definition.model.options_for(rule.field, value)
            options = self._options[key]
            if options is not None:
                found[rule.field] = options
        return found

    def wrong(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return words by field for what does not go together in a row; ``values`` has every one of ``names``."""
        found: dict[str, str] = {}
        if not self.names:
            return found
        unasked = self.unasked(values)
        for rule in self._whens:
            for name in rule.asked:
                field = self._definition.field(name)
                bare = _bare(field, values[name])
                if name in unasked and not bare:
                    found[name] = self._too_much(rule, field)
                elif name not in unasked and name in rule.required.split() and _empty(values[name]):
                    found[name] = field.kind.wanted(field)
        for name, options in self.options(values).items():
            field, value = self._definition.field(name), values[name]
            if not _empty(value) and name not in found and field.kind.spread(field, value)[0] not in options:
                by = next(rule.by for rule in self._narrows if rule.field == name)
                found[name] = self._beside(field, value, self._definition.field(by), values[by], options)
        return found

    def _too_much(self, rule: When, field: Field) -> str:
        by = self._definition.field(rule.by)
        return _("Chỉ ghi {label} khi {by} là {values}. Hãy để trống mục này.").format(
            label=field.low_label, by=by.low_label, values=", ".join(by.kind.show(by, value) for value in rule.values)
        )

    def _beside(self, field: Field, value: Any, by: Field, other: Any, options: Collection[Any]) -> str:
        if field.personal or by.personal:
            return _("Mục này không đi với {by} đã chọn. Hãy chọn lại.").format(by=by.low_label)
        told = _("“{text}” không đi với {by} “{other}”.").format(
            text=field.kind.show(field, value), by=by.low_label, other=by.kind.show(by, other)
        )
        if field.kind.code in {"choice", "catalogue"} and options:
            known = "; ".join(field.kind.show(field, option) for option in list(options)[:_MOST_NAMED])
            return f"{told} {_('Chọn một trong: {known}.').format(known=known)}"
        return f"{told} {_('Hãy chọn lại.')}"


def _empty(value: Any) -> bool:
    return not isinstance(value, Model) and value in (None, "")


def _bare(field: Field, value: Any) -> bool:
    """Tell whether a field holds what it holds when nobody fills it in."""
    return _empty(value) or value is False or (field.default is not None and value == field.default)
