"""Verbs of the connectors: asking a national register, and speaking with the national portal."""

from tinhso.government.connectors.services.asking import Answer, ask
from tinhso.government.connectors.services.portal import note, send_waiting, take_new

__all__ = ["Answer", "ask", "note", "send_waiting", "take_new"]
