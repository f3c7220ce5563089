"""What a register is, read once from its class: the nested ``Registry`` becomes a frozen ``Definition``.

An attribute that nobody knows, or a field's name that the class does not have, ends the start with a clear sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.areas.models import Area
from tinhso.kernel.foundation.registry import Registry
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.search.places import Place
from tinhso.kits.registers.dependent import Depends, check_depends
from tinhso.kits.registers.events import declare_events
from tinhso.kits.registers.fields import PointField
from tinhso.kits.registers.kinds import KINDS, Kind
from tinhso.kits.registers.permissions import Rights, declare_rights

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_-]*")
KIT_FIELDS = frozenset(
    {"id", "created_at", "updated_at", "status", "revision", "changed_by", "reason", "ended_at", "merged_into",
     "search_text", "sort_key"}
)  # fmt: skip
"""Columns that every register has and nobody fills in; ``unit`` is filled in like the register's own."""
SHOWN_KIT_FIELDS = ("status", "created_at", "updated_at", "changed_by")
_BY_CLASS: tuple[tuple[type[Any], str], ...] = (
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.DecimalField, "decimal"),
    (models.FloatField, "decimal"),
    (models.IntegerField, "integer"),
    (models.EmailField, "email"),
    (models.URLField, "url"),
    (models.TextField, "long_text"),
    (models.CharField, "text"),
)


class DefinitionError(TypeError):
    """A register's class says something that cannot be: found when it is made, so at start."""


@dataclass(frozen=True)
class Open:
    """Which fields are published as open data, under which licence (Luật Dữ liệu 60/2024, NĐ 165/2025 Điều 10)."""

    fields: str
    licence: str = "CC-BY-4.0"
    title: StrOrPromise = ""


@dataclass(frozen=True)
class Retention:
    """After how many years an ended row is erased, and by which rule."""

    years: int
    legal_basis: StrOrPromise


@dataclass(frozen=True)
class Panel:
    """A panel of the detail page: its heading and the fields in it, one after another."""

    title: StrOrPromise
    fields: str


@dataclass(frozen=True)
class Field:
    """A field as forms, API, import and lists see it."""

    name: str
    label: StrOrPromise
    kind: Kind
    required: bool
    null: bool
    personal: bool
    columns: tuple[str, ...]
    """The names (Django's ``attname``) of the database columns that hold it."""
    choices: tuple[tuple[Any, StrOrPromise], ...] = ()
    catalogue: str = ""
    target: type[models.Model] | None = None
    hint: StrOrPromise = ""
    most_letters: int | None = None
    least: Any = None
    most: Any = None
    places: int | None = None
    unique: bool = False
    default: Any = None
    kit: bool = False
    """Whether the kit fills it."""

    @property
    def low_label(self) -> str:
        """The label as it stands within a sentence."""
        text = str(self.label)
        return text[:1].lower() + text[1:] if not text[:2].isupper() else text

    @property
    def numeric(self) -> bool:
        """Whether lists set its values right, digit under digit."""
        return self.kind.code in {"integer", "decimal"}

    @property
    def title(self) -> str:
        """The label as it stands over a column."""
        return capfirst(str(self.label))


@dataclass(frozen=True)
class Events:
    """The names of a register's domain events."""

    added: str
    changed: str
    ended: str
    merged: str


@dataclass(frozen=True, eq=False)
class Definition:
    """Everything about a register that its class says."""

    model: Any
    code: str
    name: StrOrPromise
    title: StrOrPromise
    icon: str
    fields: tuple[Field, ...]
    """What can be filled in, in the order of the class; ``unit`` comes last."""
    kit_fields: tuple[Field, ...]
    """What the kit fills and may be shown: status, moments, who changed it last."""
    columns: tuple[str, ...]
    filters: tuple[str, ...]
    find_by: tuple[str, ...]
    panels: tuple[Panel, ...]
    card: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    """By what a row is known outside: no two rows in force have all the fields of one key alike."""
    alike: tuple[str, ...]
    """Fields by which likely duplicates are looked for."""
    publish: Open | None
    retention: Retention | None
    finds_alike: bool
    """Whether search finds what is merely alike, by an index of parts of words. Without it, override ``rows_found``."""
    menu_order: int
    rights: Rights
    events: Events
    by_name: Mapping[str, Field] = field(default_factory=dict)
    depends: Depends = ()
    """Which fields are asked, needed or narrowed by what another holds."""

    def field(self, name: str) -> Field:
        """Return the field ``name``; raise ``KeyError``."""
        return self.by_name[name]

    @cached_property
    def name_field(self) -> Field | None:
        """The field that gives rows their order in the alphabet; none: the newest comes first."""
        return next((found for found in self.fields if found.kind.code == "name"), None)

    @cached_property
    def point_field(self) -> Field | None:
        """The field that puts rows on a map."""
        return next((found for found in self.fields if found.kind.code == "point"), None)

    @cached_property
    def personal_fields(self) -> frozenset[str]:
        """The names of the fields that hold data of a person."""
        return frozenset(found.name for found in self.fields if found.personal)

    @cached_property
    def place(self) -> Place:
        """The list, whose views people may keep."""
        return Place(f"registers.{self.code}", "registers:list", self.rights.view, (self.code,))

    @property
    def order(self) -> tuple[str, ...]:
        """The order of lists."""
        return ("sort_key", "id") if self.name_field else ("-id",)

    @property
    def low_name(self) -> str:
        """What one row is, as it stands within a sentence."""
        return str(self.name)

    def __str__(self) -> str:
        return str(self.title)


