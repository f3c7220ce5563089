"""By what the records of a register are known to a file."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tinhso.kits.registers.definition import Definition


def keys_of(definition: Definition) -> list[tuple[tuple[str, ...], bool]]:
    """Return by what records are known: the register's keys (among rows in force), then fields without equals."""
    alone = [((found.name,), False) for found in definition.fields if found.unique]
    return [*((names, True) for names in definition.keys), *alone]


def usable_keys(definition: Definition, columns: Sequence[str]) -> list[tuple[tuple[str, ...], bool]]:
    """Return the keys that a file with these columns holds whole; a unit that it does not name is that of the run."""
    there = {*columns, "unit"}
    return [(names, among) for names, among in keys_of(definition) if set(names) <= there and set(names) != {"unit"}]


def key_words(definition: Definition) -> str:
    """Return the keys as a sentence names them; nothing for a register without."""
    keys = [_(" và ").join(definition.field(name).low_label for name in names) for names, _among in keys_of(definition)]
    return _(", hoặc ").join(dict.fromkeys(keys))
