"""Permissions: each is declared once, in a module's ``permissions.py``, with a sentence for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tinhso.kernel.foundation.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Permission:
    """A right that a role can carry.

    ``code`` is ``<module>.<verb>`` and stable; ``sentence`` tells an administrator, in Vietnamese, what the
    holder can do.
    """

    code: str
    sentence: StrOrPromise


PERMISSIONS: Registry[Permission] = Registry("permission")


def declare(code: str, sentence: StrOrPromise) -> str:
    """Declare a permission and return its code."""
    PERMISSIONS.register(code, Permission(code, sentence))
    return code
