"""Screens of personnel."""
