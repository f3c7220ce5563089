"""Importing files into registers: read, matched, checked, stored in batches that survive a break, undone."""
