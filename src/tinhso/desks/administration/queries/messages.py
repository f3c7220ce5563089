"""Message templates, kept here or as they come with the software."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from tinhso.desks.administration.queries.histories import names_of, writer_of
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.notify import queries as notify
from tinhso.kernel.notify.defaults import default_templates
from tinhso.kernel.notify.models import MessageTemplate


def templates() -> list[MessageTemplate]:
    """Return every template by name and channel; one that was never changed here as it comes with the software."""
    kept = {(row.code, row.channel): row for row in notify.templates()}
    for key, default in default_templates().items():
        if key not in kept:
            kept[key] = _unsaved(key)
            kept[key].name = default.name
    return sorted(kept.values(), key=lambda row: (row.name, row.code, row.channel))


def template(code: str, channel: str) -> MessageTemplate:
    """Return a template; raise ``NotFound``."""
    kept = notify.templates().filter(code=code, channel=channel).first()
    if kept is not None:
        return kept
    if (code, channel) not in default_templates():
        raise NotFound
    return _unsaved((code, channel))


@dataclass(frozen=True)
class Words:
    """What a template said from a moment on."""

    number: int
    at: datetime
    who: str
    subject: str
    body: str


def versions(template: MessageTemplate) -> list[Words]:
    """Return every wording that a template had, the newest first."""
    if template._state.adding:
        return []
    kept: Any = apps.get_model("notify", "MessageTemplateEvent")
    rows = list(kept.objects.filter(pgh_obj_id=template.pk).select_related("pgh_context").order_by("pgh_id"))
    names = names_of([writer_of(row) for row in rows])
    found: list[Words] = []
    for row in rows:
        if not found or (found[-1].subject, found[-1].body) != (row.subject, row.body):
            who = names.get(writer_of(row), "")
            found.append(Words(len(found) + 1, row.pgh_created_at, who, row.subject, row.body))
    return found[::-1]


def _unsaved(key: tuple[str, str]) -> MessageTemplate:
    default = default_templates()[key]
    return MessageTemplate(
        code=default.code,
        channel=default.channel,
        name=default.name,
        subject=default.subject,
        body=default.body,
        sample=default.sample,
        optional=default.optional,
    )
