"""Work items: the one list of what awaits whom, until when.

``declare`` names a kind of work item (in an app's ``inbox_kinds.py``); ``tinhso.kernel.inbox.services`` puts,
claims, hands on and closes items.
"""

from tinhso.kernel.inbox.declarations import INBOX_KINDS, InboxKind, declare

__all__ = ["INBOX_KINDS", "InboxKind", "declare"]
