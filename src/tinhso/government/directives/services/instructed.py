"""An instruction on a document, entered as a directive by the house itself: at once, so never late."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.government.directives.models import Directive
from tinhso.government.directives.services import assigning
from tinhso.government.directives.services.making import Order
from tinhso.government.directives.states import OPEN, EntryKind, Source
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import paths_above, unit_by_identifier, unit_by_key


@transaction.atomic
def enter(
    *,
    instruction_key: UUID,
    document_key: UUID | None,
    unit: str,
    text: str,
    due_at: datetime | None,
    ordered_name: str,
    ordered_by: UUID | None,
    ordered_at: datetime,
    more: Mapping[str, Any],
) -> Directive | None:
    """Enter the order of an instruction; one that was entered before, or has no due time, gives nothing.

    ``unit`` is the leading unit by its key or identifier; ``more`` may name the unit that ordered (``issuer``), the
    document (``label``) and the joint units (``joint``). What is instructed on below becomes part of the directive
    that the same document brought to the unit above, within its due time.
    """
    if due_at is None or not unit or not text.strip():
        return None
    if Directive.objects.filter(instruction_key=instruction_key).exists():
        return None
    lead = _unit(unit)
    parent = _directive_above(document_key, lead) if document_key else None
    if parent is not None:
        issuer = parent.lead
        due_at = min(due_at, parent.due_at) if parent.due_at else due_at
    else:
        issuer = _unit(str(more["issuer"])) if more.get("issuer") else (lead.parent or lead)
    order = Order(
        order=text,
        unit=issuer,
        lead=lead,
        ordered_name=ordered_name or issuer.name,
        ordered_by=account_by_key(ordered_by) if ordered_by else None,
        ordered_at=ordered_at,
        source=Source.DOCUMENT,
        source_label=str(more.get("label") or more.get("notation") or "Văn bản"),
        source_key=document_key,
        instruction_key=instruction_key,
        parent=parent,
        due_at=due_at,
        entry_kind=EntryKind.URGENT,
        joint=[_unit(str(each)) for each in more.get("joint") or ()],
    )
    return assigning.assign(SYSTEM, order)


def _unit(text: str) -> OrganizationUnit:
    try:
        return unit_by_key(UUID(text))
    except ValueError:
        return unit_by_identifier(text)


def _directive_above(document_key: UUID, lead: OrganizationUnit) -> Directive | None:
    rows = Directive.objects.filter(
        source_key=document_key, phase__in=OPEN, lead__path__in=[*paths_above(lead), lead.path]
    )
    return rows.select_related("lead", "unit").order_by("-level", "-code").first()
