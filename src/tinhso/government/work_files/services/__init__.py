"""Verbs of work files. ``put`` is what other modules call: documents, dossiers and uploads come in by it."""

from tinhso.government.work_files.services.filing import About, change, close, open_file, put, reopen, take_out, viewed
from tinhso.government.work_files.services.handing import accept, give_notice, offer, return_

__all__ = [
    "About",
    "accept",
    "change",
    "close",
    "give_notice",
    "offer",
    "open_file",
    "put",
    "reopen",
    "return_",
    "take_out",
    "viewed",
]
