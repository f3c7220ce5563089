"""``Register``: the base of every register's model. A class that inherits it is a register.

History is kept by triggers in ``<Model>Event``, which the kit puts on: no way of writing passes them by.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import pghistory
from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.search.places import declare
from tinhso.kernel.search.queries import match
from tinhso.kits.registers.definition import REGISTERS, Definition, build
from tinhso.kits.registers.fields import VIETNAM, NameField, PointField
from tinhso.kits.registers.models_around import Comment, Follow, FormDraft, Merge

if TYPE_CHECKING:
    from tinhso.kernel.identity.actor import Actor

__all__ = ["Comment", "Follow", "FormDraft", "Merge", "Register", "RegisterBase", "Status"]


class Status(models.TextChoices):
    """Whether a row holds. Nothing is deleted: it ends, or goes over into another."""

    IN_FORCE = "in_force", _("Đang hiệu lực")
    ENDED = "ended", _("Đã kết thúc")
    MERGED = "merged", _("Đã gộp vào bản ghi khác")


DERIVED = ("search_text", "sort_key")
"""Columns that follow from the others: history leaves them out."""


class RegisterBase(ModelBase):
    """Makes a register of a class: its indexes, constraints and history, its definition and its rights."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **options: Any) -> Any:
        meta = attrs.get("Meta")
        concrete = not getattr(meta, "abstract", False)
        if concrete:
            attrs["Meta"] = _meta(name, attrs, meta, bases)
        made: Any = super().__new__(cls, name, bases, attrs, **options)
        if concrete:
            registry = getattr(made, "Registry", None)
            if registry is None:
                raise TypeError(f"{made.__module__}.{name}: a register needs a nested class Registry")
            _keep_history(made)
            made.definition = build(made, registry)
            REGISTERS.register(made.definition.code, made.definition)
            declare(made.definition.place)
        return made


def _keep_history(made: Any) -> None:
    """Put the triggers of history on; its table has one index, that by the row: it is written far more than read."""
    pointers = {
        column.name: models.ForeignKey(
            column.remote_field.model, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False,
            related_name="+", related_query_name="+", verbose_name=column.verbose_name,
        )
        for column in made._meta.local_fields
        if column.is_relation
    }  # fmt: skip
    pghistory.track(
        pghistory.InsertEvent(level=pghistory.Statement),
        pghistory.UpdateEvent(level=pghistory.Statement),
        exclude=list(DERIVED),
        context_field=pghistory.ContextForeignKey(db_index=False),
        attrs=pointers,
    )(made)


def _meta(name: str, attrs: dict[str, Any], given: Any, bases: tuple[type, ...]) -> type:
    """Return the class's Meta with the kit's indexes and constraints put to its own."""
    config = apps.get_containing_app_config(attrs["__module__"])
    place = getattr(given, "app_label", None) or (config.label if config else "registers")
    short = f"{place}_{name.lower()}"[:22]
    own: dict[str, Any] = dict(attrs)
    for base in bases:
        for column in getattr(getattr(base, "_meta", None), "local_fields", []):
            own.setdefault(column.name, column)
    # Few rows were ever merged: whoever looks for those that went over into one finds them without reading the rest.
    indexes: list[models.Index] = [
        models.Index(fields=["merged_into"], name=f"{short}_merged", condition=Q(merged_into__isnull=False))
    ]
    if getattr(attrs.get("Registry"), "finds_alike", True):
        indexes.append(GinIndex(fields=["search_text"], name=f"{short}_search", opclasses=["gin_trgm_ops"]))
    if any(isinstance(value, NameField) for value in own.values()):
        indexes.append(models.Index(fields=["sort_key", "id"], name=f"{short}_order"))
    constraints: list[Any] = []
    for attribute, value in own.items():
        if isinstance(value, PointField):
            constraints.append(_within(f"{short}_{attribute}"[:60], attribute))
        elif getattr(value, "pattern", None):
            condition = Q(**{attribute: ""}) | Q(**{f"{attribute}__regex": value.pattern})
            constraints.append(models.CheckConstraint(condition=condition, name=f"{short}_{attribute}_form"[:63]))
    content = {key: value for key, value in vars(given).items() if not key.startswith("__")} if given else {}
    content["indexes"] = [*content.get("indexes", []), *indexes]
    content["constraints"] = [*content.get("constraints", []), *constraints]
    return type("Meta", (), content)


