"""Documents that await a signature, as papers that a leader signs in batches."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from tinhso.government.official_documents import inbox_kinds, permissions
from tinhso.government.official_documents.queries import awaiting_signature
from tinhso.government.official_documents.services import signing
from tinhso.kernel.files.links import link
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import INBOX_KINDS
from tinhso.kernel.signing.signables import Signable, Waiting, declare

MOST = 200


def awaiting(actor: Actor) -> Sequence[Waiting]:
    """Return the documents whose next signature is the actor's, the most urgent first."""
    found = []
    for row in awaiting_signature(actor).select_related("signed_file")[:MOST]:
        file = row.signed_file or row.file
        found.append(
            Waiting(
                key=row.id,
                revision=row.revision,
                title=row.subject,
                detail=f"{row.unit.name} · {row.drafter.person.full_name if row.drafter else row.drafting_unit.name}",
                url=_page_of(row.id),
                preview_url=link(file) if file is not None else "",
                urgent=bool(row.urgency),
            )
        )
    return found


def _page_of(key: UUID) -> str:
    """Return the document's page; none where the module's pages are not served: the paper itself can be read."""
    try:
        return INBOX_KINDS[inbox_kinds.TO_SIGN].url_of(key)
    except NoReverseMatch:
        return ""


def sign(actor: Actor, key: UUID, revision: int, pin: str) -> None:
    """Sign one document."""
    signing.sign(actor, key, secret=pin, seen=revision)


declare(Signable("official_documents.outgoing", _("Văn bản trình ký"), permissions.SIGN, awaiting, sign))
