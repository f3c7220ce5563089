"""What may be recorded: filled by each app's ``audit_events.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tinhso.kernel.foundation.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_RESERVED = {"actor", "code", "subject_kind", "subject_id", "subject_label", "unit_id", "person_id", "purpose"}


class Undeclared(LookupError):  # noqa: N818 - says what is wrong
    """An audit code, or a detail, that no ``audit_events.py`` declares: a programming error."""


@dataclass(frozen=True)
class AuditKind:
    """A declared audit event; ``reading`` marks the reading of a person's data, which the person can see."""

    code: str
    sentence: StrOrPromise
    fields: tuple[tuple[str, StrOrPromise], ...]
    names: frozenset[str]
    reading: bool


AUDIT_EVENTS: Registry[AuditKind] = Registry("audit event")


def declare(
    code: str, sentence: StrOrPromise, fields: Mapping[str, StrOrPromise] | None = None, *, reading: bool = False
) -> str:
    """Declare the audit event ``code`` (``<module>.<what-happened>``) and return its code.

    ``sentence`` says in Vietnamese what was done; ``fields`` maps each allowed detail to its meaning. ``reading``
    marks that a person's data were looked at: such an entry needs ``person_id`` and a purpose.
    """
    fields = fields or {}
    clash = _RESERVED & set(fields)
    if clash:
        raise ValueError(f"audit event {code!r} may not have the details {sorted(clash)}")
    AUDIT_EVENTS.register(code, AuditKind(code, sentence, tuple(fields.items()), frozenset(fields), reading))
    return code


def catalogue() -> list[dict[str, Any]]:
    """Return every declared audit event by code: ``code``, ``sentence``, ``fields`` (dict), ``reading``."""
    return [
        {"code": kind.code, "sentence": kind.sentence, "fields": dict(kind.fields), "reading": kind.reading}
        for kind in AUDIT_EVENTS.values()
    ]


def reading_codes() -> list[str]:
    """Return the codes that mark the reading of a person's data."""
    return [kind.code for kind in AUDIT_EVENTS.values() if kind.reading]
