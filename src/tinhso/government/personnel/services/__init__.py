"""Writes of personnel."""
