"""Catalogues (danh mục dùng chung) as registers see them: the module that keeps them registers one provider.

Without a provider a ``CatalogueField`` accepts nothing but an empty value.
"""

from collections.abc import Callable, Mapping
from datetime import date

from tinhso.kernel.foundation.registry import Registry

Provider = Callable[[str, date | None], Mapping[str, str]]
"""Given a catalogue's code and a day (today when none), returns its entries that hold then: label by code."""

PROVIDERS: Registry[Provider] = Registry("provider of catalogues")
_KEY = "catalogues"


def provide(provider: Provider) -> None:
    """Let ``provider`` answer for every catalogue; a second one is an error at start."""
    PROVIDERS.register(_KEY, provider)


def entries(catalogue: str, day: date | None = None) -> Mapping[str, str]:
    """Return the entries of a catalogue that hold on ``day``: label by code, in their order."""
    return PROVIDERS[_KEY](catalogue, day) if _KEY in PROVIDERS else {}
