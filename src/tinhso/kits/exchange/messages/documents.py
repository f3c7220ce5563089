"""The door of the carrier for those who keep documents: send, recall, replace, report.

Everything runs in the caller's transaction; what is to leave the installation leaves once it is kept. Recipients in
this installation are served through the same queue, schema and signature as those far away.
"""

from tinhso.kits.exchange.edxml.codes import EdxmlDocumentId, StatusCode
from tinhso.kits.exchange.edxml.messages import Staff
from tinhso.kits.exchange.messages.outgoing import OutgoingDocument
from tinhso.kits.exchange.messages.services.recalling import answer_recall, recall, replace, update
from tinhso.kits.exchange.messages.services.reporting import report
from tinhso.kits.exchange.messages.services.sending import resend, send

__all__ = [
    "EdxmlDocumentId", "OutgoingDocument", "Staff", "StatusCode", "answer_recall", "recall", "replace", "report",
    "resend", "send", "update",
]  # fmt: skip
