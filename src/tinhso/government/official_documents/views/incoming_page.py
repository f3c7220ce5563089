"""What the page of an incoming document shows, and which forms it offers to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.government.official_documents import kinds, permissions, reach
from tinhso.government.official_documents.forms import incoming as forms
from tinhso.government.official_documents.models import Assignment, IncomingDocument, Instruction
from tinhso.government.official_documents.queries import choices
from tinhso.government.official_documents.queries import incoming as queries
from tinhso.government.official_documents.queries import outgoing as outgoing_queries
from tinhso.government.official_documents.services import filing, incoming, instructions
from tinhso.government.official_documents.states import OPEN_ASSIGNED, Incoming, Part, Urgency, Verdict
from tinhso.kernel.identity.actor import Actor

_TONES = {
    Incoming.ARRIVED: "waiting", Incoming.REGISTERED: "info", Incoming.ROUTED: "progress",
    Incoming.PROCESSING: "progress", Incoming.DONE: "success", Incoming.REFUSED: "danger", Incoming.RECALLED: "danger",
}  # fmt: skip
_VERDICTS = {
    Verdict.VALID: "success",
    Verdict.DOUBTFUL: "warning",
    Verdict.BROKEN: "danger",
    Verdict.UNSIGNED: "neutral",
}


def tone(state: str) -> str:
    """Return the colour of a state."""
    return _TONES.get(Incoming(state), "neutral")


@dataclass
class PartLine:
    """One part in the tree of instructions: how deep it stands, and what the actor may do with it."""

    part: Assignment
    depth: int
    mine: bool
    gave: bool

    @property
    def open(self) -> bool:
        return self.part.state in OPEN_ASSIGNED


@dataclass
class InstructionLine:
    """An instruction and its parts."""

    instruction: Instruction
    depth: int
    parts: list[PartLine] = field(default_factory=list)


class IncomingPage:
    """The page of one document for one actor; a form that was sent and refused is drawn as it came."""

    def __init__(self, actor: Actor, document: IncomingDocument, deed: str = "", form: Any = None) -> None:
        self.actor, self.document, self.deed, self.form = actor, document, deed, form
        self.clerk = reach.may(actor, permissions.REGISTER, document.unit)
        self.tone = tone(document.state)
        self.verdict_tone = _VERDICTS.get(document.verdict, "neutral")  # type: ignore[call-overload]
        self.kind = kinds.name_of(document.kind_code)
        self.urgency = Urgency(document.urgency).label if document.urgency else ""

    @property
    def opened(self) -> dict[str, bool]:
        """Which folded forms stand open: the one that was refused, and the first instruction's."""
        first = not self.tree and not self.registering
        return {self.deed.replace("-", "_"): True} if self.deed else {"chi_dao": first}

    @cached_property
    def files(self) -> list[dict[str, Any]]:
        """The document's files with their addresses."""
        rows = self.document.files.select_related("file").order_by("ordinal")
        return [
            {
                "name": row.file.name,
                "size": row.file.size,
                "url": reverse("official_documents:file", args=["den", self.document.pk, row.file_id]),
                "main": row.ordinal == 1,
            }
            for row in rows
        ]

    @cached_property
    def filed(self) -> list[Any]:
        """The work files in which the document stands."""
        return filing.files_with(self.actor, filing.INCOMING, self.document.pk) if self.document.number else []

    @cached_property
    def work_files(self) -> list[tuple[str, str]]:
        """The work files into which the actor may put it."""
        return filing.open_files(self.actor) if self.document.number and self.files else []

    @property
    def registering(self) -> bool:
        return self.clerk and self.document.state == Incoming.ARRIVED

    @cached_property
    def register_form(self) -> forms.RegisterForm | None:
        if not self.registering:
            return None
        if self.deed == "vao-so":
            return self.form  # type: ignore[no-any-return]
        unit = self.document.unit
        books = choices.books_of(unit, "incoming")
        return forms.RegisterForm(self.document, books, choices.held_numbers(unit, "incoming"))

    @cached_property
    def twins(self) -> list[IncomingDocument]:
        """Documents that seem to be the same."""
        return incoming.duplicates(self.document) if self.registering else []

    @cached_property
    def refuse_form(self) -> Any:
        return self.form if self.deed == "tu-choi" else forms.ReasonForm(_("Lý do từ chối"))

    @cached_property
    def keep_form(self) -> Any:
        return self.form if self.deed == "giu-lai" else forms.ReasonForm(_("Lý do không trả"))

    @property
    def recall_asked(self) -> bool:
        return self.document.recall_asked_at is not None and self.document.state != Incoming.RECALLED

    @cached_property
    def tree(self) -> list[InstructionLine]:
        """The instructions in the order of their chain, each below the part from which it was handed on."""
        parts = queries.parts_of(self.document)
        by_instruction: dict[Any, list[Assignment]] = {}
        for part in parts:
            by_instruction.setdefault(part.instruction_id, []).append(part)
        above: dict[Any, list[Any]] = {}
        for key, rows in by_instruction.items():
            above.setdefault(rows[0].instruction.above_id, []).append(key)
        lines: list[InstructionLine] = []

        def walk(upper: Any, depth: int) -> None:
            for key in above.get(upper, []):
                rows = by_instruction[key]
                line = InstructionLine(rows[0].instruction, depth)
                line.parts = [
                    PartLine(row, depth, instructions.holds(self.actor, row), instructions.gave(self.actor, row))
                    for row in rows
                ]
                lines.append(line)
                for row in rows:
                    walk(row.pk, depth + 1)

        walk(None, 0)
        return lines

    @cached_property
    def mine(self) -> list[PartLine]:
        """The open parts that are the actor's."""
        return [
            part for line in self.tree for part in line.parts if part.mine and part.open and part.part.part != Part.KNOW
        ]

    @property
    def may_instruct(self) -> bool:
        return self.document.state in (Incoming.REGISTERED, Incoming.ROUTED, Incoming.PROCESSING) and reach.may(
            self.actor, permissions.INSTRUCT, self.document.unit
        )

    @cached_property
    def instruct_form(self) -> Any:
        if self.deed == "chi-dao":
            return self.form
        return forms.InstructForm(choices.receivers(self.document.unit), initial={"due_on": self.document.due_on})

    @cached_property
    def answers(self) -> list[tuple[str, str]]:
        """The actor's documents that may be named as the answer."""
        rows = outgoing_queries.visible_to(self.actor).filter(answers=self.document).order_by("-created_at")[:20]
        return [(str(row.pk), str(row)) for row in rows]

    @cached_property
    def complete_form(self) -> Any:
        return self.form if self.deed == "xong" else forms.CompleteForm(self.answers)

    @cached_property
    def hand_on_form(self) -> Any:
        if self.deed == "giao-tiep":
            return self.form
        return forms.InstructForm(choices.receivers(self.mine[0].part.unit)) if self.mine else None

    @cached_property
    def hand_over_form(self) -> Any:
        if self.deed == "chuyen":
            return self.form
        return forms.HandOverForm(choices.receivers(self.mine[0].part.unit, beyond=False)) if self.mine else None

    @property
    def reason_form(self) -> forms.ReasonForm:
        return forms.ReasonForm(_("Lý do rút"), prefix="")
