"""Laying reference data: many rows at once, and nothing written when nothing changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

BATCH = 1000
UPDATE_BATCH = 200


@dataclass(frozen=True)
class Laid:
    """How many rows a load made, changed, and found as they should be."""

    created: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "Laid") -> "Laid":
        return Laid(self.created + other.created, self.changed + other.changed, self.same + other.same)


def lay(model: type[models.Model], rows: Sequence[Any], *, keep: frozenset[str] = frozenset()) -> Laid:
    """Make the rows whose keys are new and update those that differ, leaving the columns in ``keep`` alone.

    Rows carry stable keys, so that laying the same rows again writes nothing. Call it within a transaction.
    """
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key and field.name not in keep]
    names = [name for name in names if name != "created_at"]
    wanted = {row.pk: row for row in rows}
    if len(wanted) != len(rows):
        raise ValueError(f"two rows of {model.__name__} bear one key")
    found = {values[0]: values[1:] for values in model._default_manager.filter(pk__in=wanted).values_list("pk", *names)}
    fields = [model._meta.get_field(name) for name in names]
    changed = []
    differing = set()
    for key in wanted.keys() & found.keys():
        row = wanted[key]
        new = [field.to_python(getattr(row, field.attname)) for field in fields]  # type: ignore[union-attr]
        wrong = {field.name for field, old, value in zip(fields, found[key], new, strict=True) if old != value}
        if wrong:
            changed.append(row)
            differing |= wrong
    created = [row for key, row in wanted.items() if key not in found]
    if changed:
        model._default_manager.bulk_update(changed, sorted(differing), batch_size=UPDATE_BATCH)
    if created:
        model._default_manager.bulk_create(created, batch_size=BATCH)
    return Laid(len(created), len(changed), len(wanted) - len(created) - len(changed))
