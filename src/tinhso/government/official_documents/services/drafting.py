"""Drafting: versions that never change, annexes, comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tinhso.government.official_documents import audit_events as happened
from tinhso.government.official_documents import inbox_kinds, kinds, permissions, reach, secrecy, texts
from tinhso.government.official_documents.models import (
    Draft,
    DraftAnnex,
    DraftComment,
    IncomingDocument,
    OutgoingDocument,
    Recipient,
)
from tinhso.government.official_documents.states import Outgoing
from tinhso.kernel.audit import services as audit
from tinhso.kernel.files.kinds import DOCX, PDF
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.delegation_queries import body_of
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.organizations.models import OrganizationUnit

_TEXT = {
    "subject": 500, "signer_authority": 200, "signer_title": 120, "signer_name": 120, "archive_mark": 60,
    "drafting_symbol": 30, "replace_reason": 500,
}  # fmt: skip
_WORDS = ("addressee", "grounds", "text")


@dataclass(frozen=True)
class To:
    """A place that the document goes to: by its identifier through the exchange, else only by name."""

    name: str
    identifier: str = ""
    to_act: bool = True


@dataclass(frozen=True)
class Given:
    """What the drafter typed; fields that are left out stay as they are."""

    values: Mapping[str, Any]
    recipients: Sequence[To] | None = None
    file: StoredFile | None = None
    secrecy: str = ""


@transaction.atomic
def start(
    actor: Actor,
    drafting_unit: OrganizationUnit,
    given: Given,
    *,
    answers: IncomingDocument | None = None,
    replaces: OutgoingDocument | None = None,
    internal: bool = False,
) -> OutgoingDocument:
    """Begin a document of the agency of ``drafting_unit``; its first version is kept.

    Raises ``Invalid`` for what lacks, ``SecretRefused``, ``Forbidden``.
    """
    actor.demand(permissions.WORK, drafting_unit)
    document = OutgoingDocument(
        unit=body_of(drafting_unit),
        drafting_unit=drafting_unit,
        drafter_id=actor.account_id,
        internal=internal,
        answers=answers,
        replaces=replaces,
    )
    _fill(document, given)
    document.save(force_insert=True)
    _set_recipients(document, given.recipients or ())
    _keep(actor, document, given, 1)
    return document


@transaction.atomic
def write(actor: Actor, document_id: UUID, given: Given, *, seen: int | None = None) -> OutgoingDocument:
    """Keep what was changed; a changed text, abstract or file makes a new version, the older ones stay."""
    document = locked(actor, document_id, seen)
    _fill(document, given)
    if given.recipients is not None:
        document.recipients.all().delete()
        _set_recipients(document, given.recipients)
    last = document.drafts.order_by("-version").first()
    if last is None or _differs(last, document, given):
        _keep(actor, document, given, (last.version if last else 0) + 1, last)
    document.revision += 1
    document.save()
    return document


@transaction.atomic
def restore(actor: Actor, document_id: UUID, version: int, *, seen: int | None = None) -> OutgoingDocument:
    """Make an older version the newest one again, as a version of its own."""
    document = locked(actor, document_id, seen)
    old = document.drafts.filter(version=version).first()
    if old is None:
        raise NotFound
    values = {"subject": old.subject, **{name: getattr(old, name) for name in _WORDS}}
    values["note"] = _("Trở về phiên bản {version}").format(version=version)
    return write(actor, document_id, Given(values, file=old.file))


@transaction.atomic
def add_annex(actor: Actor, document_id: UUID, file: StoredFile) -> DraftAnnex:
    """Put a file with the document; it is looked through for marks of secrecy."""
    document = locked(actor, document_id)
    secrecy.refuse(text=texts.of_file(file))
    last = document.annexes.aggregate(last=Max("ordinal"))["last"] or 0
    return DraftAnnex.objects.create(document=document, ordinal=last + 1, file=file)


@transaction.atomic
def remove_annex(actor: Actor, document_id: UUID, annex_id: UUID) -> None:
    """Take an annex out of a draft; what was put there stays on record."""
    document = locked(actor, document_id)
    DraftAnnex.objects.filter(document=document, id=annex_id, removed_at=None).update(removed_at=clock.now())


@transaction.atomic
def comment(actor: Actor, document_id: UUID, text: str, *, quote: str = "") -> DraftComment:
    """Say something of the newest version, of a passage of it when ``quote`` is given."""
    from tinhso.government.official_documents.queries.outgoing import document_of

    document = document_of(actor, document_id)
    if not text.strip():
        raise Invalid({"text": _("Hãy ghi nội dung góp ý.")})
    secrecy.refuse(text=text)
    version = document.drafts.aggregate(last=Max("version"))["last"] or 1
    return DraftComment.objects.create(
        document=document, version=version, author_id=actor.account_id, quote=quote.strip()[:500], text=text.strip()
    )


@transaction.atomic
def settle_comment(actor: Actor, document_id: UUID, comment_id: UUID) -> None:
    """Mark a comment as settled: by who drafts."""
    document = locked(actor, document_id)
    DraftComment.objects.filter(document=document, id=comment_id, settled_at=None).update(
        settled_at=clock.now(), settled_by_id=actor.account_id
    )


@transaction.atomic
def drop(actor: Actor, document_id: UUID, *, seen: int | None = None) -> OutgoingDocument:
    """Give a draft up; it stays on record and never had a number."""
    document = locked(actor, document_id, seen)
    document.state = Outgoing.DROPPED
    document.revision += 1
    document.save(update_fields=["state", "revision"])
    inbox.close(document.id, actor=actor)
    return document


def locked(actor: Actor, document_id: UUID, seen: int | None = None) -> OutgoingDocument:
    """Return a draft that the actor may change, locked; raise ``NotFound``, ``Conflict`` or ``Refused``."""
    rows = OutgoingDocument.objects.select_for_update(of=("self",)).select_related("unit__parent", "drafting_unit")
    document = rows.filter(id=document_id).first()
    if document is None or not may_draft(actor, document):
        raise NotFound
    if seen is not None and seen != document.revision:
        raise Conflict(_("Dự thảo vừa được người khác sửa. Hãy mở lại bản mới nhất rồi sửa tiếp."))
    if document.state != Outgoing.DRAFTING:
        raise Refused(
            _("Văn bản đang ở trạng thái “{state}”, không sửa được.").format(state=document.get_state_display()),
            code="wrong-state",
        )
    return document


def may_draft(actor: Actor, document: OutgoingDocument) -> bool:
    """Tell whether a draft is the actor's: his own, of whom he stands in for, or of the unit whose work he leads."""
    if document.drafter_id is not None and document.drafter_id in reach.holders_of(actor):
        return True
    return actor.may(permissions.INSTRUCT, document.drafting_unit)


