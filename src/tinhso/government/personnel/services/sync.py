"""The file for the national database: its fields are those of ``data/sync.yaml``, one line of JSON for each person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.personnel import audit_events as happened
from tinhso.government.personnel.models import PersonFile
from tinhso.government.personnel.permissions import SYNC
from tinhso.kernel.audit.services import record
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.queries import visible_to


@cache
def layout() -> dict[str, Any]:
    """Return the layout of the file: its name, whether it is the national one, and its fields."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "data" / "sync.yaml").read_text("utf-8"))
    return found


@transaction.atomic
def lines(actor: Actor, purpose: str) -> Iterator[str]:
    """Return the file line by line, and note that it was made; raise ``Forbidden``, or ``Invalid`` without a purpose.

    It holds the files in force of the units over which the actor may make it and may see personal data.
    """
    actor.demand(SYNC)
    definition = PersonFile.definition
    actor.demand(definition.rights.see_personal)
    purpose = " ".join(purpose.split())[:250]
    if not purpose:
        raise Invalid({"purpose": _("Nhập mục đích lập tệp.")})
    units = actor.unit_ids(SYNC) & actor.unit_ids(definition.rights.see_personal)
    rows = visible_to(actor, definition).filter(status="in_force", unit_id__in=units).select_related("unit")
    record(
        actor, happened.SYNCED, subject_kind=definition.code, subject_id=None,
        subject_label=str(definition.title), format=layout()["format"], purpose_words=purpose,
    )  # fmt: skip
    return _lines(rows.order_by("id"))


def _lines(rows: Any) -> Iterator[str]:
    fields = [(name, PersonFile.definition.field(source)) for name, source in layout()["fields"].items()]
    for row in rows.iterator(chunk_size=2000):
        content = {name: field.kind.plain(field, field.kind.value_of(field, row)) for name, field in fields}
        yield json.dumps(content, ensure_ascii=False, default=str) + "\n"
