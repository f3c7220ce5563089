"""The audit log: who changed what, who looked at whose data, append-only and hash-chained.

``declare`` names an audit event in an app's ``audit_events.py``; ``tinhso.kernel.audit.services.record`` writes one.
"""

from tinhso.kernel.audit.declarations import Undeclared, catalogue, declare

__all__ = ["Undeclared", "catalogue", "declare"]