REGISTERS: Registry[Definition] = Registry("register")

_KNOWN = frozenset(
    {"code", "title", "icon", "columns", "filters", "find_by", "panels", "card", "keys", "alike", "personal", "publish",
     "retention", "menu_order", "finds_alike", "depends"}
)  # fmt: skip


def definition_of(model: Any) -> Definition:
    """Return the definition of a register's model, or of a row."""
    found = getattr(model, "definition", None)
    if not isinstance(found, Definition):
        raise DefinitionError(f"{model!r} is no register")
    return found


def build(model: Any, registry: type) -> Definition:
    """Read a register's class; raise ``DefinitionError``, which names the class and what is wrong."""
    where = f"{model.__module__}.{model.__name__}.Registry"
    said = {
        name: value for base in reversed(registry.__mro__[:-1]) for name, value in vars(base).items()
        if not (name.startswith("__") and name.endswith("__"))
    }  # fmt: skip
    unknown = sorted(set(said) - _KNOWN)
    if unknown:
        raise DefinitionError(
            f"{where}: no attribute is called {', '.join(unknown)}; known: {', '.join(sorted(_KNOWN))}"
        )
    code = said.get("code", "")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise DefinitionError(f"{where}: code must look like 'tourism.lodging', not {code!r}")
    marked = _words(said, "personal", where)
    own = [field_of(column, marked) for column in _columns_of(model)]
    kit = [field_of(model._meta.get_field(name), frozenset(), kit=True) for name in SHOWN_KIT_FIELDS]
    kit = [replace(found, label=_("Lập lúc")) if found.name == "created_at" else found for found in kit]
    by_name = {found.name: found for found in [*own, *kit]}

    def names(attribute: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        given = _words(said, attribute, where) or tuple(default)
        for name in given:
            _known(name, by_name, f"{where}.{attribute}")
        return given

    names("personal")
    panels = _panels(said, where, by_name, own, model)
    publish = said.get("publish")
    if publish is not None:
        _check_publish(publish, where, by_name)
    retention = said.get("retention")
    if retention is not None and not isinstance(retention, Retention):
        raise DefinitionError(f"{where}.retention must be Retention(years, legal_basis)")
    first = [found.name for found in own if found.name != "unit"]
    title = said.get("title") or capfirst(str(model._meta.verbose_name))
    return Definition(
        model=model,
        code=code,
        name=model._meta.verbose_name,
        title=title,
        icon=said.get("icon", "database"),
        fields=tuple(own),
        kit_fields=tuple(kit),
        columns=names("columns", [*first[:5], "status"]),
        filters=names("filters", ["status"]),
        find_by=names("find_by", [found.name for found in own if found.kind.code == "name"][:1] or first[:1]),
        panels=panels,
        card=names("card", first[:3]),
        keys=_keys(said, where, by_name),
        alike=names("alike"),
        publish=publish,
        retention=retention,
        finds_alike=said.get("finds_alike", True),
        menu_order=said.get("menu_order", 400),
        rights=declare_rights(code, title),
        events=Events(**declare_events(code, title)),
        by_name=by_name,
        depends=check_depends(
            said.get("depends", ()), where, by_name, DefinitionError, narrows=_says(model, "options_for")
        ),
    )


def _says(model: Any, name: str) -> bool:
    """Tell whether a class, or one that it inherits of a module's own, has a method of its own."""
    return any(name in vars(base) for base in model.__mro__ if base.__module__ != "tinhso.kits.registers.models")


def _columns_of(model: Any) -> list[Any]:
    """Return what can be filled in: columns and points, as the class names them; the unit last."""
    found: list[Any] = []
    for column in model._meta.fields:
        point = getattr(column, "point", None)
        if point is not None:
            if point not in found:
                found.append(point)
        elif column.name not in KIT_FIELDS and column.name != "unit" and column.editable:
            found.append(column)
    return [*found, model._meta.get_field("unit")]


def field_of(column: Any, marked: Iterable[str], *, kit: bool = False) -> Field:
    """Return the definition of a model's field."""
    name = column.name
    if isinstance(column, PointField):
        return Field(
            name=name, label=column.verbose_name, kind=KINDS["point"], required=not column.null, null=column.null,
            personal=column.personal or name in marked, columns=column.columns, hint=column.help_text,
        )  # fmt: skip
    kind = kind_of(column)
    limits = {type(check): check.limit_value for check in getattr(column, "_validators", [])}
    choices = tuple(column.flatchoices) if column.choices else ()
    default = column.default if column.has_default() and not callable(column.default) else None
    return Field(
        name=name,
        label=column.verbose_name,
        kind=KINDS[kind],
        required=not column.blank and kind != "boolean" and not column.has_default(),
        null=column.null,
        personal=bool(getattr(column, "personal", False)) or name in marked,
        columns=(column.attname,),
        choices=choices,
        catalogue=getattr(column, "catalogue", ""),
        target=target_of(column),
        hint=column.help_text,
        most_letters=column.max_length if kind != "choice" else None,
        least=limits.get(MinValueValidator, 0 if isinstance(column, _POSITIVE) else None),
        most=limits.get(MaxValueValidator, _largest(column)),
        places=getattr(column, "decimal_places", None),
        unique=column.unique,
        default=default,
        kit=kit,
    )


_POSITIVE = (models.PositiveIntegerField, models.PositiveSmallIntegerField, models.PositiveBigIntegerField)
_LARGEST = {
    "SmallIntegerField": 32_767, "PositiveSmallIntegerField": 32_767, "IntegerField": 2_147_483_647,
    "PositiveIntegerField": 2_147_483_647,
}  # fmt: skip


def _largest(column: Any) -> Any:
    if isinstance(column, models.DecimalField):
        return 10 ** ((column.max_digits or 18) - (column.decimal_places or 0)) - 1
    return _LARGEST.get(column.get_internal_type())


def kind_of(column: Any) -> str:
    """Return the code of a column's kind; raise ``DefinitionError`` for a column that no kind can fill."""
    stated = getattr(column, "kind", None)
    if isinstance(stated, str) and stated in KINDS:
        return stated
    if column.is_relation:
        return {Area: "area", OrganizationUnit: "unit"}.get(target_of(column), "reference")  # type: ignore[arg-type]
    if column.choices:
        return "choice"
    for kind, code in _BY_CLASS:
        if isinstance(column, kind):
            return code
    raise DefinitionError(f"{column}: a register has no kind for {type(column).__name__}")


def target_of(column: Any) -> type[models.Model] | None:
    """Return the model that a column points to; raise ``DefinitionError`` for one named by a string."""
    if not column.is_relation:
        return None
    target = column.remote_field.model
    if isinstance(target, str):
        raise DefinitionError(f"{column}: name the class that it points to, not {target!r}")
    return target  # type: ignore[no-any-return]


def _words(said: Mapping[str, Any], attribute: str, where: str) -> tuple[str, ...]:
    value = said.get(attribute, "")
    if isinstance(value, str):
        return tuple(value.split())
    raise DefinitionError(f"{where}.{attribute} must be names of fields with spaces between them, not {value!r}")


def _keys(said: Mapping[str, Any], where: str, by_name: Mapping[str, Field]) -> tuple[tuple[str, ...], ...]:
    """Return the keys: names with spaces between them are one key together, a comma begins another."""
    given = said.get("keys", "")
    parts = given.split(",") if isinstance(given, str) else [given]
    found = tuple(_words({"keys": part}, "keys", where) for part in parts)
    for name in (name for names in found for name in names):
        _known(name, by_name, f"{where}.keys")
    return tuple(names for names in found if names)


def _known(name: str, by_name: Mapping[str, Field], where: str) -> None:
    if name not in by_name:
        raise DefinitionError(f"{where}: no field is called {name!r}; fields: {', '.join(by_name)}")


def _panels(
    said: Mapping[str, Any], where: str, by_name: Mapping[str, Field], own: list[Field], model: Any
) -> tuple[Panel, ...]:
    given = said.get("panels") or (Panel(capfirst(str(model._meta.verbose_name)), " ".join(f.name for f in own)),)
    for panel in given:
        if not isinstance(panel, Panel):
            raise DefinitionError(f"{where}.panels must be Panel(title, fields), not {panel!r}")
        for name in panel.fields.split():
            _known(name, by_name, f"{where}.panels")
    return tuple(given)


def _check_publish(publish: Any, where: str, by_name: Mapping[str, Field]) -> None:
    if not isinstance(publish, Open):
        raise DefinitionError(f"{where}.publish must be Open(fields, licence)")
    for name in publish.fields.split():
        _known(name, by_name, f"{where}.publish")
        if by_name[name].personal:
            raise DefinitionError(f"{where}.publish: {name!r} is personal and cannot be open data")
