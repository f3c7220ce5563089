"""Drafts of forms: what somebody typed into the form of a new row is kept until it is sent or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.models_around import FormDraft

MOST_OF_VALUE = 20_000
KEPT = timedelta(days=30)
"""How long what was typed and never sent is kept after its last change: personal data that serves nothing."""


def draft_of(actor: Actor, definition: Definition) -> FormDraft | None:
    """Return the actor's own draft for the register; none when there is none."""
    if actor.own_id is None:
        return None
    return FormDraft.objects.filter(register=definition.code, account_id=actor.own_id).first()


@transaction.atomic
def keep_draft(actor: Actor, definition: Definition, values: Mapping[str, Any]) -> FormDraft:
    """Keep what was typed, in place of what was kept before, unchecked; raise ``Forbidden`` without the right."""
    actor.demand(definition.rights.add)
    names = {field.name for field in definition.fields}
    kept = {
        name: str(value).replace("\x00", "")[:MOST_OF_VALUE]
        for name, value in values.items()
        if name in names and value
    }
    draft, _made = FormDraft.objects.update_or_create(
        register=definition.code, account_id=actor.own_id, defaults={"values": kept, "saved_at": clock.now()}
    )
    return draft


@transaction.atomic
def drop_draft(actor: Actor, definition: Definition) -> None:
    """Throw the actor's own draft away, if there is one."""
    FormDraft.objects.filter(register=definition.code, account_id=actor.own_id).delete()


def erase_abandoned() -> int:
    """Erase what nobody went on with; return how many drafts."""
    erased, _by_model = FormDraft.objects.filter(saved_at__lt=clock.now() - KEPT).delete()
    return erased
