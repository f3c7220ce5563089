"""Comments with files, follows."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.files.services import store
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.notify.services import notify
from tinhso.kits.registers import audit_events as happened
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.kinds.texts import LongText
from tinhso.kits.registers.models_around import Comment, Follow

MOST_TEXT = 4000
MOST_FILE = 20 * 1024 * 1024
CHANGED = "register-changed"


@transaction.atomic
def comment(actor: Actor, definition: Definition, row: Any, text: str, file: Any = None) -> Comment:
    """Leave a note, a file, or both, on a row that the actor may see; raise ``Invalid`` without either."""
    try:
        text = LongText.tidy(text, MOST_TEXT)
    except ValueError as error:
        raise Invalid({"text": str(error)}) from error
    if not text and file is None:
        raise Invalid({"text": _("Nhập ghi chú hoặc chọn tệp.")})
    stored = store(file, file.name, actor=actor, most_bytes=MOST_FILE) if file is not None else None
    made = Comment.objects.create(
        register=definition.code, row_id=row.pk, author_id=actor.account_id, author_name=actor.name[:120], text=text,
        file=stored,
    )  # fmt: skip
    record(
        actor, happened.COMMENTED, subject_kind=definition.code, subject_id=row.pk,
        subject_label=str(definition.title), unit_id=row.unit_id, register=definition.code,
        file=stored.name if stored else "",
    )  # fmt: skip
    return made


@transaction.atomic
def follow(actor: Actor, definition: Definition, row: Any, *, wanted: bool) -> None:
    """Let the actor be told when the row changes, or no more."""
    mine = Follow.objects.filter(row_id=row.pk, account_id=actor.own_id)
    if not wanted:
        mine.delete()
    elif not mine.exists():
        Follow.objects.create(register=definition.code, row_id=row.pk, account_id=actor.own_id)


def tell_followers(actor: Actor, definition: Definition, row: Any, code: str) -> None:
    """Tell who follows the row and may still see it, but for who changed it; in the caller's transaction."""
    followers = Follow.objects.filter(row_id=row.pk)
    if actor.account_id is not None:
        followers = followers.exclude(account_id=actor.account_id)
    for found in followers.select_related("account__person"):
        if not found.account.is_active or not actor_for(found.account).may(definition.rights.view, row.unit):
            continue
        data = {
            "register": str(definition.title),
            # A message travels: it names the register, and nobody's data.
            "what": str(happened_words(code)),
            "by": actor.name,
            "url": reverse("registers:row", args=[definition.code, row.pk]),
        }
        notify(CHANGED, account=found.account, subject_id=row.pk, data=data, channels=("inapp",))


def happened_words(code: str) -> Any:
    """Return the sentence of an audit event."""
    from tinhso.kernel.audit.declarations import AUDIT_EVENTS

    return AUDIT_EVENTS[code].sentence
