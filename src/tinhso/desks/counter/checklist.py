"""The checklist of parts at the desk: what was handed in, in what form, how many, compared, scanned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import own_file
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.attachments import Attachments
from tinhso.kits.procedures.definition import Conditions, Definition, Part
from tinhso.kits.procedures.models import DossierPart
from tinhso.kits.procedures.services.intake import GivenPart
from tinhso.kits.procedures.services.paper_data import FORMS_OF_PARTS, answer_words

_SALT = "tinhso.counter.scan"
_A_DAY = 24 * 3600
_MOST_COPIES = 20
MOST_OFFERS = 3


@dataclass
class Row:
    """One part on the list."""

    part: Part
    when: str
    given: bool = False
    form: str = ""
    count: int = 1
    certified: bool = False
    alternative: str = ""
    scans: list[tuple[str, StoredFile]] = field(default_factory=list)
    problem: str = ""
    offers: list[DossierPart] = field(default_factory=list)
    """Papers that the person handed in before and that are this part."""
    reused: list[DossierPart] = field(default_factory=list)

    @property
    def chosen(self) -> set[UUID]:
        """The keys of the papers that are used again."""
        return {part.id for part in self.reused}

    @property
    def forms(self) -> list[tuple[str, str]]:
        """The forms in which the part may be handed in."""
        codes = dict.fromkeys([copy.form for copy in self.part.copies] + ["original", "certified", "copy"])
        return [(code, str(FORMS_OF_PARTS[code])) for code in codes if code != "electronic"]

    @property
    def accept(self) -> str:
        return ",".join(Attachments.endings(self.part))

    @property
    def kinds(self) -> str:
        return Attachments.kinds(self.part)

    @property
    def most(self) -> str:
        return Attachments.most(self.part)


class Checklist:
    """The list of a procedure's parts, empty or as the desk filled it in."""

    def __init__(
        self,
        definition: Definition,
        actor: Actor,
        request: HttpRequest | None = None,
        *,
        earlier: Sequence[DossierPart] = (),
    ) -> None:
        self.rows = [self._begun(definition, part) for part in definition.parts if not part.to_show]
        self.to_show = [part for part in definition.parts if part.to_show]
        self.definition = definition
        self.offer(earlier)
        if request is not None:
            for row in self.rows:
                self._read(row, actor, request)

    def offer(self, earlier: Sequence[DossierPart]) -> None:
        """Offer the papers that the person handed in before, each at the part that it is."""
        for row in self.rows:
            row.offers = [part for part in earlier if _is_same(part, row.part, self.definition)][:MOST_OFFERS]

    def take_all(self, needed: Sequence[str]) -> None:
        """Mark the parts that are needed as handed in and compared, as the officer says with one key."""
        for row in self.rows:
            if row.part.code in needed:
                row.given = row.certified = True

    @staticmethod
    def _begun(definition: Definition, part: Part) -> Row:
        paper = next((copy for copy in part.copies if copy.form != "electronic"), None)
        return Row(
            part,
            conditions_in_words(definition, part.when),
            form=paper.form if paper else "copy",
            count=paper.count if paper else 1,
        )

    @staticmethod
    def _read(row: Row, actor: Actor, request: HttpRequest) -> None:
        sent, code = request.POST, row.part.code
        row.given = f"nhan-{code}" in sent
        row.form = sent.get(f"dang-{code}", row.form)
        if row.form not in dict(row.forms):
            row.form = "copy"
        count = sent.get(f"so-{code}", "1")
        row.count = min(_MOST_COPIES, max(1, int(count))) if count.isdecimal() and len(count) < 4 else 1
        row.certified = f"doi-chieu-{code}" in sent
        row.alternative = sent.get(f"thay-{code}", "")
        taken = Attachments(request, actor, row.part)
        row.problem = " ".join(taken.problems)
        scans = [*_kept(sent.getlist(f"giu-{code}"), actor), *taken.stored]
        row.scans = [(signing.dumps(str(file.id), salt=_SALT), file) for file in scans]
        # Who scans a paper has it in hand.
        wanted = set(sent.getlist(f"dung-lai-{code}"))
        row.reused = [part for part in row.offers if str(part.id) in wanted]
        row.given = row.given or bool(scans) or bool(row.reused)

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with scans, by part."""
        return {row.part.code: row.problem for row in self.rows if row.problem}

    def given(self) -> list[GivenPart]:
        """Return the parts handed in; several scans of one part are several files of it."""
        parts: list[GivenPart] = []
        for row in self.rows:
            files: Sequence[StoredFile | None] = [file for _token, file in row.scans]
            parts += [
                GivenPart(
                    code=row.part.code,
                    file=part.file,
                    form=part.form,
                    count=part.count,
                    certified=part.certified,
                    alternative_code=row.alternative,
                )
                for part in row.reused
            ]
            if not files and not row.reused:
                files = [None]
            if row.given:
                parts += [
                    GivenPart(
                        code=row.part.code,
                        file=file,
                        form=row.form,
                        count=row.count,
                        certified=row.certified,
                        alternative_code=row.alternative,
                    )
                    for file in files
                ]
        return parts


def _is_same(earlier: DossierPart, part: Part, definition: Definition) -> bool:
    """Tell whether a paper handed in before is this part: of the same procedure, or of the same name."""
    if earlier.dossier.procedure.code == definition.code:
        return earlier.code == part.code
    names = {fold(part.name), *(fold(other.name) for other in part.alternatives)}
    return fold(earlier.name) in names


def _kept(tokens: Sequence[str], actor: Actor) -> list[StoredFile]:
    """Return the scans kept from the sending before."""
    found = []
    for token in tokens:
        try:
            found.append(own_file(actor, UUID(signing.loads(token, salt=_SALT, max_age=_A_DAY))))
        except (signing.BadSignature, ValueError, NotFound):
            continue
    return found


def conditions_in_words(definition: Definition, conditions: Conditions) -> str:
    """Return when something is called for, in the words of the form: ``Anh/chị có …?: Có``; empty when always."""
    texts = []
    for condition in conditions:
        schema: dict[str, Any] = definition.form["properties"][condition.field]
        title = schema.get("x-label") or schema.get("title", condition.field)
        if condition.answered is not None:
            wanted = _("có trả lời") if condition.answered else _("không trả lời")
        else:
            values = condition.among or (condition.equals,)
            wanted = _(" hoặc ").join(answer_words(schema, value) for value in values)
        texts.append(f"{title} {wanted}")
    return "; ".join(texts)
