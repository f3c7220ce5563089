"""Shared blocks of a set of procedures: ``{use: name}`` stands for a block of ``_shared.yaml``."""

from collections.abc import Mapping
from typing import Any

USE = "use"
WITH = "with"


class BlockError(ValueError):
    """A block that cannot be put in its place; the message says which and why."""


def expand(value: Any, blocks: Mapping[str, Any]) -> Any:
    """Return ``value`` with every block put in its place; raise ``BlockError``.

    Keys beside ``use`` override those of the block; ``with`` replaces the block's ``$words``. A block that is a
    list is spread where it stands in a list.
    """
    if isinstance(value, Mapping):
        if isinstance(value.get(USE), str) and value[USE] in blocks:
            return _filled(value, blocks)
        return {key: expand(inner, blocks) for key, inner in value.items()}
    if isinstance(value, list):
        spread: list[Any] = []
        for item in value:
            inner = expand(item, blocks)
            if isinstance(inner, list) and isinstance(item, Mapping):
                spread.extend(inner)
            else:
                spread.append(inner)
        return spread
    return value


def _filled(value: Mapping[str, Any], blocks: Mapping[str, Any]) -> Any:
    block = expand(blocks[value[USE]], blocks)
    block = _substitute(block, value.get(WITH, {}), value[USE])
    own = {key: expand(inner, blocks) for key, inner in value.items() if key not in (USE, WITH)}
    if not own:
        return block
    if not isinstance(block, Mapping):
        raise BlockError(f"Khối {value[USE]!r} là danh sách nên không thể ghi đè khóa {sorted(own)}.")
    return {**block, **own}


def _substitute(value: Any, words: Mapping[str, Any], name: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _substitute(inner, words, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_substitute(inner, words, name) for inner in value]
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in words:
            raise BlockError(f"Khối {name!r} cần giá trị {value!r} trong “with”.")
        return words[value[1:]]
    return value
