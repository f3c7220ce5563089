"""Registers in a reorganisation: every row goes with the unit whose record it is, whatever its status.

Rows go by their area where the plan divides a unit; the history keeps which unit a row was of, and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import lazystr
from django.utils.text import capfirst

from tinhso.kernel.areas.models import Area
from tinhso.kernel.organizations.moving import Column, Group, register_from
from tinhso.kits.registers.definition import REGISTERS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def area_column(model: type[models.Model]) -> str:
    """Return the column by which rows of a register lie in an area, in SQL about ``t``."""
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model is Area:
            return f"t.{field.column}"
    return "NULL::uuid"


class _Named:
    """A model's name at the beginning of a line, in the reader's language."""

    def __init__(self, name: object) -> None:
        self._name = name

    def __str__(self) -> str:
        return capfirst(str(self._name))


def _capital(name: object) -> StrOrPromise:
    return lazystr(_Named(name))


def of_registers() -> Iterator[Column]:
    """Yield a kind for each register."""
    for definition in REGISTERS.values():
        model = definition.model
        yield Column(
            f"register.{definition.code}"[:80],
            _capital(model._meta.verbose_name),
            Group.RECORDS,
            model,
            area=area_column(model),
            order=50,
        )


register_from(of_registers)
