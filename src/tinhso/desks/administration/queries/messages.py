"""Message templates, kept here or as they come with the software."""

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
