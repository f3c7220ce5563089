"""A believable year of dossiers for demonstration and measurement, made by the rules of real work.

Seasons, channels, refusals, supplements, late ones and ratings are drawn; every code, term, due time, fee and
status comes from the same functions that services use, and the doctor recomputes them all.
"""

from tinhso.cli.history.generate import generate

__all__ = ["generate"]
