"""The kit's verbs: each one transaction that checks the right, reads the values, writes, audits and publishes."""

from tinhso.kits.registers.services.bulk import change_many
from tinhso.kits.registers.services.merging import merge, split
from tinhso.kits.registers.services.reading import open_personal
from tinhso.kits.registers.services.writing import add, change, end

__all__ = ["add", "change", "change_many", "end", "merge", "open_personal", "split"]
