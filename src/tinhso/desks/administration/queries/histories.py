"""The change history of a record, as differences between what stood before and after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _

from tinhso.kernel.identity.models import Account

_MOST = 100
_DERIVED = {"folded", "sort_key", "path", "id", "created_at", "search_text", "session_epoch"}


@dataclass(frozen=True)
class Change:
    """One change: when, by whom, and each field with its value before and after."""

    at: datetime
    who: str
    fields: list[dict[str, str]]
    first: bool


def history(record: Model) -> list[Change]:
    """Return what changed in ``record``, the newest first; three queries at most."""
    model = type(record)
    kept: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    rows = list(kept.objects.filter(pgh_obj_id=record.pk).select_related("pgh_context").order_by("-pgh_id")[:_MOST])
    names = names_of([writer_of(row) for row in rows])
    changes = []
    for place, row in enumerate(rows):
        before = rows[place + 1] if place + 1 < len(rows) else None
        fields = _differences(model, before, row) if before is not None else []
        if fields or before is None:
            changes.append(Change(row.pgh_created_at, names.get(writer_of(row), _("Hệ thống")), fields, before is None))
    return changes


def writer_of(row: Any) -> str:
    """Return the key of the account that wrote a row of history."""
    metadata = row.pgh_context.metadata if row.pgh_context_id else {}
    return str(metadata.get("user") or "")


def names_of(keys: list[str]) -> dict[str, str]:
    """Return the names of accounts by their keys."""
    wanted = {UUID(key) for key in keys if key}
    found = Account.objects.filter(pk__in=wanted).select_related("person") if wanted else ()
    return {str(account.pk): account.person.full_name for account in found}


def _differences(model: type[Model], before: Any, after: Any) -> list[dict[str, str]]:
    found = []
    for field in model._meta.concrete_fields:
        if field.name in _DERIVED:
            continue
        try:
            after._meta.get_field(field.name)
        except FieldDoesNotExist:
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            found.append({"label": str(field.verbose_name), "before": _words(old), "after": _words(new)})
    return found


def _words(value: Any) -> str:
    if value is None or value == "":
        return _("(trống)")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, datetime):
        return f"{value:%H:%M %d/%m/%Y}"
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)
