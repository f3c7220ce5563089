"""By what a row is known: no two rows in force have one key, whoever writes them and from wherever."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import shown, validation
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.kinds.base import EMPTY
from tinhso.kits.registers.models import Status
from tinhso.kits.registers.queries import visible_to


def demand_new(
    actor: Actor, definition: Definition, row: Any, values: Mapping[str, Any], changed: Collection[str] | None = None
) -> None:
    """Raise ``Invalid`` when another row in force has a key of these values.

    With ``changed`` only keys are asked that have one of these names. A key with an empty field is none. Of two who
    write one key at the same moment the second waits for the first, and is told.
    """
    for names in definition.keys:
        if any(values[name] in EMPTY for name in names) or (changed is not None and not set(names) & set(changed)):
            continue
        columns = validation.columns_of(definition, {name: values[name] for name in names})
        with connection.cursor() as cursor:
            text = "\x1f".join([definition.code, *map(str, columns.values())])
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [text])
        same = definition.model._default_manager.filter(**columns, status=Status.IN_FORCE).exclude(pk=row.pk)
        other = same.first()
        if other is not None:
            seen = visible_to(actor, definition).filter(pk=other.pk).exists()
            raise Invalid({names[0]: taken(definition, names, shown.title(definition, other) if seen else "")})


def taken(definition: Definition, names: Sequence[str], bearer: str = "") -> str:
    """Return the sentence for a key that another row bears; ``bearer`` is its name, when it may be told."""
    labels = _(" và ").join(definition.field(name).low_label for name in names)
    if bearer:
        return _("Đã có bản ghi cùng {labels}: {bearer}. Hãy xem lại {labels}, hoặc sửa bản ghi đó.").format(
            labels=labels, bearer=bearer
        )
    return _("Đã có bản ghi khác cùng {labels}. Hãy xem lại {labels}.").format(labels=labels)