def _fill(document: OutgoingDocument, given: Given) -> None:
    values = given.values
    secrecy.refuse(
        field=given.secrecy,
        subject=str(values.get("subject", "")),
        text="\n".join(
            [*(str(values.get(name, "")) for name in _WORDS), texts.of_file(given.file) if given.file else ""]
        ),
    )
    for name, most in _TEXT.items():
        if name in values:
            text = str(values[name] or "")
            text = "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
            setattr(document, name, text[:most])
    if "kind_code" in values:
        document.kind_code = str(values["kind_code"])
    if "urgency" in values:
        document.urgency = int(values["urgency"] or 0)
    if "due_on" in values:
        document.due_on = values["due_on"] if isinstance(values["due_on"], date) else None
    if "copies" in values:
        document.copies = int(values["copies"] or 0)
    wrong = {}
    if kinds.kind(document.kind_code) is None:
        wrong["kind_code"] = _("Chọn loại văn bản.")
    if not document.subject:
        wrong["subject"] = _("Ghi trích yếu nội dung.")
    if not document.signer_title:
        wrong["signer_title"] = _("Ghi chức vụ người ký.")
    if not document.signer_name:
        wrong["signer_name"] = _("Ghi họ tên người ký.")
    if given.file is not None and given.file.media_type not in (PDF, DOCX):
        wrong["file"] = _("Tệp dự thảo là PDF hoặc DOCX.")
    if wrong:
        raise Invalid(wrong)
    document.folded = texts.searchable(document, [str(values.get(name, "")) for name in _WORDS])


def _set_recipients(document: OutgoingDocument, recipients: Sequence[To]) -> None:
    Recipient.objects.bulk_create(
        Recipient(document=document, ordinal=at, name=to.name.strip()[:200], identifier=to.identifier, to_act=to.to_act)
        for at, to in enumerate(recipients, 1)
    )


def _differs(last: Draft, document: OutgoingDocument, given: Given) -> bool:
    if given.file is not None and (last.file is None or last.file.sha256 != given.file.sha256):
        return True
    if last.subject != document.subject:
        return True
    return any(name in given.values and str(given.values[name] or "") != getattr(last, name) for name in _WORDS)


def _keep(actor: Actor, document: OutgoingDocument, given: Given, version: int, last: Draft | None = None) -> Draft:
    words = {
        name: str(given.values[name] or "") if name in given.values else (getattr(last, name) if last else "")
        for name in _WORDS
    }
    draft = Draft.objects.create(
        document=document,
        version=version,
        subject=document.subject,
        file=given.file or (last.file if last else None),
        note=str(given.values.get("note", ""))[:300],
        author_id=actor.account_id,
        **words,
    )
    audit.record(
        actor,
        happened.DRAFTED,
        subject_kind="official_documents.outgoing",
        subject_id=document.id,
        subject_label=str(document),
        unit_id=document.unit_id,
        version=version,
    )
    inbox.close(document.id, inbox_kinds.RETURNED, actor=actor)
    return draft
