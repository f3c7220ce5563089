"""The kit's verbs: each one transaction that checks the right, reads the values, writes, audits and publishes."""

from tinhso.kits.registers.services.reading import open_personal
from tinhso.kits.registers.services.writing import add, change, end

__all__ = ["add", "change", "end", "open_personal"]
