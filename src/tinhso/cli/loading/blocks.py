"""Shared blocks of a pack's procedures, refused in the words of a pack."""

from collections.abc import Mapping
from typing import Any

from tinhso.cli.loading.pack import PackError
from tinhso.kits.procedures import blocks as kit


def expand(value: Any, blocks: Mapping[str, Any]) -> Any:
    """Return ``value`` with every block put in its place; raise ``PackError``."""
    try:
        return kit.expand(value, blocks)
    except kit.BlockError as error:
        raise PackError(str(error)) from error
