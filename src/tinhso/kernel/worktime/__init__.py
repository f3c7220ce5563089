"""Holidays, working time and deadlines."""
