"""What the page of a document of one's own shows, and which forms it offers to whom."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.government.official_documents import kinds, permissions, reach
from tinhso.government.official_documents.forms import outgoing as forms
from tinhso.government.official_documents.forms.incoming import ReasonForm
from tinhso.government.official_documents.models import Draft, OpinionSlip, OutgoingDocument, SignatureStep
from tinhso.government.official_documents.queries import choices
from tinhso.government.official_documents.services import drafting, exchange, filing
from tinhso.government.official_documents.states import OUT, Direction, Outgoing, Signed, Urgency
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.signing import signers
from tinhso.kernel.signing.queries import person_credential

TONES = {
    Outgoing.DRAFTING: "neutral", Outgoing.SIGNING: "waiting", Outgoing.SIGNED: "info", Outgoing.ISSUED: "success",
    Outgoing.RECALLED: "danger", Outgoing.REPLACED: "neutral", Outgoing.DROPPED: "neutral",
}  # fmt: skip


class OutgoingPage:
    """The page of one document for one actor; a form that was sent and refused is drawn as it came."""

    def __init__(self, actor: Actor, document: OutgoingDocument, deed: str = "", form: Any = None) -> None:
        self.actor, self.document, self.deed, self.form = actor, document, deed, form
        self.tone = TONES[Outgoing(document.state)]
        self.kind = kinds.name_of(document.kind_code)
        self.urgency = Urgency(document.urgency).label if document.urgency else ""
        self.out = document.state in OUT

    @property
    def opened(self) -> dict[str, bool]:
        """Which folded form stands open: the one that was refused."""
        return {self.deed.replace("-", "_"): True}

    def _form(self, deed: str, make: Any) -> Any:
        return self.form if self.deed == deed else make()

    @cached_property
    def drafts(self) -> list[Draft]:
        """The versions, the newest first."""
        return list(self.document.drafts.select_related("author__person", "file").order_by("-version"))

    @property
    def draft(self) -> Draft | None:
        return self.drafts[0] if self.drafts else None

    @cached_property
    def mine(self) -> bool:
        """Whether the actor may change the draft now."""
        return self.document.state == Outgoing.DRAFTING and drafting.may_draft(self.actor, self.document)

    @cached_property
    def may_take_back(self) -> bool:
        return self.document.state == Outgoing.SIGNING and drafting.may_draft(self.actor, self.document)

    @cached_property
    def clerk(self) -> bool:
        return reach.may(self.actor, permissions.REGISTER, self.document.unit)

    @cached_property
    def drafted_here(self) -> bool:
        """Whether a document in its place is the actor's to draft."""
        return drafting.may_draft(self.actor, self.document)

    @cached_property
    def recipients(self) -> list[Any]:
        return list(self.document.recipients.order_by("ordinal"))

    @cached_property
    def dispatches(self) -> list[Any]:
        """How the document stands at each place that it was sent to."""
        return exchange.dispatches(self.document) if self.out else []

    @cached_property
    def chain(self) -> list[SignatureStep]:
        """The signing chain of the last round, and who returned it before."""
        rows = self.document.chain.select_related("account__person", "signed_by__person").order_by("round", "ordinal")
        return [row for row in rows if row.state != Signed.DROPPED]

    @cached_property
    def next_step(self) -> SignatureStep | None:
        return next((row for row in self.chain if row.state == Signed.WAITING), None)

    @property
    def my_turn(self) -> bool:
        step = self.next_step
        return (
            self.document.state == Outgoing.SIGNING
            and step is not None
            and step.account_id in reach.holders_of(self.actor)
        )

    @cached_property
    def comments(self) -> list[Any]:
        return list(self.document.comments.select_related("author__person").order_by("created_at"))

    @cached_property
    def slips(self) -> list[OpinionSlip]:
        """Opinions that were asked; ``open_to_me`` marks those that the actor may answer."""
        rows = list(
            self.document.slips.filter(withdrawn_at=None)
            .select_related("unit", "account__person", "answered_by__person")
            .order_by("created_at")
        )
        mine = reach.holders_of(self.actor)
        for row in rows:
            row.open_to_me = row.answered_at is None and (  # type: ignore[attr-defined]
                row.account_id in mine if row.account_id else self.actor.may(permissions.WORK, row.unit)
            )
        return rows

    @cached_property
    def files(self) -> list[dict[str, Any]]:
        """The paper and its annexes with their addresses."""
        document = self.document
        paper = document.signed_file or document.file
        annexes = document.annexes.filter(removed_at=None).select_related("file").order_by("ordinal")
        found: list[tuple[StoredFile, bool, Any]] = (
            [(paper, True, None)] if paper and document.state != Outgoing.DRAFTING else []
        )
        found += [(row.file, False, row.pk) for row in annexes]
        return [
            {
                "name": file.name,
                "url": reverse("official_documents:file", args=["di", document.pk, file.pk]),
                "main": main,
                "annex": key,
            }
            for file, main, key in found
        ]

    @cached_property
    def filed(self) -> list[Any]:
        """The work files in which the document stands."""
        return filing.files_with(self.actor, filing.OUTGOING, self.document.pk) if self.out else []

    @cached_property
    def work_files(self) -> list[tuple[str, str]]:
        """The work files into which the actor may put it."""
        return filing.open_files(self.actor) if self.out else []

    @cached_property
    def submit_form(self) -> Any:
        return self._form(
            "trinh-ky", lambda: forms.SubmitForm(choices.signers(self.document), choices.initialers(self.document))
        )

    @cached_property
    def sign_form(self) -> Any:
        return self._form("ky", lambda: sign_form(self.actor, None))

    @cached_property
    def return_form(self) -> Any:
        return self._form("tra-lai", lambda: ReasonForm(_("Lý do trả lại")))

    @cached_property
    def recall_form(self) -> Any:
        return self._form("thu-hoi", lambda: ReasonForm(_("Lý do thu hồi")))

    @cached_property
    def comment_form(self) -> Any:
        return self._form("gop-y", forms.CommentForm)

    @cached_property
    def ask_form(self) -> Any:
        return self._form("xin-y-kien", lambda: forms.AskForm(choices.opinion_units(self.document)))

    @cached_property
    def answer_form(self) -> Any:
        return self._form("cho-y-kien", forms.AnswerForm)

    @cached_property
    def issue_form(self) -> Any:
        return self._form("phat-hanh", lambda: issue_form(self.document, None))

    @property
    def may_comment(self) -> bool:
        return self.document.state in (Outgoing.DRAFTING, Outgoing.SIGNING)


def sign_form(actor: Actor, data: Any) -> forms.SignForm:
    """Return the form with which the actor signs: it asks for a secret when his key does."""
    credential = person_credential(actor.account_id)
    asks = credential is not None and credential.options.get("passphrase") != signers.SERVER
    return forms.SignForm(data, asks=asks)


def issue_form(document: OutgoingDocument, data: Any) -> forms.IssueForm:
    """Return the form with which a document is issued."""
    direction = Direction.INTERNAL if document.internal else Direction.OUTGOING
    kind = kinds.kind(document.kind_code)
    held = choices.held_numbers(document.unit, direction, kind.series if kind else "")
    return forms.IssueForm(choices.books_of(document.unit, direction), held, data)
