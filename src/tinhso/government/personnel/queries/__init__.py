"""Reads of personnel."""
