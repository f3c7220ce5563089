"""The kinds of work items: filled by each app's ``inbox_kinds.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from tinhso.kernel.foundation.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class InboxKind:
    """A kind of work: its stable name, what is to be done in words, and where it is done."""

    name: str
    sentence: StrOrPromise
    url: str | Callable[[UUID], str]

    def url_of(self, subject_id: UUID) -> str:
        """Return the address of the screen on which the work on ``subject_id`` is done."""
        return reverse(self.url, args=[subject_id]) if isinstance(self.url, str) else self.url(subject_id)


INBOX_KINDS: Registry[InboxKind] = Registry("inbox kind")


def declare(kind: str, sentence: StrOrPromise, url: str | Callable[[UUID], str]) -> str:
    """Declare the kind ``<module>.<work>`` and return its name.

    ``url`` is a URL name that takes the subject's key as its only argument, or a function from the key to an
    address.
    """
    INBOX_KINDS.register(kind, InboxKind(kind, sentence, url))
    return kind
