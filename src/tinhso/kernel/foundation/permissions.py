"""Permissions: each is declared once, in a module's ``permissions.py``, with a sentence for administrators."""

from dataclasses import dataclass

from tinhso.kernel.foundation.registry import Registry


@dataclass(frozen=True)
class Permission:
    """A right that a role can carry.

    ``code`` is ``<module>.<verb>`` and stable; ``sentence`` tells an administrator, in Vietnamese, what the
    holder can do.
    """

    code: str
    sentence: str


PERMISSIONS: Registry[Permission] = Registry("permission")


def declare(code: str, sentence: str) -> str:
    """Declare a permission and return its code."""
    PERMISSIONS.register(code, Permission(code, sentence))
    return code
