"""Data packs: what is particular to one province."""
