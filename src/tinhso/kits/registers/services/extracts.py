"""A print extract of a row: a paper with a QR code, whose page says what is public of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tinhso.kernel.audit.services import record
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.papers.services import issue
from tinhso.kits.registers import audit_events as happened
from tinhso.kits.registers import shown
from tinhso.kits.registers.definition import Definition

TEMPLATE = "trich-luc-so"


@transaction.atomic
def extract(actor: Actor, definition: Definition, row: Any) -> Paper:
    """Return an extract of the row as a paper; personal values are masked in it."""
    actor.demand(definition.rights.export, row.unit)
    panels = shown.panels(definition, row, open_=False)
    now = clock.now().astimezone(clock.VIETNAM)
    title = shown.title(definition, row)
    data = {
        "register": str(definition.title),
        "panels": [
            {"title": str(found.panel.title), "rows": [{"label": v.label, "value": v.text} for v in found.values]}
            for found in panels
        ],
        "at": f"{now:%H:%M} ngày {now:%d/%m/%Y}",
        "revision": str(row.revision),
        "by": actor.name,
    }
    public = {str(definition.title): title}
    if definition.publish is not None:
        fields = [shown.value(definition.field(name), row) for name in definition.publish.fields.split()]
        public |= {found.label: found.text[:200] for found in fields if found.text}
    paper = issue(
        "register-extract", TEMPLATE, data, unit=row.unit, actor=actor, title=f"Trích lục: {title}"[:200],
        subject_id=row.pk, public_fields=public,
    )  # fmt: skip
    record(
        actor, happened.EXTRACTED, subject_kind=definition.code, subject_id=row.pk, unit_id=row.unit_id,
        subject_label=str(definition.title), register=definition.code, verification=paper.verification_code,
    )  # fmt: skip
    return paper
