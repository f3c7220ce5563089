"""What the API of registers is asked in an address: what is not known is refused, never passed over."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kits.registers.definition import Definition

MOST_OF_NAME = 60


def demand_known(request: HttpRequest, *known: str) -> None:
    """Raise ``Invalid`` naming each parameter of the address that is not among ``known``."""
    unknown = sorted(set(request.GET) - set(known))
    if unknown:
        words = (
            _("Không có tham số này; dùng được: {known}.").format(known=", ".join(known))
            if known
            else _("Không có tham số này; thao tác này không nhận tham số nào.")
        )
        raise Invalid({name[:MOST_OF_NAME]: words for name in unknown})


def filters_of(definition: Definition, pairs: list[str]) -> dict[str, list[str]]:
    """Return the filters that ``name:value`` pairs name; raise ``Invalid`` for a name that is no filter."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, _colon, value = pair.partition(":")
        if name not in definition.filters:
            raise Invalid(
                {
                    "filter": _(
                        "Sổ này không lọc theo “{name}”. Viết filter=mục:giá trị; lọc được theo: {known}."
                    ).format(name=name[:MOST_OF_NAME], known=", ".join(definition.filters))
                }
            )
        found.setdefault(name, []).append(value)
    return found


def demand_readable(wrong: Mapping[str, str]) -> None:
    """Raise ``Invalid`` when a filter could not be read."""
    if wrong:
        raise Invalid({f"filter.{name}": words for name, words in wrong.items()})