def _within(name: str, attribute: str) -> models.CheckConstraint:
    south, west, north, east = VIETNAM
    lat, lon = f"{attribute}_lat", f"{attribute}_lon"
    inside = Q(**{f"{lat}__range": (south, north), f"{lon}__range": (west, east)})
    empty = Q(**{f"{lat}__isnull": True, f"{lon}__isnull": True})
    return models.CheckConstraint(condition=inside | empty, name=f"{name}_in")


class Register(Record, metaclass=RegisterBase):
    """A row of a register.

    ``unit`` is the unit whose record it is: rights over the row are rights over the unit. ``revision`` counts the
    changes, so that of two people who change at once the second is told. Override the methods below to say what is
    particular; a nested class ``Registry`` says the rest.
    """

    unit = models.ForeignKey(
        OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị quản lý")
    )
    status = models.CharField(
        _("trạng thái"), max_length=8, choices=Status.choices, default=Status.IN_FORCE, editable=False
    )
    revision = models.PositiveIntegerField(_("lần sửa"), default=1, editable=False)
    updated_at = models.DateTimeField(_("sửa lần cuối"), default=clock.now, editable=False)
    changed_by = models.CharField(_("người sửa cuối"), max_length=120, default="", editable=False)
    reason = models.CharField(_("lý do sửa"), max_length=300, default="", editable=False)
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False, editable=False
    )
    search_text = models.TextField(default="", editable=False)
    sort_key = models.CharField(max_length=500, default="", editable=False)

    definition: ClassVar[Definition]
    most_found: ClassVar[int] = 0
    """How many rows ``rows_found`` gives at most, which lists then say; 0: all."""
    followed: ClassVar[frozenset[str]] = frozenset({"add", "change", "end", "merge", "split"})
    """The verbs upon which ``after_write`` does something: an import of many rows asks none that needs nothing."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Name the row: by its name, else by the first field that finds it."""
        found = self.definition.name_field or self.definition.field(self.definition.find_by[0])
        return found.kind.show(found, found.kind.value_of(found, self)) or str(self.pk)

    def check_row(self) -> Mapping[str, str]:
        """Return what is wrong between the fields of the whole row: words by field; nothing when it is right."""
        return {}

    def person_key(self) -> UUID | None:
        """Return the key of the person whose data the row holds, for the log of who looked; none for things."""
        return None

    @classmethod
    def rows_visible_to(cls, actor: Actor) -> models.QuerySet[Any]:
        """Return the rows that ``actor`` may look at: those of the units over which the right is held."""
        from tinhso.kits.registers.queries import of_own_units

        return of_own_units(actor, cls.definition)

    @classmethod
    def rows_found(cls, rows: models.QuerySet[Any], text: str) -> models.QuerySet[Any]:
        """Return those of ``rows`` that ``text`` asks for, the likest first: what the search box of lists does."""
        return match(rows, "search_text", text)

    @classmethod
    def check_rows(cls, rows: Sequence[Any]) -> list[Mapping[str, str]]:
        """Return ``check_row`` of each of many rows: override it too when ``check_row`` asks the database."""
        return [row.check_row() for row in rows]

    @classmethod
    def person_keys(cls, rows: Sequence[Any]) -> list[UUID | None]:
        """Return ``person_key`` of each of many rows: override it too when ``person_key`` asks the database."""
        return [row.person_key() for row in rows]

    @classmethod
    def options_for(cls, name: str, value: Any) -> Collection[Any] | None:  # noqa: ARG003 - for classes to override
        """Return which choices of the field ``name`` go with ``value`` of the field that narrows it; None: all.

        Codes of a choice or a catalogue, keys of areas and units. ``value`` is empty while nothing is chosen there.
        """
        return None

    def after_write(self, actor: Actor, verb: str) -> None:
        """Do what follows, in the transaction in which the row was added, changed or ended (``verb``)."""
