"""Identifiers of the X-Road protocols: instance, member class, member code, subsystem code, service code."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid

# PR-REST 4.2 and the published restrictions: a part may hold no separator of paths, no percent sign, no control.
_PART = re.compile(r"[^\x00-\x20\x7f:;/\\%?#]{1,100}")


class BadIdentifier(ValueError):  # noqa: N818 - says what is wrong
    """A text that is no identifier."""


@dataclass(frozen=True, order=True)
class Identifier:
    """Who, or what service: as many parts as are given, the subsystem empty when a member speaks for itself."""

    instance: str
    member_class: str
    member_code: str
    subsystem: str = ""
    service: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that are there, in order."""
        given = (self.instance, self.member_class, self.member_code, self.subsystem, self.service)
        return tuple(part for part in given if part)

    def __str__(self) -> str:
        return "/".join(self.parts)

    @property
    def member(self) -> "Identifier":
        """The member alone."""
        return Identifier(self.instance, self.member_class, self.member_code)

    @property
    def encoded(self) -> str:
        """As it stands in an address or a header: each part percent-encoded by itself."""
        return "/".join(quote(part, safe="") for part in self.parts)


def read(text: str) -> Identifier:
    """Return the client that a header names (three parts, or four with the subsystem); raise ``BadIdentifier``."""
    parts = [unquote(part, errors="strict") for part in text.strip().split("/")]
    if len(parts) not in (3, 4) or not all(_PART.fullmatch(part) for part in parts):
        raise BadIdentifier(text[:200])
    return Identifier(*parts)


def check_part(name: str, value: str) -> str:
    """Return a part that an administrator gives, without blanks around it; raise ``Invalid`` naming the field."""
    value = value.strip()
    if not _PART.fullmatch(value):
        raise Invalid(
            {name: _("Mã gồm 1 đến 100 ký tự, không có khoảng trắng và các dấu / \\ : ; % ? #.")},
        )
    return value
