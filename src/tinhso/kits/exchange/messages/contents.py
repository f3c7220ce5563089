"""Files that come with messages: within them, handed over ahead of them, or lying in this installation already."""

from collections.abc import Sequence
from typing import Any

from tinhso.kernel.files.kinds import DOCUMENTS, TEXT, XML, ZIP
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.services import store
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.exchange.edxml.messages import Attachment
from tinhso.kits.exchange.messages.models import IncomingContent
from tinhso.kits.exchange.messages.problems import Undeliverable
from tinhso.kits.exchange.messages.states import Route

ACCEPTED = DOCUMENTS | {XML, TEXT, ZIP}
"""What may be attached to a document: what officials may attach, and data files."""


def take(envelope: Any, attachments: Sequence[Attachment]) -> list[StoredFile]:
    """Return the files of a message, in order; raise ``Undeliverable`` when one is missing or not taken."""
    return [_one(envelope, attachment) for attachment in attachments]


def _one(envelope: Any, attachment: Attachment) -> StoredFile:
    if attachment.content is not None:
        try:
            return store(attachment.content, attachment.name, actor=SYSTEM, accept=ACCEPTED)
        except Invalid as error:
            raise Undeliverable("attachment-refused", error.fields.get("file", attachment.name)) from error
    if envelope.route == Route.LOCAL:
        found = StoredFile.objects.filter(sha256=attachment.sha256, size=attachment.size)
        file = found.filter(name=attachment.name).order_by("created_at").first() or found.first()
        if file is None:
            raise Undeliverable("attachment-lost", attachment.name)
        return file
    held = IncomingContent.objects.select_related("file").filter(
        source=envelope.source, sha256=attachment.sha256, file__isnull=False
    )
    content = held.first()
    if content is None or content.file is None or content.size != attachment.size:
        raise Undeliverable("attachments-missing", attachment.name, missing=[attachment.sha256])
    return content.file
